import { randomUUID } from 'node:crypto';
import { openOutcomeBooks } from '@breakwater/db';
import { openLog } from '@breakwater/telemetry';
import { until } from '@breakwater/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOutcomeDelivery } from '../src/index.ts';
import { deliverRound } from '../src/outcomes/deliver-round.ts';
import type { PostBounds } from '../src/outcomes/post-webhook.ts';
import { openOutcomeWorld, openReceiver, type OutcomeWorld, type Receiver } from './outcome-world.ts';

const SECRET = 'secret-of-the-webhook-of-ats';
const BOUNDS = { connectMs: 1_000, headersMs: 5_000, bodyMs: 5_000, bodyBytesMax: 10_000 };

let world: OutcomeWorld;
let receiver: Receiver;
let logged: string;
let results: Record<string, number>;
let opened: { close(): Promise<void> }[];
beforeEach(async () => {
  [world, receiver] = await Promise.all([openOutcomeWorld(), openReceiver(SECRET)]);
  [logged, results, opened] = ['', {}, []];
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await Promise.all([world?.close(), receiver?.close()]);
});

// Without knowing the secret, so that it takes nothing out that was put in.
const log = () => openLog({ name: 'wave-worker', level: 'info', destination: { write: (line) => void (logged += line) } });

/** One process that delivers; `close` ends it. Resolves once its destinations are registered. */
async function deliver(options: { webhooks?: readonly { source: string; url: string; secret: string }[]; pageAfterMs?: number; bounds?: PostBounds; chance?: () => number } = {}): Promise<{ close(): Promise<void> }> {
  const outcomeWebhooks = options.webhooks ?? [{ source: 'ats', url: receiver.url, secret: SECRET }];
  const delivery = openOutcomeDelivery({
    config: { databaseUrl: world.databaseUrl, outcomes: { keepDays: 1, pageAfterMs: options.pageAfterMs ?? 3_600_000 }, outcomeWebhooks },
    holder: randomUUID(),
    log: log(),
    onDelivery: (_source, result) => (results[result] = (results[result] ?? 0) + 1),
    bounds: options.bounds ?? BOUNDS,
    chance: options.chance ?? Math.random,
  });
  let ending: Promise<void> | null = null;
  const once = { close: () => (ending ??= delivery.close()) };
  opened.push(once);
  await until(async () => (await world.query(`SELECT FROM outcome_webhook`)).length === outcomeWebhooks.length, { what: 'the destinations to be registered' });
  return once;
}

const ids = (): string[] => receiver.received.map(({ message }) => message.signal?.id ?? message.type);
const untilDelivered = (timeoutMs = 30_000) => until(async () => (await world.hurry(), (await world.countWaiting()) === 0), { what: () => `all to be delivered; so far ${ids().join()}`, timeoutMs });
/** The order in which a receiver first heard of the signals of a wave, without repetitions. */
const firstOf = (wave: string): string[] => [...new Set(ids().filter((id) => id.startsWith(`${wave}-`)))];

