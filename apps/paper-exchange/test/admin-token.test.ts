import { expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { createAdminCaller, test } from './fixture.ts';

test.for(['0.0.0.0', '::', '192.168.7.1', 'example.org'])('--host %s is refused without an admin token, before anything listens', async (host) => {
  for (const adminToken of [undefined, '']) await expect(startPaperExchange({ host, adminToken })).rejects.toThrow(`--host ${host} lets other machines reach the admin API, which then needs a token: give one with --admin-token, or listen on 127.0.0.1.`);
});

test.for(['127.0.0.1', 'localhost'])('--host %s may go without one', async (host) => {
  const paper = await startPaperExchange({ host });
  await expect(createAdminCaller(paper.url)('GET', 'state')).resolves.toMatchObject({ accounts: [{ name: 'main' }] });
  await paper.stop();
});

test('beyond loopback the admin API wants the token, and the venue serves everybody', async () => {
  const paper = await startPaperExchange({ host: '0.0.0.0', adminToken: 'the-token' });
  const url = paper.url.replace('0.0.0.0', '127.0.0.1');
  await expect(createAdminCaller(url)('GET', 'state')).rejects.toThrow('401');
  expect((await fetch(`${url}/admin/state`, { headers: { authorization: 'Bearer the-token' } })).status).toBe(200);
  expect((await fetch(`${url}/fapi/v1/ping`)).status).toBe(200);
  await paper.stop();
});
