import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';
import { systemEnvironment } from './system-environment.mjs';
import { watchProcess } from './watch-process.mjs';

const stampName = 'node_modules/.breakwater-stamp';
const progressMs = 10_000;

/** Whether the packages in ROOT are those of its package-lock.json, by the stamp that the last installation left. */
export function isInstalled(root) {
  const wanted = fingerprint(root);
  if (readText(path.join(root, stampName)) === wanted) return true;
  if (!matchesLock(root)) return false;
  fs.writeFileSync(path.join(root, stampName), wanted);
  return true;
}

/**
 * Runs `npm ci` in ROOT with its progress on standard error, and stamps the result.
 * Throws SetupError when npm is missing, when it fails, or when the pinned Node has no build for this machine.
 */
export async function installPackages(root) {
  const startedAt = Date.now();
  say('installing the packages and Node 24 (`npm ci`, usually under a minute)');
  const progress = setInterval(() => say(`still installing (${Math.round((Date.now() - startedAt) / 1000)} s)`), progressMs);
  try {
    await runNpm(root);
  } finally {
    clearInterval(progress);
  }
  if (!fs.existsSync(path.join(root, 'node_modules/node/bin/node'))) {
    throw new SetupError(`the package "node" brought no Node 24 for ${process.platform} on ${process.arch}: allow its install script (\`npm config delete ignore-scripts\`), delete node_modules, and run the command again.`);
  }
  fs.writeFileSync(path.join(root, stampName), fingerprint(root));
  say(`packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

function runNpm(root) {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--include=dev', '--include=optional'], {
      cwd: root,
      env: systemEnvironment(root),
      stdio: ['ignore', 2, 'pipe'],
    });
    const unwatch = child.pid === undefined ? () => {} : watchProcess(child.pid);
    let tail = '';
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      tail = (tail + chunk).slice(-20_000);
    });
    child.on('error', (error) =>
      reject(new SetupError(error.code === 'ENOENT' ? 'npm was not found on the PATH: install npm (it comes with Node), and run the command again.' : `npm could not be started: ${error.message}`)),
    );
    child.on('close', unwatch).on('close', (code) => (code === 0 ? resolve() : reject(new SetupError(explain(tail, code)))));
  });
}

function explain(tail, code) {
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(tail)) {
    return 'the packages could not be installed because the npm registry could not be reached: check the network, the proxy and `npm config get registry`, and run the command again.';
  }
  if (/EUSAGE/.test(tail)) {
    return 'the packages could not be installed because package-lock.json does not fit package.json: run `npm install`, and run the command again.';
  }
  return `the packages could not be installed: \`npm ci\` ended with code ${code}, and its own words stand above.`;
}

/** What an installation depends on: the lock file, and the machine (a clone may be shared between two). */
function fingerprint(root) {
  const hash = createHash('sha256').update(fs.readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
  return `${process.platform}-${process.arch} ${hash}\n`;
}

/** Whether node_modules, installed by hand, holds every package of the lock file in its version. */
function matchesLock(root) {
  const installed = readText(path.join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined || !fs.existsSync(path.join(root, 'node_modules/node/bin/node'))) return false;
  try {
    const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
    const found = JSON.parse(installed).packages;
    return Object.entries(wanted).every(([name, entry]) => name === '' || (entry.optional && !found[name]) || found[name]?.version === entry.version);
  } catch {
    return false;
  }
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function say(line) {
  process.stderr.write(`breakwater: ${line}\n`);
}