describe('a webhook', () => {
  test('gets each outcome of its source and the end of each wave once, signed, with an id of its own, in order', async () => {
    await deliver();
    await world.addWave('w', 3);
    await world.addWave('other', 1, 'bot');
    for (const id of ['w-2', 'w-1', 'other-1', 'w-3']) await world.settle(id);
    await world.query(`UPDATE wave SET status = 'finished', finished_at = now() WHERE external_id = 'w'`);
    await untilDelivered();
    expect(ids()).toEqual(['w-2', 'w-1', 'w-3', 'wave.finished']);
    expect(receiver.received.map(({ isSigned }) => isSigned)).toEqual([true, true, true, true]);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(4);
    expect(receiver.received[0]?.message).toMatchObject({ id: receiver.received[0]?.id, type: 'signal.outcome', sequence: 1, source: 'ats', wave: { id: 'w' }, signal: { id: 'w-2', outcome: 'failed', reason: 'because' }, position: null });
    expect(results).toEqual({ delivered: 4 });
  });

  test('may sign with a base64 secret, and a default one gets what has none of its own', async () => {
    const secret = `whsec_${Buffer.from('some bytes that nobody guesses').toString('base64')}`;
    const base64 = await openReceiver(secret);
    opened.push(base64);
    await deliver({ webhooks: [{ source: 'ats', url: receiver.url, secret: SECRET }, { source: 'default', url: base64.url, secret }] });
    await world.addWave('a', 1);
    await world.addWave('b', 1, 'bot');
    await world.settle('a-1');
    await world.settle('b-1');
    await untilDelivered();
    expect(ids()).toEqual(['a-1']);
    expect(base64.received.map(({ message, isSigned }) => [message.signal?.id, isSigned])).toEqual([['b-1', true]]);
  });

  test('that fails, redirects, hangs, or breaks off in any place gets everything all the same, in order of each wave', { timeout: 90_000 }, async () => {
    const elsewhere = await openReceiver(SECRET);
    opened.push(elsewhere);
    receiver.behave = (response, _one, index) => {
      if (index === 0) response.writeHead(500).end('no');
      else if (index === 1) response.writeHead(307, { location: elsewhere.url }).end();
      else if (index === 2) response.destroy();
      else if (index === 3) response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
      else if (index === 4) response.writeHead(200).flushHeaders();
      else if (index !== 5) response.writeHead(200).end('{}');
    };
    await deliver({ bounds: { ...BOUNDS, headersMs: 700, bodyMs: 700 } });
    await world.addWave('a', 3);
    await world.addWave('b', 2);
    for (const id of ['a-1', 'b-1', 'a-2', 'b-2', 'a-3']) await world.settle(id);
    await untilDelivered(60_000);
    expect([firstOf('a'), firstOf('b')]).toEqual([['a-1', 'a-2', 'a-3'], ['b-1', 'b-2']]);
    expect(elsewhere.received).toEqual([]);
    expect(receiver.received.every(({ isSigned }) => isSigned)).toBe(true);
    for (const problem of ['answered 500', 'answered 307, and redirects are not followed', 'the connection failed', 'the answer broke off', 'did not end within', 'no answer within']) expect(logged).toContain(problem);
    expect(results['delivered']).toBe(5);
    expect(logged).not.toContain(SECRET);
  });

  test('that is not there yet gets everything once it is, and a human hears of it meanwhile', async () => {
    const url = receiver.url;
    await receiver.close();
    await deliver({ pageAfterMs: 1 });
    await world.addWave('w', 2);
    await world.settle('w-1');
    await world.settle('w-2');
    await until(async () => (await world.hurry(), (await world.query(`SELECT FROM page WHERE subject = 'outcome-webhook.ats' AND acknowledged_at IS NULL`)).length === 1), { what: 'a page' });
    const [page] = await world.query<{ text: string }>(`SELECT text FROM page`);
    expect(page?.text).toContain(`of ats do not arrive at ${new URL(url).origin}: the connection failed (ECONNREFUSED)`);
    const late = await openReceiver(SECRET);
    await opened[0]?.close();
    opened.push(late);
    await deliver({ webhooks: [{ source: 'ats', url: late.url, secret: SECRET }] });
    await untilDelivered();
    expect(late.received.map(({ message }) => message.signal?.id)).toEqual(['w-1', 'w-2']);
    expect(await world.query(`SELECT FROM page WHERE acknowledged_at IS NULL`)).toEqual([]);
  });

  test('that refuses one message holds up only the wave of it', async () => {
    let isRefusing = true;
    receiver.behave = (response, { message }) => response.writeHead(isRefusing && message.signal?.id === 'a-1' ? 422 : 200).end();
    await deliver();
    await world.addWave('a', 2);
    await world.addWave('b', 2);
    for (const id of ['a-1', 'a-2', 'b-1', 'b-2']) await world.settle(id);
    await until(async () => (await world.countWaiting()) === 2, { what: 'the other wave to arrive' });
    expect(firstOf('b')).toEqual(['b-1', 'b-2']);
    expect(ids()).not.toContain('a-2');
    isRefusing = false;
    await untilDelivered();
    expect(firstOf('a')).toEqual(['a-1', 'a-2']);
    expect(results['refused']).toBeGreaterThanOrEqual(1);
  });

  test('that breaks at one message gets the other waves all the same', async () => {
    receiver.behave = (response, { message }) => response.writeHead(message.signal?.id === 'a-1' ? 500 : 200).end();
    await deliver({ chance: () => 0.5 });
    await world.addWave('a', 2);
    await world.settle('a-1');
    await until(() => (results['failed'] ?? 0) > 0, { what: 'the first failure' });
    for (const wave of ['b', 'c', 'd']) await world.addWave(wave, 2);
    for (const id of ['b-1', 'c-1', 'a-2', 'd-1', 'b-2', 'c-2', 'd-2']) await world.settle(id);
    // The pause of the destination passes, and no more of the message's own than that.
    const passPause = `WITH passed AS (SELECT GREATEST(retry_at - clock_timestamp(), interval '0') AS time FROM outcome_webhook),
      aged AS (UPDATE outcome_message SET retry_at = retry_at - time FROM passed) UPDATE outcome_webhook SET retry_at = retry_at - time FROM passed`;
    await until(async () => (await world.query(passPause), (await world.countWaiting()) === 2), { what: 'the other waves to arrive', timeoutMs: 30_000 });
    expect(['b', 'c', 'd'].map(firstOf)).toEqual([['b-1', 'b-2'], ['c-1', 'c-2'], ['d-1', 'd-2']]);
    expect(ids()).not.toContain('a-2');
  });

  test('that answers without end is taken at its word once enough has been read', async () => {
    receiver.behave = (response) => {
      response.writeHead(200);
      const pour = (): void => void (response.destroyed || response.write('x'.repeat(5_000), pour));
      pour();
    };
    await deliver();
    await world.addWave('w', 1);
    await world.settle('w-1');
    await untilDelivered();
    expect(receiver.received).toHaveLength(1);
  });
});

