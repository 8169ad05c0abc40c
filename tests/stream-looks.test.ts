import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld } from './fleet-world.ts';
import { startListener, type TestListener } from './stream-world.ts';
import { venues } from './venues.ts';

const SYMBOL = 'ETHUSDT';

describe.each(venues)('what a listener asks for at $exchange', (venue) => {
  let world: FleetWorld;
  let listener: TestListener | undefined;
  beforeEach(async () => {
    world = await startFleetWorld(venue);
  });
  afterEach(async () => {
    await world?.paper.kill('SIGCONT');
    await listener?.close();
    await world?.stop();
  });

  test('asks for nothing while the operator has passes switched off, and for one look at the account once they are on again', async () => {
    await world.fleet.ports.store.switchSync(venue.account, false);
    listener = startListener(world);
    await listener.untilOpen();
    await world.admin('POST', 'stop', { symbol: SYMBOL, side: 'SELL', triggerPrice: '1000', quantity: '0.5', clientOrderId: 'hand-1' });
    await until(() => listener!.events.length > 0, { what: 'the event' });
    // Long enough for the event to have become a look.
    const leasedUntil = async () => Number((await world.query('select extract(epoch from lease_until) * 1000 as ms from stream_lease'))[0]!['ms']);
    const atEventMs = await leasedUntil();
    await until(async () => (await leasedUntil()) > atEventMs + 1_000, { what: 'the lease to have been renewed for a second' });
    expect(listener.looks).toEqual([]);
    await world.fleet.ports.store.switchSync(venue.account, true);
    await until(() => listener!.looks.length > 0, { what: 'a look' });
    expect(listener.looks).toEqual(['resync-account added']);
  });

  test('remembers one look at the account while Redis is away, and asks for it when it is back', async () => {
    listener = startListener(world);
    await listener.untilOpen();
    await until(() => listener!.looks.includes('resync-account added'), { what: 'the first look' });
    await world.redis.kill();
    const before = listener.looks.length;
    await world.admin('POST', 'stop', { symbol: SYMBOL, side: 'SELL', triggerPrice: '1000', quantity: '0.5', clientOrderId: 'hand-1' });
    await until(() => listener!.looks.slice(before).includes('resync-key failed'), { what: 'a look that could not be asked for' });
    await world.redis.start();
    await until(() => listener!.looks.slice(before).includes('resync-account added'), { what: 'a look at the account' });
  });

  test('asks for few looks when a thousand events of one symbol come, and for one after the last of them', async () => {
    await world.startWorker('sync-worker');
    listener = startListener(world);
    await listener.untilOpen();
    await until(async () => (await world.query(`select from reconciliation_report where cause = 'stream'`)).length > 0, { what: 'the first look at the account' });
    // Stops that are placed and cancelled: each is two events, and neither changes a position.
    await Promise.all(
      Array.from({ length: 10 }, async (_, hand) => {
        for (let index = 0; index < 50; index += 1) {
          const clientOrderId = `hand-${hand}-${index}`;
          await world.admin('POST', 'stop', { symbol: SYMBOL, side: 'SELL', triggerPrice: '1000', quantity: '0.5', clientOrderId });
          await world.admin('POST', 'cancel', { symbol: SYMBOL, clientOrderId, conditional: true });
        }
      }),
    );
    const atEndMs = Number((await world.query('select extract(epoch from clock_timestamp()) * 1000 as ms'))[0]!['ms']);
    await until(async () => (await world.query(`select from reconciliation_report where symbol = $1 and at > to_timestamp($2 / 1000.0)`, [SYMBOL, atEndMs])).length > 0, { what: 'a look after the last event', timeoutMs: 20_000 });
    expect(listener.events.length).toBeGreaterThanOrEqual(1_000);
    const journal = await world.admin<{ kind: string; detail: { method: string; path: string; query: string } }[]>('GET', 'journal');
    const looks = journal.filter(({ kind, detail }) => kind === 'request' && detail.path === venue.positionReads['path'] && new URLSearchParams(detail.query).get('symbol') === SYMBOL);
    expect(looks.length).toBeGreaterThan(0);
    expect(looks.length).toBeLessThanOrEqual(7);
    expect(listener.looks.filter((look) => look === 'resync-key added').length).toBeLessThanOrEqual(7);
  });
});
