import { EXCHANGES } from '@breakwater/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readStreamMessage } from './read-stream-message.ts';
import { streamBase } from './stream-base.ts';

/** Objects that look like events, with anything where something should be. */
const nearlyEvent = fc.record({ e: fc.constantFrom('ORDER_TRADE_UPDATE', 'ACCOUNT_UPDATE', 'ALGO_UPDATE', 'TRADE_LITE', 'nothing'), o: fc.anything(), a: fc.anything(), s: fc.anything() }, { requiredKeys: ['e'] });
const nearlyTopic = fc.record({ topic: fc.constantFrom('order', 'execution', 'position', 'wallet', 'nothing'), data: fc.anything() }, { requiredKeys: ['topic'] });

test.each(EXCHANGES)('whatever %s says is read, and what is no answer leads to something', (exchange) => {
  const anything = fc.oneof(fc.string(), fc.json(), fc.oneof(nearlyEvent, nearlyTopic).map((value) => JSON.stringify(value) ?? ''));
  fc.assert(
    fc.property(anything, (text) => {
      const reading = readStreamMessage(exchange, text);
      if (reading.type === 'answer') return;
      expect(reading.hints.length).toBeGreaterThan(0);
      for (const hint of reading.hints) if (hint.type === 'key') expect(hint.symbol).toMatch(/^[^\s:.]{1,40}$/);
    }),
  );
});

test.each([
  ['the exchange itself where nothing is said', 'binance', null, null, 'wss://fstream.binance.com'],
  ['the exchange itself where nothing is said', 'bybit', null, null, 'wss://stream.bybit.com'],
  ['where the requests go', 'binance', 'http://127.0.0.1:8090', null, 'ws://127.0.0.1:8090'],
  ['where the requests go, encrypted as they are', 'bybit', 'https://paper.example.org/', null, 'wss://paper.example.org'],
  ['where the configuration says', 'bybit', 'http://127.0.0.1:8090', 'wss://stream.example.org/bybit/', 'wss://stream.example.org/bybit'],
] as const)('a stream is at %s', (_what, exchange, url, streamUrl, expected) => {
  expect(streamBase(exchange, { url, streamUrl })).toBe(expected);
});
