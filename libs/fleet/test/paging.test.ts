import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PageReceiverSettings } from '@breakwater/config';
import { openLog } from '@breakwater/telemetry';
import { until } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPaging } from '../src/index.ts';
import { isSignedWith, openOutcomeWorld, type OutcomeWorld } from './outcome-world.ts';

const SECRET = 'secret-of-the-people-on-call';
const TOKEN = '123456789:abcdefghijklmnopqrstuvwxyz-0123456789';
const BOUNDS = { connectMs: 1_000, headersMs: 5_000, bodyMs: 5_000, bodyBytesMax: 10_000 };

interface Heard {
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly body: never;
}

let world: OutcomeWorld;
let server: http.Server;
let url: string;
let heard: Heard[];
/** What the receiver answers; 204 without a body where it says nothing. */
let answer: (heard: Heard) => { readonly status: number; readonly body?: string } | undefined;
let logged: string;
let results: string[];
let opened: { close(): Promise<void> }[];
beforeEach(async () => {
  [heard, answer, logged, results, opened] = [[], () => undefined, '', [], []];
  server = http.createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const one: Heard = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) as never };
      heard.push(one);
      const { status = 204, body = '' } = answer(one) ?? {};
      response.writeHead(status).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  world = await openOutcomeWorld();
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await world?.close();
});

const webhook = (name = 'on-call'): PageReceiverSettings => ({ type: 'webhook', name, url: `${url}/pages`, secret: SECRET });

/** One process that tells. */
function tell(...pageReceivers: readonly PageReceiverSettings[]): void {
  const log = openLog({ name: 'stop-worker', level: 'info', destination: { write: (line) => void (logged += line) } });
  opened.push(openPaging({ config: { databaseUrl: world.databaseUrl, deployment: 'dep', paging: { repeatEveryMs: 900_000, bareAfterMs: 10_000 }, pageReceivers }, log, onTelling: (receiver, result) => results.push(`${receiver} ${result}`), bounds: BOUNDS, chance: () => 0 }));
}

async function raise(subject: string, symbol: string | null = 'TAGUSDT'): Promise<void> {
  await world.query(`INSERT INTO page (id, subject, text, exchange, account, symbol) VALUES (gen_random_uuid(), $1, $1 || ' is in trouble', 'binance', 'main', $2)`, [subject, symbol]);
}

const acknowledge = (subject: string) => world.query(`UPDATE page SET acknowledged_at = clock_timestamp() WHERE subject = $1`, [subject]);
/** Lets what was told or tried before be told again. */
const hurry = () => world.query(`UPDATE page_telling SET next_at = clock_timestamp()`);
const untilHeard = (count: number) => until(async () => heard.length >= count, { what: () => `${count} tellings; so far ${heard.map(({ text }) => text).join('\n')}`, timeoutMs: 30_000 });
const untilFree = () => until(async () => (await world.query(`SELECT FROM page_telling WHERE leased_until > clock_timestamp()`)).length === 0, { what: 'every telling to be written down' });
const tellings = () => world.query<{ receiver: string; told_count: number; failures: number; problem: string | null; is_settled: boolean }>(`SELECT receiver, told_count, failures, problem, settled_at IS NOT NULL AS is_settled FROM page_telling ORDER BY receiver`);

describe('a page', () => {
  test('is told to a webhook, signed, again when its time has come, and once more when it was acknowledged, and then never', async () => {
    await raise('bare.TAGUSDT');
    tell(webhook());
    await untilHeard(1);
    await untilFree();
    expect(heard[0]?.body).toMatchObject({ type: 'page.raised', deployment: 'dep', subject: 'bare.TAGUSDT', text: 'bare.TAGUSDT is in trouble', exchange: 'binance', account: 'main', symbol: 'TAGUSDT', toldBefore: 0, acknowledgedAt: null });
    await hurry();
    await untilHeard(2);
    await untilFree();
    expect(heard[1]?.body).toMatchObject({ type: 'page.raised', toldBefore: 1 });
    await acknowledge('bare.TAGUSDT');
    await untilHeard(3);
    await untilFree();
    expect(heard[2]?.body).toMatchObject({ type: 'page.acknowledged', subject: 'bare.TAGUSDT' });
    expect(await tellings()).toEqual([{ receiver: 'on-call', told_count: 3, failures: 0, problem: null, is_settled: true }]);
    await hurry();
    await raise('another');
    await untilHeard(4);
    await untilFree();
    expect(heard.slice(3).map(({ body }) => (body as { subject: string }).subject)).toEqual(['another']);
    expect(heard.every(({ headers, text }) => isSignedWith(SECRET, headers, text))).toBe(true);
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(4);
    expect((await world.query(`SELECT FROM page WHERE delivered_at IS NOT NULL`)).length).toBe(2);
  });

  test('is told once by three processes, at once, without waiting for its time', async () => {
    for (let process = 0; process < 3; process += 1) tell(webhook());
    for (const subject of ['a', 'b', 'c', 'd', 'e']) await raise(subject);
    await untilHeard(5);
    await untilFree();
    await raise('last');
    await untilHeard(6);
    expect(heard.map(({ body }) => (body as { subject: string }).subject).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'last']);
  });

  test('of which nobody was told before it was acknowledged is told nobody', async () => {
    await raise('over');
    await acknowledge('over');
    await raise('new');
    tell(webhook());
    await untilHeard(1);
    await untilFree();
    expect(heard.map(({ body }) => (body as { subject: string }).subject)).toEqual(['new']);
  });

  test('that is being told by a process that died is told by another one after its lease', async () => {
    await raise('bare');
    await world.query(`INSERT INTO page_telling (page_id, receiver, leased_until) SELECT id, 'on-call', clock_timestamp() + interval '1 hour' FROM page`);
    tell(webhook());
    await raise('other');
    await untilHeard(1);
    expect(heard.map(({ body }) => (body as { subject: string }).subject)).toEqual(['other']);
    await world.query(`UPDATE page_telling SET leased_until = clock_timestamp() WHERE told_count = 0`);
    await untilHeard(2);
    expect(heard[1]?.body).toMatchObject({ subject: 'bare' });
  });
});

