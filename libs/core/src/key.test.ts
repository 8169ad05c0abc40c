import { describe, expect, test } from 'vitest';
import { accountKeyText, entryLeg, isAccountName, positionKeyText, positionModeOf, symbolKeyText, toExchangeId } from './key.ts';

describe('toExchangeId', () => {
  test.each([
    ['binance', 'binance'],
    ['Binance', 'binance'],
    ['BINANCE', 'binance'],
    ['binanceusdm', 'binance'],
    [' binance-usdm ', 'binance'],
    ['ByBit', 'bybit'],
  ])('brings %s to the one spelling', (text, id) => {
    expect(toExchangeId(text)).toBe(id);
  });

  test.each([['kraken'], [''], ['binance2'], ['constructor'], ['__proto__'], ['toString']])('knows no exchange "%s"', (text) => {
    expect(toExchangeId(text)).toBeNull();
  });
});

test('key texts have no colon, which job ids must not hold', () => {
  const key = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT', leg: 'net' } as const;
  expect([accountKeyText(key), symbolKeyText(key), positionKeyText(key)]).toEqual(['binance.main', 'binance.main.TAGUSDT', 'binance.main.TAGUSDT.net']);
});

test('an entry opens the leg of its side in hedge mode, and else the only one', () => {
  expect([entryLeg('hedge', 'long'), entryLeg('hedge', 'short'), entryLeg('one-way', 'long'), entryLeg('one-way', 'short')]).toEqual(['long', 'short', 'net', 'net']);
});

test.each([
  [['net'], 'one-way'],
  [['long', 'short'], 'hedge'],
  [['net', 'long', 'short'], 'hedge'],
  [[], null],
] as const)('the legs "%s" tell the mode %s', (legs, mode) => {
  expect(positionModeOf(legs)).toBe(mode);
});

test.each([['main', true], ['sub-2', true], ['Main', false], ['', false], ['-x', false], ['a.b', false]])('"%s" as an account name: %s', (text, isName) => {
  expect(isAccountName(text)).toBe(isName);
});
