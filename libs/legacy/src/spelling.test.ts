import { expect, test } from 'vitest';
import { exchangeSpelling, symbolSpelling } from './spelling.ts';

test.each([
  ['TAGUSDT', 'TAGUSDT'],
  ['TAG/USDT:USDT', 'TAGUSDT'],
  ['tag/usdt', 'TAGUSDT'],
  ['1000WHY-USDT', '1000WHYUSDT'],
  ['BTC/USDC:USDC', 'BTCUSDC'],
  // What is no linear perpetual stays as it is written.
  ['BTC/USDT:USDT-261225', 'BTC/USDT:USDT-261225'],
  ['BTC/USD:BTC', 'BTC/USD:BTC'],
  ['USDT', 'USDT'],
])('the symbol %s is spelled %s', (written, spelled) => {
  expect(symbolSpelling(written)).toBe(spelled);
  expect(symbolSpelling(spelled)).toBe(spelled);
});

test('an exchange is spelled as it is here, or in lower case', () => {
  expect(['Binance', ' BYBIT ', 'binanceusdm', 'OKX'].map(exchangeSpelling)).toEqual(['binance', 'bybit', 'binance', 'okx']);
});