describe('a receiver', () => {
  test('that does not take a page is tried again, less and less often, and the others hear of it after five times until it is well', async () => {
    answer = ({ path }) => (path === '/deaf' ? { status: 500, body: 'no' } : undefined);
    await raise('bare');
    tell(webhook('well'), { type: 'webhook', name: 'deaf', url: `${url}/deaf`, secret: SECRET });
    const deaf = (): number => heard.filter(({ path, text }) => path === '/deaf' && text.includes('bare')).length;
    const pauses: number[] = [];
    for (let failures = 1; failures <= 5; failures += 1) {
      await until(async () => (await tellings())[0]?.failures === failures, { what: `${failures} failures` });
      const [row] = await world.query<{ ms: number }>(`SELECT round(1000 * extract(epoch FROM next_at - leased_until))::int AS ms FROM page_telling WHERE receiver = 'deaf' ORDER BY failures DESC LIMIT 1`);
      pauses.push(row?.ms ?? 0);
      if (failures < 5) await world.query(`UPDATE page_telling SET next_at = clock_timestamp() WHERE receiver = 'deaf'`);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(deaf()).toBe(5);
    await until(async () => heard.some(({ path, text }) => path === '/pages' && text.includes('page-receiver.deaf')), { what: 'the others to hear of it', timeoutMs: 30_000 });
    expect(heard.find(({ text }) => text.includes('page-receiver.deaf'))?.body).toMatchObject({ text: expect.stringContaining('Pages do not arrive at deaf (webhook): it answered 500. They are kept and tried again') });
    answer = () => undefined;
    await world.query(`UPDATE page_telling SET next_at = clock_timestamp() WHERE receiver = 'deaf'`);
    await until(async () => (await world.query(`SELECT FROM page WHERE subject = 'page-receiver.deaf' AND acknowledged_at IS NOT NULL`)).length === 1, { what: 'its page to be settled', timeoutMs: 30_000 });
    expect(logged).not.toContain(SECRET);
    expect(new Set(results)).toEqual(new Set(['well told', 'deaf failed', 'deaf told']));
  });

  test('that is alone and deaf settles the page about it as soon as it hears that very page', async () => {
    answer = () => ({ status: 500 });
    await raise('bare');
    await world.query(`INSERT INTO page_telling (page_id, receiver, failures, leased_until) SELECT id, 'deaf', 4, clock_timestamp() FROM page`);
    tell({ type: 'webhook', name: 'deaf', url: `${url}/deaf`, secret: SECRET });
    await until(async () => (await world.query(`SELECT FROM page WHERE subject = 'page-receiver.deaf'`)).length === 1, { what: 'the page about it', timeoutMs: 30_000 });
    await acknowledge('bare');
    answer = () => undefined;
    await hurry();
    await until(async () => (await world.query(`SELECT FROM page WHERE acknowledged_at IS NULL`)).length === 0, { what: 'its page to be settled', timeoutMs: 30_000 });
  });

  test('that is a Telegram chat is written to by the bot, in words, and waited for as long as Telegram asks', async () => {
    const telegram: PageReceiverSettings = { type: 'telegram', name: 'phone', url: `${url}/`, token: TOKEN, chatId: '-100123' };
    answer = () => (heard.length === 1 ? { status: 429, body: JSON.stringify({ ok: false, error_code: 429, description: 'Too Many Requests: retry after 77', parameters: { retry_after: 77 } }) } : { status: 200, body: '{"ok":true}' });
    await raise('bare.TAGUSDT');
    tell(telegram);
    await untilHeard(1);
    await untilFree();
    const [row] = await world.query<{ ms: number; problem: string }>(`SELECT round(1000 * extract(epoch FROM next_at - leased_until))::int AS ms, problem FROM page_telling`);
    expect(row).toEqual({ ms: 77_000, problem: 'it answered 429: Too Many Requests: retry after 77' });
    await hurry();
    await untilHeard(2);
    await untilFree();
    await acknowledge('bare.TAGUSDT');
    await untilHeard(3);
    expect(heard.map(({ path }) => path)).toEqual(Array(3).fill(`/bot${TOKEN}/sendMessage`));
    expect(heard[1]?.body).toMatchObject({ chat_id: '-100123', text: expect.stringMatching(/^Breakwater \(dep\): bare\.TAGUSDT is in trouble\n\nbare\.TAGUSDT, 20.*\nbreakwater page ack [0-9a-f]{8}$/) });
    expect(heard[2]?.body).toMatchObject({ text: 'Breakwater (dep), acknowledged: bare.TAGUSDT is in trouble' });
    expect(logged).not.toContain(TOKEN);
  });

  test('that is an Alertmanager hears every minute that an alert stands, with the same labels, and at last that it has ended', async () => {
    await raise('bare.TAGUSDT', null);
    tell({ type: 'alertmanager', name: 'alerts', url });
    await untilHeard(1);
    await untilFree();
    const [row] = await world.query<{ ms: number }>(`SELECT round(1000 * extract(epoch FROM next_at - leased_until))::int AS ms FROM page_telling`);
    expect(row).toEqual({ ms: 60_000 });
    await acknowledge('bare.TAGUSDT');
    await untilHeard(2);
    const alerts = heard.map(({ body }) => (body as readonly { labels: object; startsAt: string; endsAt: string; annotations: object }[])[0]!);
    expect(heard.map(({ path }) => path)).toEqual(['/api/v2/alerts', '/api/v2/alerts']);
    const [page] = await world.query<{ id: string }>(`SELECT id FROM page`);
    expect(alerts[0]?.labels).toEqual({ alertname: 'BreakwaterPage', severity: 'critical', deployment: 'dep', subject: 'bare.TAGUSDT', page: page?.id, exchange: 'binance', account: 'main' });
    expect(alerts[1]?.labels).toEqual(alerts[0]?.labels);
    expect(alerts[0]?.annotations).toMatchObject({ summary: 'bare.TAGUSDT is in trouble', acknowledge: `breakwater page ack ${page?.id.slice(0, 8)}` });
    expect(Date.parse(alerts[0]!.endsAt)).toBeGreaterThan(Date.now() + 200_000);
    expect(Date.parse(alerts[1]!.endsAt)).toBeLessThanOrEqual(Date.now());
  });
});

describe('a position that stays bare', () => {
  const ID = '6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a11';
  const OTHER_ID = '6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a12';
  const bareFor = async (seconds: number | null, id = ID, symbol = 'TAGUSDT'): Promise<void> => {
    await world.query(
      `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, first_fill_at, bare_since)
       VALUES ($1::uuid, 'binance', 'main', $3, 'net', 'open', 'adopted', 'short', 1234.50, 0.5, '{"percent":"2"}', clock_timestamp() - interval '1 hour', clock_timestamp() - $2::numeric * interval '1 second')
       ON CONFLICT (id) DO UPDATE SET bare_since = EXCLUDED.bare_since`,
      [id, seconds, symbol],
    );
  };
  const pages = () => world.query<{ subject: string; is_over: boolean }>(`SELECT subject, acknowledged_at IS NOT NULL AS is_over FROM page ORDER BY raised_at`);

  test('is told of once, whoever looks and however often, and again that it is over', async () => {
    await bareFor(11);
    tell(webhook());
    tell(webhook());
    await untilHeard(1);
    expect(heard[0]?.body).toMatchObject({ type: 'page.raised', subject: `bare-position.${ID}`, symbol: 'TAGUSDT', text: expect.stringContaining('a short position of 1234.5 has had no valid stop since') });
    await untilFree();
    await bareFor(null);
    await untilHeard(2);
    expect(heard[1]?.body).toMatchObject({ type: 'page.acknowledged', subject: `bare-position.${ID}` });
    expect(await pages()).toEqual([{ subject: `bare-position.${ID}`, is_over: true }]);
  });

  test('is a page without any receiver, and another one when it is bare again; one that a person has acknowledged is not raised anew', async () => {
    await bareFor(11);
    tell();
    await until(async () => (await pages()).length === 1, { what: 'the page' });
    await acknowledge(`bare-position.${ID}`);
    // Whoever raises the page of another one has looked at this one as well.
    await bareFor(11, OTHER_ID, 'ETHUSDT');
    await until(async () => (await pages()).length > 1, { what: 'the page of another position' });
    expect((await pages()).map(({ subject }) => subject)).toEqual([`bare-position.${ID}`, `bare-position.${OTHER_ID}`]);
    await bareFor(null, OTHER_ID, 'ETHUSDT');
    await world.query(`UPDATE page SET raised_at = raised_at - interval '1 minute'`);
    await until(async () => (await pages()).filter(({ subject }) => subject === `bare-position.${ID}`).length === 2, { what: 'the next one' });
  });

  test('is not told of while it has not been bare for long', async () => {
    await bareFor(1, OTHER_ID, 'ETHUSDT');
    await bareFor(11);
    tell();
    await until(async () => (await pages()).length > 0, { what: 'the page of the other one' });
    expect((await pages()).map(({ subject }) => subject)).toEqual([`bare-position.${ID}`]);
  });
});
