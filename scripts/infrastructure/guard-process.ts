import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Waits for the end of its standard input; a line on it means that all is well. `$0` process, `$1` signal, `$2` folder. */
const script = `
is_alive() {
  kill -0 "$0" 2>/dev/null || return 1
  [ -r "/proc/$0/stat" ] || return 0
  read -r state <"/proc/$0/stat"
  case "$state" in *') Z '*) return 1 ;; esac
}
read -r _ && exit 0
kill -s "$1" "$0" 2>/dev/null
n=0
while is_alive && [ "$n" -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
kill -s KILL "$0" 2>/dev/null
if [ -n "$2" ]; then rm -rf "$2"; fi
`;

/**
 * Ends the process PID (SIGNAL, and after 10 s SIGKILL) and removes FOLDER when this process dies without having called the
 * returned function: also after kill -9. A shell of its own waits on a pipe whose other end only this process holds.
 */
export function guardProcess(pid: number, signal: NodeJS.Signals, folder?: string): () => void {
  const shell = spawn('/bin/sh', ['-c', script, String(pid), signal.replace('SIG', ''), folder ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.on('error', () => {}); // without a shell there is no guard, and `stop` still works
  shell.stdin.on('error', () => {});
  shell.unref();
  (shell.stdin as Socket).unref();
  return () => shell.stdin.end('done\n');
}
