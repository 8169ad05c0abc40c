import path from 'node:path';
import { listFiles } from './list-files.ts';
import { repositoryFolder } from './repository-folder.ts';
import { runStep } from './run-step.ts';

/** How many checks passed and failed. */
export interface Tally {
  passed: number;
  failed: number;
}

/**
 * Runs the checks that need no test runner, one after the other: type check, lint, and the borders between packages. Each prints
 * its own findings; a check that saw no files has failed.
 */
export async function runChecks(): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0 };
  for (const check of [checkTypes, lint, checkBoundaries]) {
    if (await check()) tally.passed += 1;
    else tally.failed += 1;
  }
  return tally;
}

async function checkTypes(): Promise<boolean> {
  const { code } = await runStep('type check', tool('tsc'), ['--noEmit', '--project', repositoryFolder]);
  return code === 0;
}

async function lint(): Promise<boolean> {
  const { code, output } = await runStep('lint', tool('oxlint'), ['--deny-warnings']);
  return code === 0 && sawFiles('lint', /on (\d+) files/.exec(output)?.[1], listFiles().filter((file) => file.endsWith('.ts')).length);
}

async function checkBoundaries(): Promise<boolean> {
  const environment = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  const { code, output } = await runStep('package boundaries', tool('turbo'), ['boundaries'], environment);
  const sources = listFiles().filter((file) => /^(apps|libs)\/.*\.ts$/.test(file));
  return code === 0 && sawFiles('package boundaries', /Checked (\d+) files/.exec(output)?.[1], sources.length);
}

/** A green check that checks nothing is the worst kind: TypeScript 7 has blinded linters before. */
function sawFiles(name: string, seen: string | undefined, least: number): boolean {
  if (Number(seen ?? 0) >= least) return true;
  process.stdout.write(`  ${name} saw ${seen ?? 'no'} files, and there are ${least}: it does not count\n`);
  return false;
}

function tool(name: string): string {
  return path.join(repositoryFolder, 'node_modules/.bin', name);
}
