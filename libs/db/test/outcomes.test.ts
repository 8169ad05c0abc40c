import { randomUUID } from 'node:crypto';
import { decimal } from '@breakwater/core';
import { until } from '@breakwater/testing';
import { waveIdOf } from '@breakwater/testing/conformance/store-fixture';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openOutcomeBooks, type OutcomeBooks } from '../src/index.ts';
import { type Books, openBooks } from './books.ts';

const ALL = { source: null, limit: 1_000 } as const;
const POLICY = { open: 1, notional: '100', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 60_000 };
const ATS = { source: 'ats', others: [] } as const;

let books: Books;
let outbox: OutcomeBooks;
beforeEach(async () => {
  books = await openBooks();
  outbox = openOutcomeBooks({ databaseUrl: books.url });
  await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 5);
});
afterEach(async () => {
  await outbox.close();
  await books.close();
});

/** A wave of one sender with so many signals, which are all pending. */
async function addWave(id: string, signals: number, source = 'ats'): Promise<string> {
  const [wave] = await books.sql<{ id: string }>(`INSERT INTO wave (id, source, external_id, content_hash, policy, at) VALUES (gen_random_uuid(), $1, $2, '', $3, now()) RETURNING id`, [source, id, JSON.stringify(POLICY)]);
  await books.sql(
    `INSERT INTO signal (id, wave_id, source, external_id, action, exchange, account, symbol, leg, side, score)
     SELECT gen_random_uuid(), $1, $2, $3 || '-' || n, 'open', 'binance', 'main', 'TAGUSDT', 'net', 'short', 0.5 FROM generate_series(1, $4) n`,
    [wave?.id, source, id, signals],
  );
  return wave?.id ?? '';
}

const SETTLE = `UPDATE signal SET outcome = $2, reason = 'because', outcome_at = now() WHERE external_id = $1`;
const settle = (id: string, outcome = 'failed') => books.sql(SETTLE, [id, outcome]);
const told = (message: { body: Readonly<Record<string, unknown>> }) => (message.body['signal'] as { id: string; outcome: string } | undefined) ?? null;

async function readAll(after = 0): Promise<readonly string[]> {
  await outbox.order();
  return (await outbox.readAfter(after, ALL)).map((message) => told(message)?.id ?? message.type);
}

