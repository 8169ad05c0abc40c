import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

export interface ProcessOptions {
  arguments?: string[];
  /** Added to the environment of the test. */
  environment?: Record<string, string>;
}

/** A TypeScript program that runs as a process of its own. */
export interface TestProcess {
  pid: number;
  /** All that it wrote to standard output and standard error so far, by line, in the order of arrival. */
  lines: readonly string[];
  hasEnded(): boolean;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
  /** Waits until a line contains TEXT (a string or a pattern), and returns the first such line. */
  untilLine(text: string | RegExp, timeoutMs?: number): Promise<string>;
  /** Sends SIGNAL (default SIGKILL; SIGSTOP and SIGCONT pause it) and, if it ends a process, waits for that. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** SIGTERM, and after TIMEOUT (default 10,000 ms) SIGKILL and an exception. */
  stop(timeoutMs?: number): Promise<void>;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const running = new Set<TestProcess>();
process.once('exit', () => {
  for (const { pid } of running) process.kill(pid, 'SIGKILL');
});

/** Starts FILE (a path from the root of the repository) on this Node. */
export function startProcess(file: string, options: ProcessOptions = {}): TestProcess {
  const child = spawn(process.execPath, [file, ...(options.arguments ?? [])], {
    cwd: repository,
    env: { ...process.env, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (child.pid === undefined) throw new Error(`${file} could not be started`);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) collectLines(stream, lines);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  const started: TestProcess = {
    pid: child.pid,
    lines,
    hasEnded,
    ended,
    untilLine: (text, timeoutMs = 20_000) =>
      until(() => lines.find((line) => (typeof text === 'string' ? line.includes(text) : text.test(line))), {
        what: () => `${file} to write ${text}; it wrote:\n${lines.slice(-20).join('\n')}`,
        timeoutMs,
      }),
    kill: async (signal = 'SIGKILL') => {
      if (!hasEnded()) child.kill(signal);
      if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await ended;
    },
    stop: async (timeoutMs = 10_000) => {
      if (!hasEnded()) child.kill('SIGTERM');
      try {
        await until(hasEnded, { what: `${file} to end after SIGTERM`, timeoutMs });
      } finally {
        if (!hasEnded()) child.kill('SIGKILL');
        await ended;
      }
    },
  };
  running.add(started);
  void ended.then(() => running.delete(started));
  return started;
}

/** Throws when a process that `startProcess` started still runs, and ends it. For `afterEach`. */
export async function assertNoProcessLeft(): Promise<void> {
  const left = [...running];
  await Promise.all(left.map((one) => one.kill()));
  if (left.length > 0) throw new Error(`left running by the test: ${left.map(({ pid }) => pid).join(', ')}`);
}

function collectLines(stream: NodeJS.ReadableStream, lines: string[]): void {
  let rest = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
  });
  stream.on('end', () => rest && lines.push(rest));
}
