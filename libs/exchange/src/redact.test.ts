import { describe, expect, test } from 'vitest';
import { redact, shorten } from './redact.ts';

describe('redact', () => {
  test('takes the query of a URL out, signature and all', () => {
    const text = 'binanceusdm GET https://fapi.binance.com/fapi/v1/order?timestamp=1&signature=abc123 504 Gateway Time-out';
    expect(redact(text, [])).toBe('binanceusdm GET https://fapi.binance.com/fapi/v1/order 504 Gateway Time-out');
  });

  test('takes a bare signature out', () => {
    expect(redact('symbol=TAGUSDT&signature=abc123&x=1', [])).toBe('symbol=TAGUSDT&signature=…&x=1');
  });

  test('takes keys out wherever they stand', () => {
    expect(redact('X-MBX-APIKEY: k-123, again k-123', ['k-123'])).toBe('X-MBX-APIKEY: …, again …');
  });

  test('leaves everything in place for an empty secret', () => {
    expect(redact('plain words', [''])).toBe('plain words');
  });
});

describe('shorten', () => {
  test('cuts a page and leaves a line', () => {
    expect([shorten('x'.repeat(10_000)).length, shorten('a line')]).toEqual([301, 'a line']);
  });
});
