import { spawn } from 'node:child_process';

/**
 * Ends the process PID when this one dies in a way that leaves it no time to do so (kill -9). A shell waits on a pipe whose other end
 * only this process holds: the pipe closes with it. Returns the function that calls the watcher off.
 */
export function watchProcess(pid) {
  const watcher = spawn('/bin/sh', ['-c', 'read -r _ && exit; kill -TERM "$0"', String(pid)], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  watcher.unref();
  return () => watcher.stdin.write('done\n');
}
