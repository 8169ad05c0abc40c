import type { Log } from '@breakwater/engine';
import type { Redis } from 'ioredis';

export interface RedisWatch {
  /** Whether Redis answers: false from a lost connection, or a ping without an answer, until it answers again. */
  isConnected(): boolean;
  stop(): void;
}

export interface WatchOptions {
  /** How often it is pinged, and how long an answer may take. */
  readonly pingMs: number;
  readonly silenceMs: number;
}

/**
 * Watches one patient connection. Says `redis_lost` once an outage and `redis_back` with its length, whatever the number
 * of attempts in between. The pings find a Redis that holds the connection but no longer answers.
 */
export function watchRedis(redis: Redis, log: Log, fields: Readonly<Record<string, unknown>>, options: WatchOptions): RedisWatch {
  let isAnswering = redis.status === 'ready';
  let lostAtMs: number | null = null;
  let pingSentAtMs: number | null = null;

  const toLost = (cause: string): void => {
    isAnswering = false;
    if (lostAtMs !== null) return;
    lostAtMs = performance.now();
    log.warn('redis_lost', { ...fields, cause });
  };
  const toAnswering = (): void => {
    isAnswering = true;
    if (lostAtMs === null) return;
    log.info('redis_back', { ...fields, outageMs: Math.round(performance.now() - lostAtMs) });
    lostAtMs = null;
  };
  const ping = (): void => {
    const sentAtMs = pingSentAtMs;
    if (sentAtMs !== null) {
      if (performance.now() - sentAtMs <= options.silenceMs) return;
      // Where this process was held up itself, the answer has come and was not read yet: it is read before the check.
      setImmediate(() => pingSentAtMs === sentAtMs && toLost('no answer'));
      return;
    }
    pingSentAtMs = performance.now();
    // A patient connection sends it again after each reconnection, so it is answered as soon as Redis is back.
    redis.ping().then(toAnswering, () => {}).finally(() => (pingSentAtMs = null));
  };
  let cause = 'connection closed';
  const onError = (error: Error): void => void (cause = error.message || cause);
  const onClose = (): void => toLost(cause);
  redis.on('error', onError).on('close', onClose).on('ready', toAnswering);
  const timer = setInterval(ping, options.pingMs);
  return {
    isConnected: () => isAnswering,
    stop: () => {
      clearInterval(timer);
      // Nothing waits for an answer any more.
      pingSentAtMs = null;
      redis.off('error', onError).off('close', onClose).off('ready', toAnswering);
    },
  };
}
