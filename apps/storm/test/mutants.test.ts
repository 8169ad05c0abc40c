import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const main = fileURLToPath(new URL('../src/mutants/main.ts', import.meta.url));
const table = fileURLToPath(new URL('mutants/no-guards-removed.ts', import.meta.url));

function run(values: readonly string[]): Promise<{ readonly exitCode: number; readonly lines: readonly string[] }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...values], (error, stdout) => resolve({ exitCode: typeof error?.code === 'number' ? error.code : 0, lines: stdout.trim().split('\n') }));
  });
}

test('a mutant that nothing catches fails the run, and so does one that does not fit; the last line says so', async () => {
  const { exitCode, lines } = await run(['--table', table, '--seeds', '1..2', '--steps', '4', '--json']);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ mutants: 2, caught: 0, survivors: ['nothing-removed', 'fits-nothing'], caughtBy: {} });
  expect(lines.join('\n')).toContain('mutant fits-nothing no longer fits libs/engine/src/sweep.ts');
  expect(exitCode).toBe(1);
});

test('a guard that is missed is caught by a named promise', async () => {
  const { exitCode, lines } = await run(['--only', 'events-left-out', '--json']);
  expect(lines[0]).toMatch(/events-left-out .* I9 +seed/);
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ mutants: 1, caught: 1, survivors: [], caughtBy: { 'events-left-out': ['I9'] } });
  expect(exitCode).toBe(0);
});
