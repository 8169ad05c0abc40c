import { describe, expect, test } from 'vitest';
import { Decimal, toText } from './decimal.ts';
import { readPosition } from './ledger.ts';
import { isRefusal } from './refusal.ts';
import { createTestExchange } from './test-exchange.ts';

const held = (world: ReturnType<typeof createTestExchange>): string => toText(readPosition(world.account, 'TAGUSDT', 'net').quantity);

describe('an order', () => {
  test('of the market fills at the last price and pays the taker fee', () => {
    const world = createTestExchange();
    expect(world.trade('buy', '564334')).toMatchObject({ status: 'filled', orderId: 1_000_001 });
    // 564334 × 0.0003544 × 0.0005, to 8 places
    expect(toText(world.account.wallets.get('USDT')!)).toBe('99999.90000002');
  });

  test('that is reduce-only never increases a position, nor turns it', () => {
    const world = createTestExchange();
    expect(world.trade('sell', '20000', { reduceOnly: true })).toMatchObject({ refused: 'reduce-only-rejected' });
    world.trade('buy', '20000');
    expect(world.trade('buy', '20000', { reduceOnly: true })).toMatchObject({ refused: 'reduce-only-rejected' });
    world.trade('sell', '90000', { reduceOnly: true });
    expect(held(world)).toBe('0');
  });

  test('that is reduce-only and too large is refused where the venue is set to do so', () => {
    const world = createTestExchange({ rules: { reduceOnlyExcess: 'refuse' } });
    world.trade('buy', '20000');
    expect(world.trade('sell', '20001', { reduceOnly: true })).toMatchObject({ refused: 'reduce-only-rejected' });
  });

  test.each([
    ['none', 'filled', 'filled'],
    ['plain', 'reduce-only-excess', 'filled'],
    ['all', 'reduce-only-excess', 'reduce-only-excess'],
  ] as const)('that is reduce-only must fit beside the resting ones that count (%s)', (reduceOnlyCounts, besideLimit, besideStop) => {
    const close = (arrange: (world: ReturnType<typeof createTestExchange>) => void): string => {
      const world = createTestExchange({ rules: { reduceOnlyCounts } });
      world.trade('buy', '20000');
      arrange(world);
      const answer = world.trade('sell', '20000', { reduceOnly: true });
      return isRefusal(answer) ? answer.refused : answer.status;
    };
    expect(close((world) => world.trade('sell', '20000', { type: 'limit', price: new Decimal('0.0004'), reduceOnly: true }))).toBe(besideLimit);
    expect(close((world) => world.stop('sell', '20000', '0.0003'))).toBe(besideStop);
  });

  test('that is reduce-only may be smaller than the least notional', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    expect(world.trade('sell', '5')).toMatchObject({ refused: 'notional-too-small' });
    expect(world.trade('sell', '5', { reduceOnly: true })).toMatchObject({ status: 'filled' });
  });

  test('that is refused changes nothing', () => {
    const world = createTestExchange({ balance: '1' });
    const before = world.exchange.changeCount;
    expect(world.trade('buy', '20000000')).toMatchObject({ refused: 'insufficient-margin' });
    expect(world.exchange.changeCount).toBe(before);
    expect(world.account.acceptedEntries).toEqual([]);
  });

  test('counts as an entry exactly when it can make a position larger', () => {
    const world = createTestExchange();
    world.trade('buy', '20000', { clientOrderId: 'opens' });
    world.trade('buy', '20000', { clientOrderId: 'adds' });
    world.trade('sell', '30000', { clientOrderId: 'reduces' });
    world.trade('sell', '30000', { clientOrderId: 'turns' });
    world.trade('sell', '20000', { clientOrderId: 'by hand', origin: 'hand' });
    expect(world.account.acceptedEntries.map((entry) => entry.clientOrderId)).toEqual(['opens', 'adds', 'turns']);
  });

  test('of the market that runs out of liquidity expires with what it got', () => {
    const world = createTestExchange();
    world.exchange.fillScripts.set('TAGUSDT', [{ price: new Decimal('0.0003550'), quantity: new Decimal('7000') }]);
    expect(world.trade('buy', '20000')).toMatchObject({ status: 'expired' });
    expect(held(world)).toBe('7000');
    expect(world.trade('buy', '20000')).toMatchObject({ status: 'filled' });
  });

  test('with a limit rests, fills at its own price when reached, and at the last price when it crosses', () => {
    const world = createTestExchange();
    const limit = (price: string, change = {}) => world.trade('buy', '20000', { type: 'limit', price: new Decimal(price), ...change });
    expect(limit('0.00035')).toMatchObject({ status: 'new' });
    world.price('0.0003400');
    expect(toText(readPosition(world.account, 'TAGUSDT', 'net').entryPrice)).toBe('0.00035');
    expect(limit('0.0003500')).toMatchObject({ status: 'filled' });
    expect(toText(readPosition(world.account, 'TAGUSDT', 'net').entryPrice)).toBe('0.000345');
    expect(limit('0.0003500', { timeInForce: 'gtx' })).toMatchObject({ refused: 'would-not-rest' });
    expect(limit('0.0003', { timeInForce: 'ioc' })).toMatchObject({ status: 'expired' });
  });
});
