import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';
import { copyTree } from './copy-tree.ts';
import type { MutationReport } from './score.ts';

const configuration = 'stryker.config.json';
const stryker = path.join(repositoryFolder, 'node_modules/@stryker-mutator/core/bin/stryker.js');

/**
 * Has StrykerJS change FILES (paths from the root of the clone) in a copy of the libraries, CONCURRENCY changes at once. Its progress goes to standard
 * error. Returns its report; rejects with one sentence when it ended without one, as when a test fails before anything was changed.
 */
export async function tryMutations(files: readonly string[], concurrency: number): Promise<MutationReport> {
  const folder = copyTree();
  fs.copyFileSync(path.join(import.meta.dirname, configuration), path.join(folder, configuration));
  const code = await run(folder, ['run', configuration, '--mutate', files.join(','), '--concurrency', String(concurrency)]);
  const report = path.join(folder, 'mutation.json');
  if (code !== 0 || !fs.existsSync(report)) throw new Error(`the mutation tester ended with ${code} and left no score: see what it says above, and whether \`npm test -- libs/core\` passes.`);
  return JSON.parse(fs.readFileSync(report, 'utf8')) as MutationReport;
}

function run(folder: string, values: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [stryker, ...values], { cwd: folder, stdio: ['ignore', 2, 2] });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    for (const signal of signals) process.off(signal, pass);
  });
}
