import { describe, expect, test } from 'vitest';
import { setBook } from './book.ts';
import { setMarginType } from './change-account-settings.ts';
import { Decimal, toText } from './decimal.ts';
import { openAccount } from './exchange.ts';
import { readPosition } from './ledger.ts';
import { placeOrder } from './place-order.ts';
import { provokeDeleveraging } from './provoke-deleveraging.ts';
import { provokeLiquidation } from './provoke-liquidation.ts';
import { checkConsistency } from './test-consistency.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';

const held = (world: TestExchange, symbol = 'TAGUSDT', account = world.account): string => toText(readPosition(account, symbol, 'net').quantity);
const newestName = (world: TestExchange, account = world.account): string => account.ledgers.get('TAGUSDT')!.fills.at(-1)!.clientOrderId;
const liquidate = ({ exchange, account }: TestExchange, quantity: string | null = null, leg: 'net' | 'long' | 'short' = 'net') =>
  provokeLiquidation(exchange, account, 'TAGUSDT', leg, quantity === null ? null : new Decimal(quantity));
const kinds = ({ exchange }: TestExchange): string[] => exchange.journal.entries.map(({ kind }) => kind);

/** An account that is as long as the first one, with a better entry price. */
function openRival(world: TestExchange, quantity: string) {
  const account = openAccount(world.exchange, { name: 'rival', apiKey: 'k2', apiSecret: 's', balance: new Decimal('1000'), isHedged: false });
  placeOrder(world.exchange, account, {
    ...{ symbol: 'TAGUSDT', side: 'buy', leg: 'net', type: 'market', timeInForce: 'gtc', price: null, reduceOnly: false, parent: null },
    ...{ clientOrderId: 'rival', quantity: new Decimal(quantity), origin: 'client' },
  });
  return account;
}

describe('a provoked liquidation', () => {
  test('takes the money that nothing needs and moves the mark price; the venue does the rest, and both come back', () => {
    const world = createTestExchange();
    world.trade('buy', '40000');
    world.trade('buy', '0.02', { symbol: 'BTCUSDT' });
    const price = { ...world.exchange.prices.get('TAGUSDT')! };
    world.price(price.last.toFixed(), '0.00035');
    expect(liquidate(world)).toMatchObject({ order: { origin: 'liquidation', clientOrderId: expect.stringMatching(/^autoclose-/) }, executedQuantity: new Decimal('40000') });
    expect([held(world), held(world, 'BTCUSDT')]).toEqual(['0', '0.02']);
    expect(world.exchange.prices.get('TAGUSDT')).toMatchObject({ last: price.last, mark: new Decimal('0.00035') });
    expect(kinds(world).filter((kind) => kind === 'money-transferred')).toHaveLength(2);
    expect(world.account.wallets.get('USDT')!.gt('99990')).toBe(true);
    expect(checkConsistency(world.exchange, { main: '100000' })).toEqual([]);
  });

  test('reaches a position although another one has lost more', () => {
    const world = createTestExchange();
    world.trade('buy', '4000000');
    world.trade('buy', '4000000', { symbol: 'DENTUSDT' });
    world.price('0.0003544', '0.00036');
    world.exchange.prices.set('DENTUSDT', { ...world.exchange.prices.get('DENTUSDT')!, mark: new Decimal('0.00025') });
    expect(liquidate(world)).toMatchObject({ executedQuantity: new Decimal('4000000') });
    expect([held(world), held(world, 'DENTUSDT')]).toEqual(['0', '4000000']);
  });

  test('goes in the steps of the venue, no further than it must, and to the end where all is to go', () => {
    const world = createTestExchange({ rules: { liquidationFraction: '0.5' } });
    world.trade('sell', '400000');
    expect(liquidate(world, '100000')).toMatchObject({ executedQuantity: new Decimal('200000') });
    expect(held(world)).toBe('-200000');
    liquidate(world);
    expect(held(world)).toBe('0');
  });

  test('cancels what rests, as a liquidation does', () => {
    const world = createTestExchange();
    world.trade('buy', '40000');
    world.trade('buy', '40000', { type: 'limit', price: new Decimal('0.0003') });
    liquidate(world);
    expect(world.account.ledgers.get('TAGUSDT')!.openOrderIds.size).toBe(0);
  });

  test('of an isolated position comes from its mark price alone; without leverage no price ruins it', () => {
    const world = createTestExchange();
    setMarginType(world.exchange, world.account, 'TAGUSDT', 'isolated');
    world.trade('buy', '40000');
    expect(liquidate(world)).toMatchObject({ executedQuantity: new Decimal('40000') });
    expect(kinds(world)).not.toContain('money-transferred');
    world.account.leverages.set('TAGUSDT', 1);
    world.trade('buy', '40000');
    expect(liquidate(world)).toMatchObject({ refused: 'cannot-be-ruined' });
    expect(held(world)).toBe('40000');
  });

  test('reaches the leg that is meant in hedge mode', () => {
    const world = createTestExchange({ isHedged: true });
    world.trade('buy', '40000', { leg: 'long' });
    world.trade('sell', '60000', { leg: 'short' });
    expect(liquidate(world, null, 'short')).toMatchObject({ executedQuantity: new Decimal('60000') });
    expect(toText(readPosition(world.account, 'TAGUSDT', 'long').quantity)).toBe('40000');
  });

  test('does nothing where there is no position, or where the rules switch liquidation off', () => {
    expect(liquidate(createTestExchange())).toMatchObject({ refused: 'no-position' });
    const world = createTestExchange({ rules: { liquidation: 'off' } });
    world.trade('buy', '40000');
    expect(liquidate(world)).toMatchObject({ refused: 'cannot-be-ruined' });
    expect(world.account.wallets.get('USDT')!.gt('99990')).toBe(true);
  });
});

describe('a provoked deleveraging', () => {
  test('takes as much as a bankrupt counterparty leaves, under the venue\'s own id, and nothing of it stays', () => {
    const world = createTestExchange();
    const { exchange, account } = world;
    world.trade('buy', '40000');
    setBook(exchange, 'TAGUSDT', { spreadTicks: 1, stepTicks: 1, levels: 3, levelQuantity: new Decimal('1000000') });
    const book = exchange.books.get('TAGUSDT');
    expect(provokeDeleveraging(exchange, account, 'TAGUSDT', 'net', new Decimal('10000'))).toMatchObject({ order: { clientOrderId: 'adl_autoclose' }, executedQuantity: new Decimal('10000') });
    expect(held(world)).toBe('30000');
    expect(exchange.books.get('TAGUSDT')).toBe(book);
    expect([[...exchange.accounts.keys()], exchange.isFundExhausted]).toEqual([['main'], false]);
    expect(provokeDeleveraging(exchange, account, 'TAGUSDT', 'net', null)).toMatchObject({ executedQuantity: new Decimal('30000') });
    expect(newestName(world)).toBe('adl_autoclose');
    expect(checkConsistency(exchange, { main: '100000' })).toEqual([]);
  });

  test('goes by rank: who gained more is deleveraged before', () => {
    const world = createTestExchange();
    world.trade('buy', '40000');
    world.price('0.00034');
    const rival = openRival(world, '50000');
    world.price('0.00036');
    provokeDeleveraging(world.exchange, world.account, 'TAGUSDT', 'net', new Decimal('10000'));
    // The rival has gained more, and all of it goes first.
    expect([held(world), held(world, 'TAGUSDT', rival)]).toEqual(['30000', '0']);
  });
});
