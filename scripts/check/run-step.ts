import { spawn } from 'node:child_process';
import os from 'node:os';
import { repositoryFolder } from './repository-folder.ts';

/** How a step ended, and what it said. */
export interface StepResult {
  code: number;
  output: string;
}

/**
 * Runs one program in the clone's folder, passes its output on, and prints its name with how long it took.
 * SIGINT, SIGTERM and SIGHUP reach the program, and this one ends when it has ended.
 */
export async function runStep(name: string, command: string, arguments_: string[], environment: Record<string, string> = {}): Promise<StepResult> {
  const startedAt = performance.now();
  const child = spawn(command, arguments_, { cwd: repositoryFolder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const [stream, target] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      target.write(chunk);
    });
  }
  const interrupted = forwardSignals((signal) => child.kill(signal));
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve(exitCode ?? 1));
  });
  const signal = interrupted();
  process.stdout.write(`${code === 0 ? '✓' : '✗'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n`);
  if (signal !== undefined) process.exit(128 + os.constants.signals[signal]);
  return { code, output };
}

/** Passes signals to SEND. Returns the function that ends this, and tells which signal came. */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => NodeJS.Signals | undefined {
  let last: NodeJS.Signals | undefined;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const forward = (signal: NodeJS.Signals) => {
    last = signal;
    send(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
    return last;
  };
}
