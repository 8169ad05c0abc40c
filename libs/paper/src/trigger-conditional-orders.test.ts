import { describe, expect, test } from 'vitest';
import { Decimal, toText } from './decimal.ts';
import { readPosition } from './ledger.ts';
import { findConditionalOrder, findOrder, listOpenConditionalOrders } from './read-account.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';
import type { ConditionalOrder, Order } from './order.ts';

const read = ({ exchange, account, clock }: TestExchange, order: object): ConditionalOrder =>
  findConditionalOrder(exchange, account, null, { conditionalOrderId: (order as ConditionalOrder).conditionalOrderId, clientOrderId: null }, clock.nowMs())!;
const readChild = (world: TestExchange, order: object): Order =>
  findOrder(world.exchange, world.account, 'TAGUSDT', { orderId: read(world, order).childOrderId, clientOrderId: null }, world.clock.nowMs())!;
const held = ({ account }: TestExchange): string => toText(readPosition(account, 'TAGUSDT', 'net').quantity);

describe('a conditional order', () => {
  test.each([
    ['a selling stop', 'stop-market', 'sell', '0.0003544', '0.0003500', '0.0003501', '0.0003500'],
    ['a buying stop', 'stop-market', 'buy', '0.0003544', '0.0003600', '0.0003599', '0.0003600'],
    ['a selling take-profit', 'take-profit-market', 'sell', '0.0003544', '0.0003600', '0.0003599', '0.0003600'],
    ['a buying take-profit', 'take-profit-market', 'buy', '0.0003544', '0.0003500', '0.0003501', '0.0003500'],
  ] as const)('%s triggers at its price and not a tick before', (_name, type, side, _last, trigger, before, at) => {
    const world = createTestExchange();
    world.trade(side === 'sell' ? 'buy' : 'sell', '20000');
    const order = world.stop(side, '20000', trigger, { type });
    world.price(before);
    expect(read(world, order).status).toBe('new');
    world.price(at);
    expect(read(world, order).status).toBe('finished');
    expect(readChild(world, order)).toMatchObject({ status: 'filled', type: 'market', origin: 'conditional', reduceOnly: true });
    expect(held(world)).toBe('0');
  });

  test('watches the price that it names', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const order = world.stop('sell', '20000', '0.00035', { workingPrice: 'mark' });
    world.price('0.0003400', '0.0003540');
    expect(read(world, order).status).toBe('new');
    world.price('0.0003540', '0.0003499');
    expect(read(world, order).status).toBe('finished');
  });

  test('that is price-protected waits while last and mark price are far apart', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const order = world.stop('sell', '20000', '0.00035', { priceProtect: true });
    world.price('0.0003300', '0.0003544');
    expect(read(world, order).status).toBe('new');
    world.price('0.0003400', '0.0003544');
    expect(read(world, order).status).toBe('finished');
  });

  test('is refused when its condition holds already', () => {
    const world = createTestExchange();
    expect(world.stop('sell', '20000', '0.0003544')).toMatchObject({ refused: 'would-trigger-at-once' });
    expect(world.stop('buy', '20000', '0.0003544')).toMatchObject({ refused: 'would-trigger-at-once' });
    expect(world.stop('sell', '20000', '0.0003545', { workingPrice: 'mark' })).toMatchObject({ refused: 'would-trigger-at-once' });
  });

  test('needs neither position nor margin to be placed, only to trigger', () => {
    const world = createTestExchange({ balance: '0' });
    const entry = world.stop('buy', '20000000', '0.0004', { reduceOnly: false });
    expect(entry).toMatchObject({ status: 'new' });
    world.price('0.0004');
    expect(read(world, entry)).toMatchObject({ status: 'rejected', childOrderId: null });
    expect(held(world)).toBe('0');
  });

  test('with a quantity survives its position, and then may close another one', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const order = world.stop('sell', '20000', '0.00035');
    world.trade('sell', '20000');
    expect(read(world, order).status).toBe('new');
    world.trade('buy', '50000');
    world.price('0.00035');
    expect(read(world, order).status).toBe('finished');
    expect(held(world)).toBe('30000');
  });

  test('that is reduce-only is rejected when it triggers without a position', () => {
    const world = createTestExchange();
    const order = world.stop('sell', '20000', '0.00035');
    world.price('0.0003499');
    expect(read(world, order).status).toBe('rejected');
    expect(held(world)).toBe('0');
  });

  test('that is reduce-only closes no more than there is', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    world.stop('sell', '90000', '0.00035');
    world.price('0.00035');
    expect(held(world)).toBe('0');
  });

  test('for the whole position follows its size and expires when it is flat', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const order = world.stop('sell', null, '0.00035');
    world.trade('buy', '30000');
    world.price('0.00035');
    expect(toText(readChild(world, order).executedQuantity)).toBe('50000');
    world.trade('buy', '20000');
    const second = world.stop('sell', null, '0.0003');
    world.trade('sell', '20000');
    expect(read(world, second).status).toBe('expired');
  });

  test('for the whole position stands once per direction and type', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    expect(world.stop('sell', null, '0.0003')).toMatchObject({ status: 'new' });
    expect(world.stop('sell', null, '0.00031')).toMatchObject({ refused: 'close-position-exists' });
    expect(world.stop('sell', null, '0.0005', { type: 'take-profit-market' })).toMatchObject({ status: 'new' });
    expect(world.stop('buy', null, '0.0005')).toMatchObject({ status: 'new' });
  });

  test('whose child finds too little liquidity leaves the rest of the position open', () => {
    const world = createTestExchange();
    world.trade('buy', '20000');
    const order = world.stop('sell', '20000', '0.00035');
    world.exchange.fillScripts.set('TAGUSDT', [{ price: new Decimal('0.0003490'), quantity: new Decimal('5000') }]);
    world.price('0.00035');
    expect(readChild(world, order)).toMatchObject({ status: 'expired' });
    expect(held(world)).toBe('15000');
    expect(listOpenConditionalOrders(world.exchange, world.account, null, world.clock.nowMs())).toEqual([]);
  });
});
