import { describe, expect, test } from 'vitest';
import { setBook } from './book.ts';
import { Decimal, toText } from './decimal.ts';
import { readPosition } from './ledger.ts';
import type { Order } from './order.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';

const levels = (world: TestExchange, levelQuantity: string, count = 3): void =>
  setBook(world.exchange, 'TAGUSDT', { spreadTicks: 1, stepTicks: 2, levels: count, levelQuantity: new Decimal(levelQuantity) });
const limit = (price: string, change = {}) => ({ type: 'limit' as const, price: new Decimal(price), ...change });
const fills = (world: TestExchange): string[] => world.account.ledgers.get('TAGUSDT')!.fills.map(({ price, quantity }) => `${toText(quantity)} @ ${toText(price)}`);

describe('a book with depth', () => {
  test('fills a market order level by level, and lets the rest expire', () => {
    const world = createTestExchange();
    levels(world, '10000');
    expect(world.trade('buy', '40000')).toMatchObject({ status: 'expired' });
    expect(fills(world)).toEqual(['10000 @ 0.0003545', '10000 @ 0.0003547', '10000 @ 0.0003549']);
  });

  test('is eaten up until the price moves', () => {
    const world = createTestExchange();
    levels(world, '10000', 2);
    world.trade('sell', '20000');
    expect(world.trade('sell', '20000')).toMatchObject({ status: 'expired', executedQuantity: new Decimal('0') });
    world.price('0.0003540');
    expect(world.trade('sell', '20000')).toMatchObject({ status: 'filled' });
  });

  test('gives a market order nothing beyond the slippage band', () => {
    const world = createTestExchange({ rules: { marketTakeBound: '0.0005' } });
    levels(world, '10000');
    // 0.05 % above 0.0003544 lies between the first level and the second.
    expect((world.trade('buy', '30000') as Order).executedQuantity.toFixed()).toBe('10000');
  });

  test('ends the rest of an IOC order, keeps that of a GTC order, and refuses an FOK order that it cannot fill', () => {
    const world = createTestExchange();
    levels(world, '20000');
    expect(world.trade('buy', '50000', limit('0.0003547', { timeInForce: 'fok' }))).toMatchObject({ refused: 'would-not-fill' });
    expect(world.trade('buy', '50000', limit('0.0003545', { timeInForce: 'ioc' }))).toMatchObject({ status: 'expired' });
    expect(world.trade('buy', '50000', limit('0.0003547'))).toMatchObject({ status: 'partially-filled' });
    expect(toText(readPosition(world.account, 'TAGUSDT', 'net').quantity)).toBe('40000');
  });

  test('fills a resting order only as far as it goes at each move of the price', () => {
    const world = createTestExchange();
    const { orderId } = world.trade('buy', '50000', limit('0.0003500')) as Order;
    levels(world, '20000', 1);
    world.price('0.0003500');
    const order = (): Order => world.account.ledgers.get('TAGUSDT')!.orders.get(orderId)!.versions.at(-1)!.value;
    expect(order()).toMatchObject({ status: 'partially-filled', executedQuantity: new Decimal('20000') });
    world.price('0.0003499');
    world.price('0.0003498');
    expect(order().status).toBe('filled');
  });
});
