import { describe, expect, test } from 'vitest';
import { countTests, type VitestReport } from './run-tests.ts';

const passed = { status: 'passed' };
const failed = { status: 'failed' };
const report = (...files: VitestReport['testResults']): VitestReport => ({
  numPassedTests: files.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'passed').length,
  numFailedTests: files.flatMap((file) => file.assertionResults).filter(({ status }) => status === 'failed').length,
  testResults: files,
});

describe('countTests', () => {
  test('counts what passed and what failed', () => {
    expect(countTests(1, report({ status: 'failed', assertionResults: [passed, failed] }))).toEqual({ passed: 1, failed: 1 });
  });

  test('counts a file that did not load as one failure', () => {
    expect(countTests(1, report({ status: 'passed', assertionResults: [passed] }, { status: 'failed', assertionResults: [] }))).toEqual({ passed: 1, failed: 1 });
  });

  test('counts a run that failed outside any test, or left no report, as one failure', () => {
    expect(countTests(1, report({ status: 'passed', assertionResults: [passed] }))).toEqual({ passed: 1, failed: 1 });
    expect(countTests(0, undefined)).toEqual({ passed: 0, failed: 1 });
  });
});
