import { describe, expect, test } from 'vitest';
import { amendOrder } from './amend-order.ts';
import { setBook } from './book.ts';
import { Decimal } from './decimal.ts';
import { findMarket } from './exchange.ts';
import type { Order } from './order.ts';
import { createTestExchange } from './test-exchange.ts';

// TAGUSDT: mark price 0.0003544, a band of 5 %: from 0.00033668 to 0.00037212, on the tick from 0.0003367 to 0.0003721.
const limit = (price: string) => ({ type: 'limit', price: new Decimal(price) }) as const;

describe('a limit price beyond the band around the mark price', () => {
  test.each([
    ['buy', '0.0003721', null],
    ['buy', '0.0003722', { refused: 'price-above-band', detail: '0.0003721' }],
    ['buy', '0.003544', { refused: 'price-above-band', detail: '0.0003721' }],
    ['buy', '0.0001', null],
    ['sell', '0.0003367', null],
    ['sell', '0.0003366', { refused: 'price-below-band', detail: '0.0003367' }],
    ['sell', '0.001', null],
  ] as const)('%s at %s: %o', (side, price, refusal) => {
    const { trade, account } = createTestExchange();
    const order = trade(side, '200000', limit(price));
    expect('refused' in order ? order : null).toEqual(refusal);
    expect(account.ledgers.get('TAGUSDT')?.orders.size ?? 0).toBe(refusal === null ? 1 : 0);
  });

  test('goes by the mark price, not by the last one', () => {
    const { trade, price } = createTestExchange();
    price('0.0003544', '0.0003');
    expect(trade('buy', '200000', limit('0.0003544'))).toMatchObject({ refused: 'price-above-band', detail: '0.000315' });
  });

  test('is moved to the edge of the band where the rules say so', () => {
    const { trade } = createTestExchange({ rules: { priceBeyondBand: 'adjust' } });
    expect((trade('buy', '200000', limit('0.003544')) as Order).price!.toFixed()).toBe('0.0003721');
    expect((trade('sell', '200000', limit('0.0001')) as Order).price!.toFixed()).toBe('0.0003367');
  });

  test('cannot be had by an amendment, and leaves the order as it was', () => {
    const { exchange, account, trade } = createTestExchange();
    const order = trade('buy', '200000', limit('0.0003')) as Order;
    expect(amendOrder(exchange, account, order, order.quantity, new Decimal('0.0004'))).toMatchObject({ refused: 'price-above-band' });
    expect(account.ledgers.get('TAGUSDT')!.orders.get(order.orderId)!.versions.at(-1)!.value).toMatchObject({ price: new Decimal('0.0003'), status: 'new' });
  });

  test('of a conditional order lies around its trigger', () => {
    const { stop } = createTestExchange();
    expect(stop('sell', '200000', '0.0003', { type: 'stop', price: new Decimal('0.000284') })).toMatchObject({ refused: 'price-below-band', detail: '0.000285' });
    expect(stop('sell', '200000', '0.0003', { type: 'stop', price: new Decimal('0.000285') })).toMatchObject({ status: 'new' });
  });
});

describe('a market order', () => {
  test('is refused while the best price that it could get is beyond the band, and closes again when the prices agree', () => {
    const { trade, price } = createTestExchange();
    trade('buy', '200000');
    price('0.0003', '0.0003544');
    expect(trade('sell', '200000', { reduceOnly: true })).toMatchObject({ refused: 'best-price-beyond-band' });
    // Cheap is no harm to a buyer.
    expect(trade('buy', '200000')).toMatchObject({ status: 'filled' });
    price('0.0003', '0.00031');
    expect(trade('sell', '200000', { reduceOnly: true })).toMatchObject({ status: 'filled' });
  });

  test('executes as far from the last price as its market lists, or as one rule says for all', () => {
    const take = (symbol: string, levelQuantity: string, rules = {}): string => {
      const { exchange, trade } = createTestExchange({ rules });
      const { tick } = findMarket(exchange, symbol);
      const { last } = exchange.prices.get(symbol)!;
      const percent = last.times('0.01').div(tick).round(0);
      setBook(exchange, symbol, { spreadTicks: 0, stepTicks: Number(percent.toFixed()), levels: 30, levelQuantity: new Decimal(levelQuantity) });
      const order = trade('buy', new Decimal(levelQuantity).times('30').toFixed(), { symbol }) as Order;
      return order.executedQuantity.div(levelQuantity).toFixed();
    };
    expect(take('BTCUSDT', '0.002')).toBe('6');
    expect(take('1MBABYDOGEUSDT', '100000')).toBe('11');
    expect(take('1MBABYDOGEUSDT', '100000', { marketTakeBound: '0.02' })).toBe('3');
  });
});

describe('an amendment of a post-only order', () => {
  test('is judged by the book: it may stand within the spread beyond the last price, and not meet the best price', () => {
    const { exchange, account, trade } = createTestExchange();
    setBook(exchange, 'TAGUSDT', { spreadTicks: 10, stepTicks: 1, levels: 5, levelQuantity: new Decimal('1000000') });
    const order = trade('buy', '200000', { ...limit('0.0003'), timeInForce: 'gtx' }) as Order;
    const inside = amendOrder(exchange, account, order, order.quantity, new Decimal('0.0003549'));
    expect(inside).toMatchObject({ status: 'new', price: new Decimal('0.0003549') });
    expect(amendOrder(exchange, account, inside as Order, order.quantity, new Decimal('0.0003554'))).toMatchObject({ refused: 'would-not-rest' });
  });
});
