import { Redis } from 'ioredis';

/** Longest pause between two attempts to reach a Redis that went away. */
const RECONNECT_MS_MAX = 1_000;
/** A half-open connection (the other side vanished without a word) is given up after so long without any answer. */
const SILENCE_MS_MAX = 15_000;

const reconnectAfterMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 6), RECONNECT_MS_MAX);

/** For producers: every command answers or fails within `timeoutMs`, and nothing is queued up while Redis is away. */
export function hastyRedis(url: string, timeoutMs: number): Redis {
  return withListener(
    new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: timeoutMs,
      connectTimeout: 2_000,
      retryStrategy: reconnectAfterMs,
    }),
  );
}

/** For workers: commands wait until Redis is back, which BullMQ asks for. */
export function patientRedis(url: string): Redis {
  return withListener(
    new Redis(url, {
      maxRetriesPerRequest: null,
      connectTimeout: 2_000,
      socketTimeout: SILENCE_MS_MAX,
      keepAlive: 5_000,
      retryStrategy: reconnectAfterMs,
    }),
  );
}

/** Without a listener ioredis prints each failed attempt; who needs to know watches the connection's state. */
function withListener(redis: Redis): Redis {
  return redis.on('error', () => {});
}

const CONNECTION_CODES: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether an error only says that there is no connection, and not that Redis refused something. */
export function isConnectionError(error: Error): boolean {
  return CONNECTION_CODES.has((error as NodeJS.ErrnoException).code) || /connection is closed|stream isn't writeable|socket closed/i.test(error.message);
}
