import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { watchProcess } from './watch-process.mjs';

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs TARGET on the pinned Node of ROOT and ends this process with its exit code.
 *
 * Node 24 replaces itself (`execve`): one process, and every signal reaches TARGET directly. Node 20 cannot, and stays as a
 * parent that forwards the signals; if it is killed with -9, a watcher ends TARGET.
 */
export function runTarget(root, target, targetArguments) {
  const node = path.join(root, 'node_modules/node/bin/node');
  const environment = {
    ...process.env,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(root, '.breakwater/compile-cache'),
    PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}`,
  };
  if (process.execve) {
    process.removeAllListeners('warning').on('warning', () => {}); // execve announces itself as experimental
    process.execve(node, [node, target, ...targetArguments], environment);
  }
  const child = spawn(node, [target, ...targetArguments], { stdio: 'inherit', env: environment });
  const unwatch = watchProcess(child.pid);
  for (const signal of forwarded) process.on(signal, () => child.kill(signal));
  // Under npm, the end of npm without a signal (kill -9) ends TARGET too.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('error', (error) => {
    process.stderr.write(`breakwater: ${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    unwatch();
    process.exit(code ?? 128 + (os.constants.signals[signal] ?? 0));
  });
}
