import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { confirmDanger } from './confirm-danger.ts';

function terminal(answer: string | null, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  if (answer === null) input.end();
  else input.write(`${answer}\n`);
  return { input, output };
}

test.each(['y', 'Y', 'yes', ' YES '])('"%s" confirms', async (answer) => {
  const asked = terminal(answer);
  await confirmDanger('Switching entries off', false, asked);
  expect(String(asked.output.read())).toContain('Switching entries off? [y/N]');
});

test.each(['', 'n', 'yess', null])('"%s" does not', async (answer) => {
  await expect(confirmDanger('Switching entries off', false, terminal(answer))).rejects.toMatchObject({ exitCode: 7, message: 'Nothing was done.' });
});

test('a script is never asked', async () => {
  const script = terminal('y', false);
  await expect(confirmDanger('Switching entries off', false, script)).rejects.toMatchObject({ exitCode: 7, message: expect.stringContaining('add --yes') });
  expect(script.output.read()).toBeNull();
});

test('what was confirmed beforehand is not asked', async () => {
  const script = terminal('n', false);
  await confirmDanger('Switching entries off', true, script);
  expect(script.output.read()).toBeNull();
});
