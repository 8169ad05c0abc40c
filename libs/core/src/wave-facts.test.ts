import { num } from '@breakwater/testing/builders';
import { expect, test } from 'vitest';
import { fromWaveFactsJson, toWaveFactsJson, type WaveFacts } from './wave-facts.ts';

test('facts come back from JSON as they went, also those that an exchange does not tell', () => {
  const facts: WaveFacts = {
    markets: new Map([['binance.AUSDT', { volume1h: num('12000.123456789'), spreadPercent: null }], ['bybit.AUSDT', {}]]),
    balances: new Map([['binance.main.AUSDT', num('0.00000001')]]),
  };
  expect(fromWaveFactsJson(JSON.parse(JSON.stringify(toWaveFactsJson(facts))))).toEqual(facts);
});
