import http from 'node:http';
import https from 'node:https';
import { readRetryAfter } from './read-retry-after.ts';

/** Each bound ends an attempt; together they stay well below the lease of a destination. */
export interface PostBounds {
  /** Until the connection stands, TLS included. */
  readonly connectMs: number;
  /** From then on until the head of the answer is there. */
  readonly headersMs: number;
  /** From then on until its body has ended. */
  readonly bodyMs: number;
  /** No more of the body is read; what is beyond says nothing to us. */
  readonly bodyBytesMax: number;
}

export const POST_BOUNDS: PostBounds = { connectMs: 3_000, headersMs: 10_000, bodyMs: 3_000, bodyBytesMax: 65_536 };

export type PostAnswer =
  /** The whole answer came, or as much of it as is read. */
  | { readonly type: 'answered'; readonly status: number; readonly retryAfterMs: number | null; readonly body: string }
  /** It may or may not have arrived; `problem` says in words why that is not known, without address and secret. */
  | { readonly type: 'unanswered'; readonly problem: string };

/**
 * Posts one message. Redirects are not followed: the signature is for this address, and the next one could be anybody's.
 * Never throws.
 */
export function postWebhook(url: string, headers: Readonly<Record<string, string>>, body: string, bounds: PostBounds = POST_BOUNDS): Promise<PostAnswer> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const within = (ms: number, what: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(`${what} within ${ms} ms`), ms);
    };
    const finish = (answer: PostAnswer): void => {
      clearTimeout(timer);
      resolve(answer);
      request.destroy();
    };
    const fail = (problem: string): void => finish({ type: 'unanswered', problem });
    const { request: open } = url.startsWith('https:') ? https : http;
    // No connection is kept: one that the receiver closes while it is idle would cost a doubled message.
    const request = open(url, { method: 'POST', agent: false, headers: { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' } });
    within(bounds.connectMs, 'no connection');
    request.on('socket', (socket) => {
      const onConnected = (): void => within(bounds.headersMs, 'no answer');
      if (!socket.connecting) onConnected();
      else socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', onConnected);
    });
    request.on('error', (error: NodeJS.ErrnoException) => fail(`the connection failed (${error.code ?? error.name})`));
    request.on('response', (response) => {
      within(bounds.bodyMs, 'the answer did not end');
      const answer = (read: readonly Buffer[]): PostAnswer => ({
        type: 'answered',
        status: response.statusCode ?? 0,
        retryAfterMs: readRetryAfter(response.headers['retry-after']),
        body: Buffer.concat(read).subarray(0, bounds.bodyBytesMax).toString('utf8'),
      });
      const read: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        read.push(chunk);
        bytes += chunk.length;
        if (bytes > bounds.bodyBytesMax) finish(answer(read));
      });
      response.on('end', () => (response.complete ? finish(answer(read)) : fail('the answer broke off')));
      response.on('error', () => fail('the answer broke off'));
    });
    request.end(body);
  });
}
