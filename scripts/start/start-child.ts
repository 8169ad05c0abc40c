import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { repositoryFolder } from '../check/repository-folder.ts';
import { guardProcess } from '../infrastructure/guard-process.ts';

/** What to run as a process of its own. */
export interface ChildPlan {
  /** How its lines and its failures are called. */
  name: string;
  /** A TypeScript file, as a path from the root of the clone. */
  file: string;
  arguments?: string[];
  /** Flags of Node itself. */
  nodeArguments?: readonly string[];
  /** Added to this process's environment. */
  environment?: Record<string, string>;
  /** Hears every line that it writes, without the line feed. */
  onLine?(line: string, stream: 'stdout' | 'stderr'): void;
}

/** A running process. */
export interface Child {
  pid: number;
  /** Resolves with its exit code, or the signal that ended it, once its output is read to the end. */
  ended: Promise<number | NodeJS.Signals>;
  /** SIGTERM, and SIGKILL after GRACE ms; resolves once it is gone. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts one TypeScript program on this Node. It runs in a process group of its own, so that Ctrl-C reaches it through `stop` and in order; a guard
 * ends it if this process is killed.
 */
export function startChild(plan: ChildPlan): Child {
  const child = spawn(process.execPath, [...(plan.nodeArguments ?? []), plan.file, ...(plan.arguments ?? [])], {
    cwd: repositoryFolder,
    env: { ...process.env, ...plan.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${plan.name} could not be started: ${plan.file}`);
  const unguard = guardProcess(pid, 'SIGTERM');
  readLines(child.stdout, (line) => plan.onLine?.(line, 'stdout'));
  readLines(child.stderr, (line) => plan.onLine?.(line, 'stderr'));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      unguard();
      resolve(code ?? signal ?? 1);
    });
  });
  const stop = async (graceMs: number) => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => killGroup(pid), graceMs);
    await ended;
    clearTimeout(timer);
  };
  return { pid, ended, stop };
}

/** Also ends what the process itself has started. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it is gone already
  }
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}