describe('outcome messages', () => {
  test('are written by whoever settles a signal or ends a wave, once a change, in the order of the changes', async () => {
    const waveId = await addWave('w', 2);
    await settle('w-1', 'unknown');
    await settle('w-1', 'unknown');
    await settle('w-1', 'opened');
    await settle('w-2');
    for (let time = 0; time < 2; time += 1) await books.sql(`UPDATE wave SET status = 'finished', finished_at = now() WHERE id = $1`, [waveId]);
    await outbox.order();
    const messages = await outbox.readAfter(0, ALL);
    expect(messages.map((message) => [message.sequence, message.type, told(message)?.id ?? null])).toEqual([
      [1, 'signal.outcome', 'w-1'],
      [2, 'signal.outcome', 'w-1'],
      [3, 'signal.outcome', 'w-2'],
      [4, 'wave.finished', null],
    ]);
    expect(messages[1]).toMatchObject({ source: 'ats', waveId, body: { wave: { id: 'w', waveId }, signal: { id: 'w-1', action: 'open', exchange: 'binance', account: 'main', symbol: 'TAGUSDT', side: 'short', before: 'unknown', outcome: 'opened', reason: 'because' }, position: null } });
    expect(messages[3]?.body).toEqual({ wave: { id: 'w', waveId, finishedAt: expect.stringMatching(/^\d{4}-.*Z$/) }, outcomes: { opened: 1, failed: 1 } });
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4);
  });

  test('are written by the statements of the engine: a wave that is worked off', async () => {
    const signal = { id: randomUUID(), externalId: 's-1', key: { exchange: 'binance', account: 'main', symbol: 'TAGUSDT', leg: 'net' }, side: 'short', score: decimal('1'), notional: null, leverage: null, stopRule: null } as never;
    const accepted = await books.store.acceptWave({ source: 'ats', externalId: 'w', contentHash: 'h', atMs: 0, policy: POLICY, signals: [signal] } as never);
    const [row] = await books.sql<{ id: string }>(`SELECT id FROM signal`);
    await books.store.recordWaveProgress(waveIdOf(accepted), { ranks: [{ signalId: row!.id, rank: 1 }], selectedIds: [], outcomes: [{ signalId: row!.id, outcome: 'skipped_filter', reason: 'too old' }], isFinished: true });
    await outbox.order();
    const messages = await outbox.readAfter(0, ALL);
    expect(messages.map(({ type, body }) => [type, (body['signal'] as { outcome?: string })?.outcome ?? body['outcomes']])).toEqual([
      ['signal.outcome', 'skipped_filter'],
      ['wave.finished', { skipped_filter: 1 }],
    ]);
  });

  test('that commit after later ones have been read are read by who continues from those', async () => {
    await addWave('w', 3);
    const late = await books.pause();
    await late.query(SETTLE, ['w-1', 'failed']);
    await settle('w-2');
    expect(await readAll()).toEqual(['w-2']);
    const [seen] = await outbox.readAfter(0, ALL);
    // The one that was written first, with the smaller id, commits only now.
    await late.query('COMMIT');
    expect(await readAll(seen?.sequence)).toEqual(['w-1']);
    expect((await books.sql<{ external_id: string }>(`SELECT s.external_id FROM outcome_message m JOIN signal s ON s.id = m.signal_id ORDER BY m.id`)).map((row) => row.external_id)).toEqual(['w-1', 'w-2']);
  });

  test('that were committed count as far as the outbox goes, also while somebody else orders them: whoever begins there is told of none of them', async () => {
    await addWave('w', 1);
    await settle('w-1');
    const other = await books.pause();
    await other.query('SELECT FROM outcome_order FOR UPDATE');
    const asked = outbox.order();
    await until(async () => (await books.sql(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).length === 1, { what: 'it to wait for the other one' });
    await other.query('UPDATE outcome_message SET sequence = 1');
    await other.query('UPDATE outcome_order SET last = 1');
    await other.query('COMMIT');
    expect((await asked).last).toBe(1);
  });

  test('vanish with the statement that settled the signal', async () => {
    await addWave('w', 1);
    const undone = await books.pause();
    await undone.query(SETTLE, ['w-1', 'failed']);
    await undone.query('ROLLBACK');
    expect(await readAll()).toEqual([]);
  });

  test('reach readers that continue from the last one each exactly once, while many write, order and roll back at once', { timeout: 120_000 }, async () => {
    const [waves, signals] = [8, 25];
    await Promise.all(Array.from({ length: waves }, (_, index) => addWave(`w${index}`, signals)));
    let isWriting = true;
    const read = async (): Promise<string[]> => {
      const own = openOutcomeBooks({ databaseUrl: books.url, connectionsMax: 1 });
      const found: string[] = [];
      let sequence = 0;
      for (let isLast = false; !isLast; ) {
        isLast = !isWriting;
        const { last } = await own.order();
        for (let batch = await own.readAfter(sequence, { source: null, limit: 7 }); batch.length > 0; batch = await own.readAfter(sequence, { source: null, limit: 7 })) {
          found.push(...batch.map((message) => told(message)?.id ?? ''));
          sequence = batch.at(-1)?.sequence ?? sequence;
        }
        expect(sequence).toBeGreaterThanOrEqual(last);
      }
      await own.close();
      return found;
    };
    const readers = [read(), read(), read()];
    const writers = Array.from({ length: waves }, async (_, wave) => {
      const client = await books.pause();
      for (let signal = 1; signal <= signals; signal += 1) {
        await client.query('SAVEPOINT s');
        await client.query(SETTLE, [`w${wave}-${signal}`, 'failed']);
        if (signal % 3 === 0) await client.query('ROLLBACK TO s').then(() => client.query(SETTLE, [`w${wave}-${signal}`, 'opened']));
        if ((signal + wave) % 4 === 0) await client.query('COMMIT').then(() => client.query('BEGIN'));
      }
      await client.query('COMMIT');
    });
    await Promise.all(writers);
    isWriting = false;
    const [first, ...others] = await Promise.all(readers);
    expect(first).toHaveLength(waves * signals);
    expect(new Set(first).size).toBe(waves * signals);
    for (const other of others) expect(other).toEqual(first);
  });

  test('are hinted at as soon as they are committed', async () => {
    let hints = 0;
    const listening = outbox.listen(() => (hints += 1));
    await until(() => hints === 1, { what: 'the listener to listen' });
    await addWave('w', 1);
    expect(hints).toBe(1);
    await settle('w-1');
    await until(() => hints === 2, { what: 'a hint' });
    await books.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`);
    await until(() => hints === 3, { what: 'the listener to come back' });
    await settle('w-1', 'opened');
    await until(() => hints === 4, { what: 'another hint' });
    await listening.close();
  });

  test('are removed when they are old, save those that a webhook still waits for, and the outbox says up to where', async () => {
    await addWave('w', 3);
    await settle('w-1');
    await outbox.leaseWebhook('ats', randomUUID(), 1_000);
    await settle('w-2');
    await settle('w-3');
    await outbox.order();
    const [, second] = await outbox.readAfter(0, ALL);
    await outbox.recordDelivered(ATS, second?.id ?? '');
    expect(await outbox.forget(60_000)).toBe(0);
    await books.sql(`UPDATE outcome_message SET at = now() - interval '2 minutes'`);
    expect(await outbox.forget(60_000)).toBe(2);
    expect(await outbox.order()).toEqual({ last: 3, forgotten: 2 });
    expect(await readAll()).toEqual(['w-3']);
    // Nobody has that webhook in its configuration any more.
    await books.sql(`UPDATE outcome_webhook SET wanted_until = now() - interval '1 second'`);
    expect(await outbox.forget(60_000)).toBe(1);
    await settle('w-1', 'opened');
    expect((await outbox.order()).last).toBe(4);
  });
});

describe('a destination', () => {
  test('is held by one deliverer at a time, and passes on when it is released or its lease has run out', async () => {
    const holders = Array.from({ length: 6 }, () => randomUUID());
    const leases = await Promise.all(holders.map((holder) => outbox.leaseWebhook('ats', holder, 60_000)));
    expect(leases.filter(({ type }) => type === 'leased')).toHaveLength(1);
    const holder = holders[leases.findIndex(({ type }) => type === 'leased')] ?? '';
    const other = randomUUID();
    expect(await outbox.leaseWebhook('ats', holder, 60_000)).toMatchObject({ type: 'leased' });
    expect(await outbox.leaseWebhook('ats', other, 60_000)).toMatchObject({ type: 'busy' });
    await outbox.releaseWebhook('ats', holder);
    expect(await outbox.leaseWebhook('ats', other, 100)).toMatchObject({ type: 'leased' });
    await until(async () => (await outbox.leaseWebhook('ats', holder, 60_000)).type === 'leased', { what: 'the lease to run out' });
  });

  test('is owed what is settled from when it is registered, its own or, without one, what the default gets', async () => {
    await addWave('a', 2, 'ats');
    await addWave('b', 2, 'bot');
    await settle('a-1');
    await outbox.leaseWebhook('default', randomUUID(), 1_000);
    await outbox.leaseWebhook('bot', randomUUID(), 1_000);
    for (const id of ['a-2', 'b-1', 'b-2']) await settle(id);
    await outbox.order();
    const waiting = async (source: string) => (await outbox.readWaiting({ source, others: ['default', 'bot'] }, 10)).map((message) => told(message)?.id);
    expect([await waiting('default'), await waiting('bot'), await waiting('ats')]).toEqual([['a-2'], ['b-1', 'b-2'], ['a-2']]);
    expect((await books.store.readFigures(10_000)).waitingOutcomes).toMatchObject({ count: 3 });
  });

  test('waits with the rest of a wave while one of its messages is refused, and pages once it has failed for long', async () => {
    const holder = randomUUID();
    await outbox.leaseWebhook('ats', holder, 60_000);
    await addWave('a', 2);
    await addWave('b', 1);
    for (const id of ['a-1', 'b-1', 'a-2']) await settle(id);
    await outbox.order();
    const [refused] = await outbox.readWaiting(ATS, 10);
    const failed = { problem: 'HTTP 400', isOfMessage: true, retryInMs: 60_000, pauseMs: 60_000, failuresBefore: 0, pageAfterMs: 60_000, pageText: 'Look there.' };
    await outbox.recordFailed('ats', holder, refused?.id ?? '', failed);
    expect((await outbox.readWaiting(ATS, 10)).map((message) => told(message)?.id)).toEqual(['b-1']);
    expect(await books.sql(`SELECT FROM page`)).toHaveLength(0);
    await books.sql(`UPDATE outcome_message SET first_failed_at = now() - interval '2 minutes' WHERE first_failed_at IS NOT NULL`);
    for (let time = 0; time < 2; time += 1) await outbox.recordFailed('ats', holder, refused?.id ?? '', failed);
    expect(await books.sql(`SELECT subject, text, raised_count, acknowledged_at FROM page`)).toEqual([{ subject: 'outcome-webhook.ats', text: 'Look there.', raised_count: 2, acknowledged_at: null }]);
    expect(await outbox.leaseWebhook('ats', holder, 60_000)).toEqual({ type: 'leased', failures: 0, retryInMs: 0 });
    for (let time = 0; time < 2; time += 1) await outbox.recordFailed('ats', holder, refused?.id ?? '', { ...failed, isOfMessage: false });
    const lease = await outbox.leaseWebhook('ats', holder, 60_000);
    expect(lease).toMatchObject({ type: 'leased', failures: 1 });
    expect(lease.type === 'leased' && lease.retryInMs).toBeGreaterThan(50_000);
    await outbox.recordDelivered(ATS, refused?.id ?? '');
    expect(await outbox.leaseWebhook('ats', holder, 60_000)).toEqual({ type: 'leased', failures: 0, retryInMs: 0 });
    expect(await books.sql(`SELECT FROM page WHERE acknowledged_at IS NOT NULL`)).toHaveLength(1);
    expect((await outbox.readWaiting(ATS, 10)).map((message) => told(message)?.id)).toEqual(['b-1', 'a-2']);
  });
});
