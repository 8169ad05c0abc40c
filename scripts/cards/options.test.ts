import { expect, test } from 'vitest';
import { help, readOptions } from './options.ts';

test('the venue must be named, and every wrong wish is refused in one sentence', () => {
  expect(() => readOptions([])).toThrow('Say whom to ask: --venue binance or --venue bybit.');
  expect(() => readOptions(['--venue', 'kraken'])).toThrow('--venue is "kraken", and must be binance or bybit.');
  expect(() => readOptions(['--venue', 'bybit', '--paper', '--url', 'http://127.0.0.1:1'])).toThrow('--paper and --url name two places to ask: leave one of them out.');
  expect(() => readOptions(['--venue', 'bybit', '--rule', 'bybit.matchAfterMs=50'])).toThrow('--rule is for the paper exchange that --paper starts: add --paper, or leave it out.');
  expect(() => readOptions(['--venue', 'bybit', '--wait-seconds', 'long'])).toThrow('--wait-seconds is "long", and must be a whole number from 1 to 9999.');
  expect(() => readOptions(['--venue', 'bybit', '--real'])).toThrow(/--real.*\(see: npm run cards -- --help\)/);
});

test('nothing is meant to trade unless it is said', () => {
  expect(readOptions(['--venue', 'bybit'])).toMatchObject({ at: null, isMeant: false, symbol: 'BTCUSDT', waitMs: 60_000 });
  expect(readOptions(['--venue', 'binance', '--yes'])).toMatchObject({ at: null, isMeant: true });
});

test('--help tells of every option', () => {
  expect(readOptions(['--help'])).toBe('help');
  for (const name of ['venue', 'paper', 'rule', 'url', 'stream-url', 'symbol', 'card', 'wait-seconds', 'used-id', 'yes', 'json', 'help']) expect(help).toContain(`  --${name}`);
});
