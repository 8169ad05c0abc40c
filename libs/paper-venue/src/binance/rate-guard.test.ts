import { describe, expect, test } from 'vitest';
import { type BinanceError, renderBinanceError } from './binance-error.ts';
import { createRateCounter } from './rate-counter.ts';
import { createRateGuard } from './rate-guard.ts';
import { oneOrder } from './route.ts';

/** What a call was answered: `null` when let in, else status and seconds to wait. */
function ask(call: () => unknown): readonly [number, string | undefined] | null {
  try {
    call();
    return null;
  } catch (error) {
    const { httpStatus, headers } = error as BinanceError;
    return [httpStatus, headers['Retry-After']];
  }
}

/** The answer to a call that is refused. */
function hear(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return renderBinanceError(error as BinanceError).answer;
  }
}

describe('the limits', () => {
  test('refuse weight beyond 2400 a minute until the minute ends', () => {
    const guard = createRateGuard(createRateCounter(), true);
    expect(ask(() => guard.countWeight('ip', 2400, 15_000))).toBeNull();
    expect(ask(() => guard.countWeight('ip', 1, 15_000))).toEqual([429, '45']);
    expect(ask(() => guard.countWeight('another ip', 1, 15_000))).toBeNull();
    expect(ask(() => guard.countWeight('ip', 1, 60_000))).toBeNull();
  });

  test('ban an address that goes on after it was refused', () => {
    const guard = createRateGuard(createRateCounter(), true);
    guard.countWeight('ip', 2400, 0);
    for (let count = 0; count <= 100; count++) expect(ask(() => guard.countWeight('ip', 1, 0))).toEqual([429, '60']);
    expect(ask(() => guard.countWeight('ip', 1, 60_000))).toEqual([418, '60']);
    expect(ask(() => guard.countWeight('ip', 1, 120_000))).toBeNull();
  });

  test('ban when, for as long and in the words that the rules say', () => {
    const guard = createRateGuard(createRateCounter(), true, { refusalsBeforeBan: 1, banMs: 5000, banReply: 'page' });
    guard.countWeight('ip', 2400, 0);
    for (let count = 0; count < 2; count++) expect(ask(() => guard.countWeight('ip', 1, 59_000))).toEqual([429, '1']);
    expect(ask(() => guard.countWeight('ip', 1, 60_000))).toEqual([418, '4']);
    expect(hear(() => guard.countWeight('ip', 1, 60_000))).toMatchObject({ status: 418, body: expect.stringContaining('<html>') });
    expect(ask(() => guard.countWeight('ip', 1, 64_000))).toBeNull();
  });

  test('refuse orders beyond 300 in ten seconds, account by account', () => {
    const guard = createRateGuard(createRateCounter(), true);
    expect(ask(() => guard.countOrders('main', { in10s: 300, in1m: 300 }, 0))).toBeNull();
    expect(ask(() => guard.countOrders('main', oneOrder, 0))).toEqual([429, '10']);
    expect(ask(() => guard.countOrders('second', oneOrder, 0))).toBeNull();
    expect(ask(() => guard.countOrders('main', oneOrder, 10_000))).toBeNull();
  });

  test('only count when they are not enforced', () => {
    const guard = createRateGuard(createRateCounter(), false);
    guard.countWeight('ip', 5000, 0);
    expect(guard.countWeight('ip', 1, 0)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '5001' });
  });
});
