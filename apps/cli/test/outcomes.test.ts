import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';
import { shapeOf } from './shape-of.ts';

const SECRET = 'secret-of-the-webhook-of-ats';

let cli: Cli;
let server: http.Server;
let answer: { status: number; body: string };
let received: { headers: http.IncomingHttpHeaders; body: string }[];
let config: string;
beforeAll(async () => {
  cli = await openCli();
  [answer, received] = [{ status: 200, body: 'thank you' }, []];
  server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answer.status).end(answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const plain = fs.readFileSync(cli.environment['BREAKWATER_CONFIG'] ?? '', 'utf8');
  config = cli.write('webhooks.yaml', `${plain}outcomeWebhooks: [{ source: ats, url: "http://127.0.0.1:${(server.address() as AddressInfo).port}/outcomes?key=of-the-url", secret: "env:ATS_SECRET" }]
pageReceivers:
  - { name: on-call, type: webhook, url: "http://127.0.0.1:${(server.address() as AddressInfo).port}/pages?key=of-the-url", secret: "env:ATS_SECRET" }
  - { name: alerts, type: alertmanager, url: "http://127.0.0.1:${(server.address() as AddressInfo).port}" }\n`);
  const wave = { source: 'ats', id: 'w', at: '2025-10-17T19:20:05Z', signals: ['a', 'b'].map((id) => ({ id, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.87' })) };
  await cli.run(['wave', 'submit', cli.write('waves.ndjson', JSON.stringify(wave))]);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await cli.close();
});

const settle = (id: string, outcome: string, reason: string | null) => cli.query(`UPDATE signal SET outcome = $2, reason = $3, outcome_at = now() WHERE external_id = $1`, [id, outcome, reason]);

describe('outcomes', () => {
  test('shows what senders are told as lines and as JSON, and follows what comes', async () => {
    expect((await cli.run(['outcomes'])).lines).toEqual(['No outcomes yet: signals that are settled bring some.']);
    await settle('a', 'unknown', 'no answer');
    await settle('a', 'opened', null);
    const { lines } = await cli.run(['outcomes', '--source', 'ats']);
    expect(lines.map((line) => line.replace(/\d{4}-\S+Z/, 'AT').trim())).toEqual(['1  AT  ats w  a binance.main.TAGUSDT  unknown: no answer', '2  AT  ats w  a binance.main.TAGUSDT  opened, was unknown']);
    const { outcomes } = (await cli.run(['outcomes', '--after', '1', '--json'])).json<{ outcomes: readonly Record<string, unknown>[] }>();
    expect(outcomes).toMatchObject([{ sequence: 2, type: 'signal.outcome', source: 'ats', signal: { id: 'a', outcome: 'opened' } }]);
    const help = await cli.run(['outcomes', '--help']);
    expect(help.lines.find((line) => line.trim().startsWith('{ '))).toContain(shapeOf({ outcomes }).split(', position')[0]);
    const following = cli.start(['outcomes', '--follow', '--after', '2', '--json']);
    await until(async () => (await cli.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`)).length === 1, { what: 'the outcomes to be followed', timeoutMs: 30_000 });
    await settle('b', 'failed', 'refused');
    await cli.query(`UPDATE wave SET status = 'finished', finished_at = now() WHERE external_id = 'w'`);
    await following.untilLine('"wave.finished"');
    await following.kill('SIGINT');
    expect(await following.ended).toBe(0);
    expect(following.lines.map((line) => JSON.parse(line) as { sequence: number; type: string }).map(({ sequence, type }) => [sequence, type])).toEqual([[3, 'signal.outcome'], [4, 'wave.finished']]);
    expect((await cli.run(['outcomes', '--limit', '1'])).lines[0]).toMatch(/ats w {2}finished: 1 opened, 1 failed$/);
  });
});

describe('webhook test', () => {
  test('sends a signed message and tells what came back, without the secret', async () => {
    const { exitCode, lines } = await cli.run(['webhook', 'test', 'ats', '--config', config], { ATS_SECRET: SECRET });
    expect([exitCode, lines.length, lines[1]]).toEqual([0, 2, 'thank you']);
    expect(lines[0]).toMatch(/^delivered: http:\/\/127\.0\.0\.1:\d+ answered 200 \(\d+ ms\)$/);
    const { headers, body } = received.at(-1) ?? { headers: {}, body: '' };
    const wanted = createHmac('sha256', SECRET).update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`).digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${wanted}`);
    expect(JSON.parse(body)).toMatchObject({ id: headers['webhook-id'], type: 'test', source: 'ats' });
    answer = { status: 503, body: 'later' };
    const failed = await cli.run(['webhook', 'test', 'ats', '--config', config, '--json'], { ATS_SECRET: SECRET });
    expect([failed.exitCode, failed.json()]).toMatchObject([6, { webhook: 'ats', result: 'failed', status: null, problem: 'the receiver answered 503', answer: 'later' }]);
    expect([...lines, ...failed.lines].join()).not.toMatch(new RegExp(`${SECRET}|of-the-url`));
  });

  test('says which webhook or secret is missing', async () => {
    const unknown = await cli.run(['webhook', 'test', 'atss', '--config', config], { ATS_SECRET: SECRET });
    expect([unknown.exitCode, unknown.lines]).toEqual([2, ['No webhook is configured for atss: did you mean ats?']]);
    const secretless = await cli.run(['webhook', 'test', 'ats', '--config', config]);
    expect([secretless.exitCode, secretless.lines[0]]).toEqual([3, expect.stringContaining('points to the environment variable ATS_SECRET, which is not set')]);
    expect((await cli.run(['config', 'check', '--config', config], { ATS_SECRET: SECRET })).lines.join()).not.toMatch(new RegExp(`${SECRET}|of-the-url`));
  });
});

describe('page test', () => {
  test('tells every receiver of a page that is none, and what one of them answered', async () => {
    answer = { status: 200, body: '' };
    const told = await cli.run(['page', 'test', '--config', config], { ATS_SECRET: SECRET });
    expect([told.exitCode, told.lines.map((line) => line.replace(/\d+ ms/, 'TIME'))]).toEqual([0, ['on-call was told (TIME)', 'alerts was told (TIME)']]);
    expect(received.slice(-2).map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([{ type: 'page.raised', subject: 'test' }, [{ labels: { alertname: 'BreakwaterPage', subject: 'test' } }]]);
    answer = { status: 503, body: 'later' };
    const failed = await cli.run(['page', 'test', 'alerts', '--config', config], { ATS_SECRET: SECRET });
    expect([failed.exitCode, failed.lines.map((line) => line.replace(/\d+ ms/, 'TIME'))]).toEqual([6, ['alerts was not told: it answered 503 (TIME)', 'later']]);
    expect(await cli.query(`SELECT FROM page`)).toEqual([]);
  });

  test('says which receiver is missing', async () => {
    const unknown = await cli.run(['page', 'test', 'oncall', '--config', config], { ATS_SECRET: SECRET });
    expect([unknown.exitCode, unknown.lines]).toEqual([2, ['No receiver is named oncall: write on-call.']]);
    expect(await cli.run(['page', 'test'])).toMatchObject({ exitCode: 2, lines: ['No receiver of pages is configured: add one under pageReceivers (docs/paging.md).'] });
  });
});

test('webhook list shows what waits for each webhook, and why', async () => {
  expect((await cli.run(['webhook', 'list'])).lines).toEqual(['No webhook is known yet: a wave worker that has one in its configuration makes it known.']);
  await cli.query(`INSERT INTO outcome_webhook (source, wanted_until, lease_until, failures, retry_at, problem) VALUES
    ('ats', now() + interval '1 minute', now(), 3, '2025-10-17T19:20:05Z', 'the receiver answered 503'), ('default', now() - interval '1 minute', now(), 0, NULL, NULL)`);
  await cli.query(`UPDATE outcome_message SET is_owed = true`);
  const { webhooks } = (await cli.run(['webhook', 'list', '--json'])).json<{ webhooks: unknown }>();
  expect(webhooks).toEqual([
    { source: 'ats', isWanted: true, waiting: 4, failures: 3, retryAt: '2025-10-17T19:20:05.000Z', problem: 'the receiver answered 503' },
    { source: 'default', isWanted: false, waiting: 0, failures: 0, retryAt: null, problem: null },
  ]);
  const help = await cli.run(['webhook', 'list', '--help']);
  expect(help.lines.find((line) => line.trim().startsWith('{ '))?.trim()).toBe(shapeOf({ webhooks }));
  const { lines } = await cli.run(['webhook', 'list']);
  expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
    ['WEBHOOK', 'STATE', 'WAITING', 'FAILURES', 'RETRY', 'PROBLEM'],
    ['ats', 'failing', '4', '3', '2025-10-17T19:20:05.000Z', 'the receiver answered 503'],
    ['default', 'unused', '0', '0'],
  ]);
});

test('wave show says how far the sender was told', async () => {
  await cli.query(`UPDATE outcome_message SET is_owed = true, attempts = 2, problem = 'the receiver answered 500' WHERE wave_id = (SELECT id FROM wave WHERE external_id = 'w')`);
  await cli.query(`UPDATE outcome_message SET delivered_at = now(), problem = NULL WHERE sequence = 1`);
  const { lines } = await cli.run(['wave', 'show', 'ats', 'w']);
  expect(lines).toContain('its sender was told 1 of 4 messages; tried 2 times, the receiver answered 500');
  const { pushed } = (await cli.run(['wave', 'show', 'ats', 'w', '--json'])).json<{ pushed: unknown }>();
  expect(pushed).toEqual({ delivered: 1, waiting: 3, attempts: 2, problem: 'the receiver answered 500' });
});
