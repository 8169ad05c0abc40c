import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SetupError } from './setup-error.mjs';

const pollMs = 200;
const waitMsMax = 15 * 60_000;

/**
 * Takes the lock file NAME in FOLDER, waiting while a living process holds it; a dead holder's lock is taken over.
 * Returns the function that gives it back. Throws SetupError after 15 minutes.
 */
export async function acquireLock(folder, name) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  const deadline = Date.now() + waitMsMax;
  for (let hasSpoken = false; !tryCreate(file); ) {
    const holder = readHolder(file);
    if (holder !== undefined && !isAlive(holder)) {
      breakStale(file, holder);
      continue;
    }
    if (!hasSpoken && holder !== undefined) {
      process.stderr.write(`breakwater: waiting for another set-up of this clone (process ${holder}) to finish\n`);
      hasSpoken = true;
    }
    if (Date.now() > deadline) {
      throw new SetupError(`another set-up of this clone (process ${holder}) has not finished in 15 minutes: stop it, or delete ${file} if there is none.`);
    }
    await delay(pollMs);
  }
  const release = () => fs.rmSync(file, { force: true });
  process.once('exit', release);
  return () => {
    process.off('exit', release);
    release();
  };
}

/** The file appears with its content in one step (a hard link), so nobody ever reads a lock without a holder. */
function tryCreate(file) {
  const own = `${file}.${process.pid}`;
  fs.writeFileSync(own, String(process.pid));
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function readHolder(file) {
  try {
    return Number(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined; // given back between two looks
  }
}

function isAlive(pid) {
  if (pid === process.pid) return false; // a container that starts anew hands out the same numbers again
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Moves the dead holder's lock away. Whoever finds that it moved a living one (a race of two waiters) puts it back. */
function breakStale(file, holder) {
  const moved = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, moved);
  } catch {
    return;
  }
  if (readHolder(moved) !== holder) {
    try {
      fs.linkSync(moved, file);
    } catch {
      // A third process holds it by now; both go on, one after the other, as npm's own result is checked again.
    }
  }
  fs.rmSync(moved, { force: true });
}
