import fs from 'node:fs';
import path from 'node:path';
import type { Tally } from '../check/run-checks.ts';
import { repositoryFolder } from '../check/repository-folder.ts';
import { runStep } from '../check/run-step.ts';

/** What is read of Vitest's JSON report. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Runs Vitest with the given arguments and counts from its report. A run without a report, or that fails for another reason, counts as one failure. */
export async function runTests(chosen: string[]): Promise<Tally> {
  const report = path.join(repositoryFolder, '.breakwater/test-report.json');
  fs.rmSync(report, { force: true });
  const vitest = path.join(repositoryFolder, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runStep('tests', process.execPath, [vitest, 'run', ...reporters, ...chosen]);
  return countTests(code, fs.existsSync(report) ? (JSON.parse(fs.readFileSync(report, 'utf8')) as VitestReport) : undefined);
}

/** Counts tests; a file that failed before its first test (it does not load, its set-up threw) is one failure. */
export function countTests(code: number, report: VitestReport | undefined): Tally {
  if (report === undefined) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'));
  const failed = report.numFailedTests + brokenFiles.length;
  return { passed: report.numPassedTests, failed: code === 0 ? failed : Math.max(failed, 1) };
}
