import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ending, holdConnection } from '../src/hold-connection.ts';
import { PACE } from '../src/pace.ts';

let server: Server;
let refusal = '';
beforeEach(async () => {
  server = createServer().on('upgrade', (_, socket) => socket.end(refusal));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function connect(): Promise<Ending> {
  const address = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/private/ws?listenKey=secret-key`;
  return holdConnection({
    exchange: 'binance',
    door: { open: async () => ({ type: 'opened', address }), greetings: [], ping: null },
    pace: PACE,
    monotonicMs: () => performance.now(),
    onOpen: () => undefined,
    onReading: () => undefined,
    onFrame: () => undefined,
    stop: new AbortController().signal,
  });
}

test('a handshake that is refused for its rate is kept away from for as long as the exchange asks', async () => {
  refusal = 'HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n';
  expect(await connect()).toEqual({ ended: 'unopened', why: 'refused with HTTP 429', openMs: null, retryAfterMs: 7_000 });
});

test('one that is refused without a word is tried again by the usual pauses, and nothing tells of its key', async () => {
  refusal = 'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n';
  expect(await connect()).toEqual({ ended: 'unopened', why: 'refused with HTTP 503', openMs: null, retryAfterMs: null });
});
