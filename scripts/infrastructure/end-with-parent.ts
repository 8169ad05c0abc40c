const lookMs = 500;

/**
 * Under an npm script, ends this process as SIGTERM would when npm is gone without having passed a signal on (kill -9). Outside npm a
 * process may well outlive the shell that started it.
 */
export function endWithParent(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, lookMs);
  timer.unref();
}
