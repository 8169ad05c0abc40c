import { describe, expect, test } from 'vitest';
import { Row, toRows } from './row.ts';
import { Unreadable } from './unreadable.ts';

const row = (fields: object): Row => new Row(fields, 'order');

describe('Row', () => {
  test.each([null, undefined, 'text', 7, ['list'], ''])('is not made of %j', (value) => {
    expect(() => new Row(value, 'order')).toThrow(Unreadable);
  });

  test('takes a decimal from a string and keeps every digit', () => {
    expect(row({ qty: '0.12345678901234567890' }).decimal('qty').toFixed()).toBe('0.1234567890123456789');
  });

  test.each([1.5, 1, '1e-7', '', ' 1', 'NaN', null])('refuses %j as a decimal', (qty) => {
    expect(() => row({ qty }).decimal('qty')).toThrow('order: field qty is');
  });

  test.each(['0', '0.0000', '', undefined, null])('reads %j as none', (price) => {
    expect(row({ price }).decimalOrNone('price')).toBeNull();
  });

  test('keeps an id beyond 2^53 that came as text', () => {
    expect(row({ orderId: '9223372036854775807' }).id('orderId')).toBe('9223372036854775807');
  });

  test.each([2 ** 53, 1.5, -1, '12a', '', null])('refuses %j as an id', (orderId) => {
    expect(() => row({ orderId }).id('orderId')).toThrow(Unreadable);
  });

  test.each(['true', 1, undefined])('refuses %j as a flag', (flag) => {
    expect(() => row({ flag }).flag('flag')).toThrow(Unreadable);
  });

  test('refuses a word that is not in the table, even one that every object has', () => {
    expect(() => row({ side: 'toString' }).choice('side', { BUY: 'buy' })).toThrow(Unreadable);
  });

  test('names what is missing', () => {
    expect(() => row({}).text('symbol')).toThrow('order: field symbol is missing');
  });
});

describe('toRows', () => {
  test.each([{}, '', '[]', undefined])('refuses %j as a list', (value) => {
    expect(() => toRows(value, 'orders')).toThrow('orders is not a list');
  });
});
