import { describe, expect, test } from 'vitest';
import { setBook } from './book.ts';
import { setMarginType } from './change-account-settings.ts';
import { Decimal, toText } from './decimal.ts';
import { settleMarket, startDelisting } from './delist-market.ts';
import { openAccount } from './exchange.ts';
import { readPosition } from './ledger.ts';
import { placeOrder } from './place-order.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';

const held = (world: TestExchange, account = world.account): string => toText(readPosition(account, 'TAGUSDT', 'net').quantity);
const orderNames = (world: TestExchange, account = world.account): string[] => account.ledgers.get('TAGUSDT')!.fills.map(({ clientOrderId }) => clientOrderId);
const poor = { balance: '20' };

/** An account that is short as much as the first one is long. */
function openShort(world: TestExchange, quantity: string) {
  const account = openAccount(world.exchange, { name: 'short', apiKey: 'k2', apiSecret: 's', balance: new Decimal('1000'), isHedged: false });
  placeOrder(world.exchange, account, {
    ...{ symbol: 'TAGUSDT', side: 'sell', leg: 'net', type: 'market', timeInForce: 'gtc', price: null, reduceOnly: false, parent: null },
    ...{ clientOrderId: 'short', quantity: new Decimal(quantity), origin: 'client' },
  });
  return account;
}

describe('a position whose margin is used up', () => {
  test('is liquidated by the price alone, under the venue\'s own name, and its resting orders end first', () => {
    const world = createTestExchange(poor);
    world.trade('buy', '500000');
    world.trade('buy', '20000', { type: 'limit', price: new Decimal('0.0002') });
    world.price('0.0003200');
    expect(held(world)).toBe('500000');
    world.price('0.0003150');
    expect(held(world)).toBe('0');
    expect(orderNames(world).at(-1)).toMatch(/^autoclose-/);
    expect(world.account.ledgers.get('TAGUSDT')!.openOrderIds.size).toBe(0);
  });

  test('is left alone where the rules switch liquidation off', () => {
    const world = createTestExchange({ ...poor, rules: { liquidation: 'off' } });
    world.trade('buy', '500000');
    world.price('0.0001');
    expect(held(world)).toBe('500000');
  });

  test('is closed only as far as its margin needs where liquidation goes in steps', () => {
    const world = createTestExchange({ ...poor, rules: { liquidationFraction: '0.25' } });
    world.trade('buy', '500000');
    world.price('0.0003177');
    expect(Number(held(world))).toBeGreaterThan(0);
    expect(Number(held(world))).toBeLessThan(500_000);
  });

  test('takes only its own margin with it when it is isolated', () => {
    const world = createTestExchange();
    setMarginType(world.exchange, world.account, 'TAGUSDT', 'isolated');
    world.trade('buy', '500000');
    world.price('0.0003300');
    expect(held(world)).toBe('0');
    expect(world.account.wallets.get('USDT')!.gt('99980')).toBe(true);
  });

  test('never leaves a debt: the insurance fund pays it', () => {
    const world = createTestExchange(poor);
    world.trade('buy', '500000');
    world.price('0.0001');
    expect(toText(world.account.wallets.get('USDT')!)).toBe('0');
    expect(world.exchange.journal.entries.some(({ kind }) => kind === 'insurance-paid')).toBe(true);
  });

  test.each([['endless', '-600000'], ['empty', '-200000']] as const)(
    'and which the book cannot take goes to the insurance fund (%s), or else others are deleveraged', (insuranceFund, left) => {
    const world = createTestExchange({ ...poor, rules: { insuranceFund } });
    world.trade('buy', '500000');
    const other = openShort(world, '600000');
    setBook(world.exchange, 'TAGUSDT', { spreadTicks: 0, stepTicks: 1, levels: 1, levelQuantity: new Decimal('100000') });
    world.price('0.0003150');
    expect(held(world)).toBe('0');
    expect(held(world, other)).toBe(left);
    if (insuranceFund === 'empty') expect(orderNames(world, other).at(-1)).toBe('adl_autoclose');
  });
});

describe('a contract that is delisted', () => {
  test('can be closed but not opened, and is settled at the mark price', () => {
    const world = createTestExchange();
    world.trade('buy', '40000');
    world.stop('sell', '40000', '0.0003');
    startDelisting(world.exchange, 'TAGUSDT');
    expect(world.trade('buy', '20000')).toMatchObject({ refused: 'market-closed' });
    expect(world.trade('sell', '20000', { reduceOnly: true })).toMatchObject({ status: 'filled' });
    settleMarket(world.exchange, 'TAGUSDT');
    expect(held(world)).toBe('0');
    expect(orderNames(world).at(-1)).toMatch(/^settlement_autoclose-/);
    expect(world.account.ledgers.get('TAGUSDT')!.openConditionalOrderIds.size).toBe(0);
    expect(world.trade('sell', '20000')).toMatchObject({ refused: 'market-closed' });
  });

  test('lets the legs of hedge mode be stopped and closed, where leg and side say what reduce-only says elsewhere', () => {
    const world = createTestExchange({ isHedged: true });
    const long = { leg: 'long', reduceOnly: false } as const;
    world.trade('buy', '40000', long);
    startDelisting(world.exchange, 'TAGUSDT');
    expect(world.trade('buy', '20000', long)).toMatchObject({ refused: 'market-closed' });
    expect(world.trade('sell', '20000', { leg: 'short' })).toMatchObject({ refused: 'market-closed' });
    expect(world.stop('sell', '40000', '0.0003', long)).toMatchObject({ status: 'new' });
    expect(world.stop('buy', '40000', '0.0004', long)).toMatchObject({ refused: 'market-closed' });
    expect(world.trade('sell', '20000', long)).toMatchObject({ status: 'filled' });
  });
});
