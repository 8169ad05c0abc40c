import { spawn } from 'node:child_process';
import { repositoryFolder } from '../check/repository-folder.ts';

/** How a run ended, and what it printed. */
export interface RunResult {
  readonly code: number;
  readonly output: string;
}

/**
 * Runs an npm script of the clone with these words, passes on what it prints, and returns it. Signals reach it, and end nothing else: what has ended
 * before is recorded already.
 */
export async function runCommand(script: string, words: readonly string[]): Promise<RunResult> {
  const child = spawn('npm', ['run', script, '--', ...words], { cwd: repositoryFolder, stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    process.stdout.write(chunk);
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exitCode) => resolve(exitCode ?? 1));
    });
    return { code, output };
  } finally {
    for (const signal of signals) process.off(signal, pass);
  }
}
