import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { RunningPaperExchange, VenueKeys } from '../../src/server.ts';
import type { ClientAccess } from '../ccxt-client.ts';
import { until } from '../fixture.ts';
import { sendRaw } from '../signed-request.ts';

/** A plain reader of a user stream. */
export interface StreamClient {
  readonly socket: WebSocket;
  /** Every message so far, parsed. */
  readonly messages: any[];
  readonly pings: () => number;
  /** The close code, `null` while it stands. */
  readonly closed: () => number | null;
  /** The messages of one name (`e` or `topic`). */
  named(name: string): any[];
  send(message: unknown): void;
  /** Resolves with the first message that fits. */
  find(fits: (message: any) => boolean): Promise<any>;
}

/** Connects to a path of the paper exchange. Rejects with `{status, body}` when it is refused. */
export function connectStream(url: string, path: string, options: { readonly autoPong?: boolean } = {}): Promise<StreamClient> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws') + path, options);
    const messages: any[] = [];
    let pings = 0;
    let code: number | null = null;
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.on('ping', () => pings++);
    socket.on('close', (closed) => {
      code = closed;
    });
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => reject({ status: response.statusCode, body }));
    });
    const find = (fits: (message: any) => boolean): Promise<any> => until(() => messages.find(fits));
    socket.on('open', () =>
      resolve({
        ...{ socket, messages, find },
        pings: () => pings,
        closed: () => code,
        named: (name) => messages.filter(({ e, topic }) => e === name || topic === name),
        send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      }),
    );
  });
}

/** Takes the account's listen key and connects to its stream on Binance. */
export async function openUserStream(access: ClientAccess, options: { readonly autoPong?: boolean } = {}): Promise<StreamClient & { readonly listenKey: string }> {
  const { listenKey } = (await sendRaw(access, 'POST', '/fapi/v1/listenKey')).body as { listenKey: string };
  return { ...(await connectStream(access.url, `/private/ws?listenKey=${listenKey}`, options)), listenKey };
}

/** The arguments with which a client says who it is on Bybit. */
export function signBybitStream({ apiKey, apiSecret }: VenueKeys, expiresMs: number): unknown[] {
  return [apiKey, expiresMs, createHmac('sha256', apiSecret).update(`GET/realtime${expiresMs}`).digest('hex')];
}

/** Connects to Bybit's private stream, and subscribes. */
export async function openBybitStream(paper: RunningPaperExchange, topics: readonly string[]): Promise<StreamClient> {
  const stream = await connectStream(paper.url, '/v5/private');
  stream.send({ op: 'auth', args: signBybitStream(paper.venues.bybit, paper.world.clock.nowMs() + 10_000) });
  stream.send({ op: 'subscribe', args: topics });
  await stream.find(({ op, success }) => op === 'subscribe' && success === true);
  return stream;
}
