import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../libs/testing/src/until.ts';
import { type FleetWorld, startFleetWorld, untilProtected } from './fleet-world.ts';
import { venues } from './venues.ts';

/** How long an entry may stay without row or stop after its worker died, at the default bounds. */
const RECOVERY_MS_MAX = 8_000;

describe.each(venues)('an entry at $exchange that was executed while its reply was lost', (venue) => {
  let world: FleetWorld;
  beforeAll(async () => {
    world = await startFleetWorld(venue);
    await Promise.all([world.startWorker('sync-worker'), world.startWorker('stop-worker')]);
  });
  afterAll(() => world?.stop());

  const executed = (symbol: string) => async () => (await world.atExchange()).acceptedEntries.some((entry) => entry.symbol === symbol);
  /** Each test has a signal and a symbol of its own. */
  const submit = (symbol: string) => world.submitWave(symbol, [{ id: symbol, symbol, side: 'long' }]);
  const settled = async (symbol: string) => {
    await untilProtected(world, symbol, RECOVERY_MS_MAX);
    const exchange = await world.atExchange();
    expect(exchange.acceptedEntries.filter((entry) => entry.symbol === symbol)).toHaveLength(1);
    expect(exchange.duplicateExecutions).toEqual([]);
    expect(await world.query('select outcome from signal where symbol = $1', [symbol])).toEqual([{ outcome: 'opened' }]);
  };

  test('is found and protected by another worker when its own is killed before it can record the reply', async () => {
    await world.admin('POST', 'faults', { kind: 'delay-reply', delayMs: 30_000, match: venue.entries });
    const doomed = await world.startWorker('wave-worker');
    await submit('TAGUSDT');
    await until(executed('TAGUSDT'), { what: 'the entry to be executed' });
    await doomed.kill('SIGKILL');
    await settled('TAGUSDT');
  });

  describe('while its worker lives', () => {
    beforeAll(() => world.startWorker('wave-worker'));

    test('is found and protected by the same worker when only the reply is dropped', async () => {
      await world.admin('POST', 'faults', { kind: 'drop-reply', match: venue.entries });
      await submit('SOLUSDT');
      await until(executed('SOLUSDT'), { what: 'the entry to be executed' });
      await settled('SOLUSDT');
    });

    test('is found and protected when the exchange says that it does not know', async () => {
      await world.admin('POST', 'faults', { kind: 'unknown-reply', match: venue.entries });
      await submit('ETHUSDT');
      await until(executed('ETHUSDT'), { what: 'the entry to be executed' });
      await settled('ETHUSDT');
    });

    test('gets one stop in the end although the reply to the stop was lost', async () => {
      await world.admin('POST', 'faults', { kind: 'drop-reply', match: venue.stops });
      await submit('DOGEUSDT');
      await settled('DOGEUSDT');
    });
  });
});
