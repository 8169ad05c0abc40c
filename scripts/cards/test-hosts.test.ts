import { EXCHANGES } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { choosePlace } from './test-hosts.ts';

describe('where cards go', () => {
  test('is the testnet of the exchange unless it is told', () => {
    expect(choosePlace('binance', null, null)).toEqual({ url: 'https://testnet.binancefuture.com', streamUrl: 'wss://stream.binancefuture.com' });
    expect(choosePlace('bybit', null, null)).toEqual({ url: 'https://api-testnet.bybit.com', streamUrl: 'wss://stream-testnet.bybit.com' });
  });

  test('may be another test host of it, or this machine, whose streams are on the same port', () => {
    expect(choosePlace('bybit', 'https://api-demo.bybit.com/', null).streamUrl).toBe('wss://stream-demo.bybit.com');
    expect(choosePlace('binance', 'http://127.0.0.1:8080', null)).toEqual({ url: 'http://127.0.0.1:8080', streamUrl: 'ws://127.0.0.1:8080' });
    expect(choosePlace('binance', 'http://localhost:8080', 'ws://127.0.0.1:9090').streamUrl).toBe('ws://127.0.0.1:9090');
  });

  test.each([
    ['binance', 'https://fapi.binance.com'],
    ['binance', 'https://FAPI.binance.com/'],
    ['bybit', 'https://api.bybit.com'],
    ['bybit', 'https://api.bytick.com'],
    // The test host of the other one, one that only begins or ends like a test host, one with a name before the @, another machine.
    ['bybit', 'https://testnet.binancefuture.com'],
    ['bybit', 'https://api-testnet.bybit.com.example.org'],
    ['binance', 'https://testnet.binancefuture.com:8443'],
    ['binance', 'https://testnet.binancefuture.com@fapi.binance.com'],
    ['binance', 'http://10.0.0.7:8080'],
  ] as const)('is never a host that may trade real money: %s at %s', (venue, url) => {
    expect(() => choosePlace(venue, url, null)).toThrow(/which may trade real money/);
  });

  test('needs encryption, and an address', () => {
    expect(() => choosePlace('binance', 'http://testnet.binancefuture.com', null)).toThrow(/without encryption/);
    expect(() => choosePlace('binance', 'testnet', null)).toThrow(/--url is "testnet", and must be an address/);
    expect(() => choosePlace('binance', null, 'wss://fstream.binance.com')).toThrow(/--stream-url names fstream\.binance\.com, which may trade real money/);
  });

  test.each(EXCHANGES)('leads nowhere else for %s by default', (venue) => {
    expect(new URL(choosePlace(venue, null, null).url).hostname).toMatch(/testnet/);
  });
});
