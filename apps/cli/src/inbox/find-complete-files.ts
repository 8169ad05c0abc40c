import fs from 'node:fs/promises';
import path from 'node:path';

/** A file that somebody put there, and that nobody is writing any more. */
export interface CompleteFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** Looks at a directory again and again, and remembers what it saw. */
export interface Lookout {
  /** The files that are complete now, the oldest first. Throws what reading the directory throws. */
  findComplete(): Promise<readonly CompleteFile[]>;
  /** How many wave files are there that may still be written. */
  stillGrowing(): number;
}

interface Seen {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly sinceMs: number;
}

const WAVE_FILE = /^[^.].*\.(?:ndjson|jsonl|json)$/i;

/**
 * Opens the lookout on the plain files of a directory whose name says that they hold waves; hidden ones are being written.
 * A file is complete once its size and time stamp have not changed for `settleMs` by this process's own clock: the time
 * stamps of a network drive are compared with themselves only.
 */
export function openLookout(directory: string, settleMs: number, monotonicMs: () => number = () => performance.now()): Lookout {
  let seen = new Map<string, Seen>();
  let growing = 0;
  return {
    stillGrowing: () => growing,
    findComplete: async () => {
      const now = new Map<string, Seen>();
      for (const name of await fs.readdir(directory)) {
        if (!WAVE_FILE.test(name)) continue;
        // Gone again: somebody else took it, or took it back.
        const found = await fs.lstat(path.join(directory, name)).catch(() => null);
        if (found === null || !found.isFile()) continue;
        const before = seen.get(name);
        const isSame = before?.bytes === found.size && before.modifiedMs === found.mtimeMs;
        now.set(name, isSame ? before : { bytes: found.size, modifiedMs: found.mtimeMs, sinceMs: monotonicMs() });
      }
      seen = now;
      const complete = [...now].filter(([, file]) => monotonicMs() - file.sinceMs >= settleMs);
      growing = now.size - complete.length;
      return complete.toSorted(([a, one], [b, other]) => one.modifiedMs - other.modifiedMs || (a < b ? -1 : 1)).map(([name, { bytes, modifiedMs }]) => ({ name, path: path.join(directory, name), bytes, modifiedMs }));
    },
  };
}
