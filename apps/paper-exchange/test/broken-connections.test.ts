import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { test } from './fixture.ts';
import { sendRaw, sendSigned } from './signed-request.ts';

const now = (): string => `timestamp=${Date.now()}`;

describe('what is no request of the venue', () => {
  test('a huge body, one that breaks off, and a request that is no HTTP get a bare page, and the next one is served', async ({ paper }) => {
    const { hostname, port } = new URL(paper.url);
    const say = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), hostname, () => socket.end(text));
        let heard = '';
        socket.on('data', (bytes) => (heard += bytes.toString())).on('close', () => resolve(heard.split('\r\n')[0]!)).on('error', () => resolve('closed'));
      });
    const head = 'POST /fapi/v1/order HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-www-form-urlencoded\r\n';
    expect(await say(`${head}content-length: 20000000\r\n\r\n`)).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await say(`${head}x-long: ${'x'.repeat(100_000)}\r\n\r\n`)).toBe('HTTP/1.1 431 Request Header Fields Too Large');
    expect(await say('hello\r\n\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await say(`${head}content-length: 10\r\n\r\nabc`)).not.toContain('200');
    expect((await sendRaw(paper, 'GET', '/fapi/v1/ping')).status).toBe(200);
  });

  test('a client that drips its headers or its body is cut off, others are served meanwhile, and nothing was done', async () => {
    const paper = await startPaperExchange({ requestTimeoutMs: 300 });
    const { hostname, port } = new URL(paper.url);
    const drip = (start: string): Promise<string> =>
      new Promise((resolve) => {
        let heard = '';
        // The drip begins behind the start of the request: what is written before the connection stands would be sent ahead of it.
        let timer: NodeJS.Timeout | undefined;
        const socket = connect(Number(port), hostname, () => {
          socket.write(start);
          timer = setInterval(() => socket.write('x'), 20);
        });
        socket.on('data', (bytes) => (heard += bytes.toString())).on('error', () => {}).on('close', () => {
          clearInterval(timer);
          resolve(heard.split('\r\n')[0]!);
        });
      });
    const headers = Array.from({ length: 20 }, () => drip('POST /fapi/v1/order HTTP/1.1\r\nhost: x\r\nx-slow: '));
    const bodies = Array.from({ length: 20 }, () => drip('POST /fapi/v1/order HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 100000\r\n\r\n'));
    expect((await sendSigned(paper, 'GET', '/fapi/v3/balance', now())).status).toBe(200);
    expect(new Set(await Promise.all([...headers, ...bodies]))).toEqual(new Set(['HTTP/1.1 408 Request Timeout']));
    expect((await sendSigned(paper, 'GET', '/fapi/v3/balance', now())).status).toBe(200);
    await paper.stop();
  });

  test('nothing listens beyond the machine unless it is told to', async ({ paper }) => {
    const { hostname, port } = new URL(paper.url);
    expect(hostname).toBe('127.0.0.1');
    const outside = Object.values(networkInterfaces()).flat().filter((each) => each !== undefined && !each.internal && each.family === 'IPv4');
    for (const each of outside) await expect(fetch(`http://${each!.address}:${port}/admin/state`)).rejects.toThrow();
  });
});