describe('the deliverers', () => {
  test('send a message once although there are three of them, and another one goes on where one ends', { timeout: 90_000 }, async () => {
    receiver.behave = (response) => void setTimeout(() => response.writeHead(204).end(), 10);
    const all = await Promise.all([deliver(), deliver(), deliver()]);
    await world.addWave('a', 30);
    await world.addWave('b', 30);
    for (let index = 1; index <= 30; index += 1) await Promise.all([world.settle(`a-${index}`), world.settle(`b-${index}`)]);
    await untilDelivered(60_000);
    const expected = (wave: string, count: number) => Array.from({ length: count }, (_, index) => `${wave}-${index + 1}`);
    expect(ids()).toHaveLength(60);
    expect([firstOf('a'), firstOf('b')]).toEqual([expected('a', 30), expected('b', 30)]);
    await world.addWave('c', 20);
    for (let index = 1; index <= 20; index += 1) {
      await world.settle(`c-${index}`);
      if (index === 5 || index === 12) await all.pop()?.close();
    }
    await untilDelivered(60_000);
    expect(firstOf('c')).toEqual(expected('c', 20));
  });

  test('that slept for longer than their lease send a message twice, and lose none', async () => {
    const outbox = openOutcomeBooks({ databaseUrl: world.databaseUrl });
    opened.push(outbox);
    const round = (holder: string, leaseMs: number) =>
      deliverRound({
        // For its own clock no time passes, while the lease runs out on the database's.
        outbox: { ...outbox, leaseWebhook: (source, who) => outbox.leaseWebhook(source, who, leaseMs) },
        webhook: { source: 'ats', url: receiver.url, secret: SECRET },
        route: { source: 'ats', others: ['ats'] },
        settings: { pageAfterMs: 1_000 },
        holder,
        log: log(),
        monotonicMs: () => 0,
        chance: () => 1,
        onDelivery: () => {},
        stop: new AbortController().signal,
        bounds: { ...BOUNDS, headersMs: 20_000 },
      });
    const sleeper = randomUUID();
    await outbox.leaseWebhook('ats', sleeper, 1);
    await world.addWave('w', 3);
    for (const id of ['w-1', 'w-2', 'w-3']) await world.settle(id);
    let wake = (): void => {};
    receiver.behave = (response, _one, index) => {
      const answer = (): void => void response.writeHead(204).end();
      if (index === 0) wake = answer;
      else answer();
    };
    const sleeping = round(sleeper, 100);
    await until(() => receiver.received.length === 1, { what: 'the first deliverer to send' });
    await until(async () => (await round(randomUUID(), 60_000), (await world.countWaiting()) === 0), { what: 'another one to take over' });
    wake();
    await sleeping;
    expect(await world.countWaiting()).toBe(0);
    expect(firstOf('w')).toEqual(['w-1', 'w-2', 'w-3']);
    expect(ids().filter((id) => id === 'w-1')).toHaveLength(2);
    expect(new Set(receiver.received.filter(({ message }) => message.signal?.id === 'w-1').map(({ id }) => id)).size).toBe(1);
  });
});
