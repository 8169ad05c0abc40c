import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@breakwater/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

interface Told {
  readonly type: string;
  readonly signal?: { readonly id: string; readonly outcome: string };
  readonly outcomes?: Readonly<Record<string, number>>;
}

const SECRET = 'secret-of-the-default-webhook';

let cli: Cli;
let server: http.Server;
let received: Told[];
let status: number;
beforeAll(async () => {
  cli = await openCli();
  [received, status] = [[], 204];
  server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      if (status === 204) received.push(JSON.parse(body) as Told);
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const webhook = { source: 'default', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, secret: 'env:WEBHOOK_SECRET' };
  fs.appendFileSync(cli.environment['BREAKWATER_CONFIG'] ?? '', `outcomeWebhooks: [${JSON.stringify(webhook)}]\n`);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await cli.close();
});

/** A wave so old that all its signals are skipped. */
async function submit(id: string): Promise<void> {
  const signals = ['a', 'b', 'c'].map((name) => ({ id: `${id}-${name}`, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' }));
  const ran = await cli.run(['wave', 'submit', cli.write(`${id}.ndjson`, JSON.stringify({ source: 'ats', id, at: '2025-10-17T19:20:05Z', signals }))], { WEBHOOK_SECRET: SECRET });
  expect(ran.exitCode).toBe(0);
}

const isTold = (id: string, count: number) => () => received.filter(({ signal }) => signal?.id.startsWith(id)).length >= count;

test('a wave worker pushes what becomes of a wave, the next one goes on after it, and neither starts without the secret', { timeout: 180_000 }, async () => {
  const refused = cli.launchWorker('wave-worker', {});
  expect(await refused.ended).toBe(2);
  expect(refused.lines.join()).toContain('points to the environment variable WEBHOOK_SECRET, which is not set');
  const first = await cli.startWorker('wave-worker', { WEBHOOK_SECRET: SECRET });
  await until(async () => (await cli.query(`SELECT FROM outcome_webhook`)).length === 1, { what: 'the webhook to be registered' });
  await submit('w1');
  await until(() => received.some(({ type }) => type === 'wave.finished'), { what: 'the end of the wave', timeoutMs: 60_000 });
  expect(received.map(({ type }) => type)).toEqual(['signal.outcome', 'signal.outcome', 'signal.outcome', 'wave.finished']);
  expect(received.at(-1)?.outcomes).toEqual({ skipped_filter: 3 });
  status = 500;
  await submit('w2');
  await first.untilLine('outcome_not_delivered');
  await first.stop();
  status = 204;
  const second = await cli.startWorker('wave-worker', { WEBHOOK_SECRET: SECRET });
  await until(isTold('w2', 3), { what: 'the outcomes of the second wave', timeoutMs: 60_000 });
  await second.stop();
  expect([...first.lines, ...second.lines].filter((line) => line.includes(SECRET))).toEqual([]);
});
