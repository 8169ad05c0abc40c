import { expect, onTestFinished, test } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { createAdminCaller } from './fixture.ts';

test('a client that asks for more than 2400 of weight in a minute is told to wait, and kept out for two minutes if it does not', async () => {
  const paper = await startPaperExchange({ clock: 'virtual', limits: 'enforce' });
  onTestFinished(() => paper.stop());
  const admin = createAdminCaller(paper.url);
  const ask = async (): Promise<unknown[]> => {
    const response = await fetch(`${paper.url}/fapi/v1/ticker/24hr`);
    const body = (await response.json()) as { code?: number };
    return [response.status, body.code, response.headers.get('retry-after'), response.headers.get('x-mbx-used-weight-1m')];
  };
  for (let count = 1; count <= 60; count++) expect(await ask()).toEqual([200, undefined, null, String(40 * count)]);
  await admin('POST', 'clock', { advanceMs: 15_000 });
  expect(await ask()).toEqual([429, -1003, '45', null]);
  for (let count = 0; count < 100; count++) expect((await ask())[0]).toBe(429);
  expect(await ask()).toEqual([418, -1003, '120', null]);
  await admin('POST', 'clock', { advanceMs: 60_000 });
  expect(await ask()).toEqual([418, -1003, '60', null]);
  await admin('POST', 'clock', { advanceMs: 60_000 });
  expect(await ask()).toEqual([200, undefined, null, '40']);
});
