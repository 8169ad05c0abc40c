import { describe, expect, test } from 'vitest';
import { aPosition, aTrade } from '../../test/binance-replies.ts';
import { Unreadable } from '../unreadable.ts';
import { parsePosition } from './parse-position.ts';
import { parsePrice } from './parse-price.ts';
import { parseSettings } from './parse-settings.ts';
import { parseTrade } from './parse-trade.ts';

describe('parsePosition', () => {
  test.each([
    ['a long in one-way mode', 'BOTH', '564334', 'net', 'long'],
    ['a short in one-way mode', 'BOTH', '-564334', 'net', 'short'],
    ['a long in hedge mode', 'LONG', '564334', 'long', 'long'],
    ['a short in hedge mode', 'SHORT', '-564334', 'short', 'short'],
  ])('reads %s', (_, positionSide, positionAmt, leg, side) => {
    const report = parsePosition({ ...aPosition(), positionSide, positionAmt });
    expect(report).toMatchObject({ leg, side, liquidationPrice: null, updatedAtMs: 1_579_276_756_080 });
    expect(report.quantity.toFixed()).toBe('564334');
  });

  test.each([
    ['BOTH', 'net'],
    ['LONG', 'long'],
    ['SHORT', 'short'],
  ])('reads a flat %s leg as quantity zero', (positionSide, leg) => {
    const report = parsePosition({ ...aPosition(), positionSide, positionAmt: '0', entryPrice: '0.0', updateTime: 0 });
    expect([report.leg, report.quantity.toFixed(), report.updatedAtMs]).toEqual([leg, '0', 0]);
  });

  test('reads a liquidation price', () => {
    expect(parsePosition({ ...aPosition(), liquidationPrice: '0.00033' }).liquidationPrice?.toFixed()).toBe('0.00033');
  });

  test.each<[string, object]>([
    ['a long leg that is short', { positionSide: 'LONG', positionAmt: '-1' }],
    ['a short leg that is long', { positionSide: 'SHORT', positionAmt: '1' }],
    ['an open one without entry price', { entryPrice: '0.0' }],
    ['an amount that was a float', { positionAmt: 564334 }],
    ['one without time', { updateTime: undefined }],
  ])('refuses %s', (_, change) => {
    expect(() => parsePosition({ ...aPosition(), ...change })).toThrow(Unreadable);
  });
});

describe('parseTrade', () => {
  test('reads an execution exactly', () => {
    const fill = parseTrade(aTrade());
    expect(fill).toMatchObject({ tradeId: '698759', exchangeOrderId: '8886774', side: 'buy', leg: 'net', feeAsset: 'USDT', atMs: 1_579_276_756_080 });
    expect([fill.quantity, fill.price, fill.fee, fill.realisedPnl].map((value) => value.toFixed())).toEqual(['564334', '0.0003544', '0.0799', '-0.91539999']);
  });

  test.each<[string, object]>([
    ['no quantity', { qty: '0' }],
    ['no price', { price: '0' }],
    ['a fee that was a float', { commission: 0.0799 }],
    ['no order', { orderId: undefined }],
  ])('refuses an execution with %s', (_, change) => {
    expect(() => parseTrade({ ...aTrade(), ...change })).toThrow(Unreadable);
  });
});

describe('parsePrice', () => {
  test('reads the price of the symbol that was asked for', () => {
    expect(parsePrice({ symbol: 'TAGUSDT', price: '0.0003544', time: 1 }, 'TAGUSDT', 'price').toFixed()).toBe('0.0003544');
  });

  test.each<[string, unknown]>([
    ["another symbol's", { symbol: 'TAG', price: '1' }],
    ['one of zero', { symbol: 'TAGUSDT', price: '0.00' }],
    ['a list', []],
  ])('refuses %s', (_, reply) => {
    expect(() => parsePrice(reply, 'TAGUSDT', 'price')).toThrow(Unreadable);
  });
});

describe('parseSettings', () => {
  const row = { symbol: 'TAGUSDT', marginType: 'ISOLATED', isAutoAddMargin: false, leverage: 21, maxNotionalValue: '1000000' };

  test.each([
    ['ISOLATED', 'isolated'],
    ['CROSSED', 'cross'],
  ])('reads margin type %s as %s', (marginType, marginMode) => {
    expect(parseSettings([{ ...row, marginType }], 'TAGUSDT')).toEqual({ leverage: 21, marginMode });
  });

  test.each<[string, unknown]>([
    ['an empty list', []],
    ['two rows', [row, row]],
    ["another symbol's row", [{ ...row, symbol: 'TAG' }]],
    ['a margin type that is not known', [{ ...row, marginType: 'SHARED' }]],
    ['an object', row],
  ])('refuses %s', (_, reply) => {
    expect(() => parseSettings(reply, 'TAGUSDT')).toThrow(Unreadable);
  });
});
