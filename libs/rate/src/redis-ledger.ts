import { Redis } from 'ioredis';
import type { Demand, Notice } from './budget.ts';
import type { Ledger } from './ledger.ts';
import { type Priority, TENTHS } from './priority.ts';
import { NOTE, RESERVE } from './redis-scripts.ts';

/** A call to an exchange waits no longer than this for Redis: a few times what a busy one takes. */
const COMMAND_MS_MAX = 100;
/** What was not answered by then never will be; nobody waits for it any more. */
const FORGOTTEN_MS = 2_000;
/** A process that just started may be slow to connect; a Redis that refuses says so long before. */
const FIRST_CONNECTION_MS_MAX = 1_000;

export interface RedisLedgerOptions {
  readonly redisUrl: string;
  /** Namespaces the keys in Redis. */
  readonly prefix: string;
  /** default: Redis' own clock, the one that all processes share. Milliseconds; integers. */
  readonly nowMs?: () => number;
}

export interface OpenRedisLedger extends Ledger {
  close(): void;
}

/** Budgets in Redis, shared by all that name them alike. Both calls reject, in about 100 ms (a second at the start), while Redis does not answer. */
export function openRedisLedger({ redisUrl, prefix, nowMs }: RedisLedgerOptions): OpenRedisLedger {
  const client = connect(redisUrl);
  const firstAttempt = new Promise<void>((resolve) => {
    client.once('ready', () => resolve()).once('close', () => resolve());
  });
  // A fresh process may still be connecting; one that lost its connection is told so at once.
  const connected = () => Promise.race([firstAttempt, after(FIRST_CONNECTION_MS_MAX)]);
  const instant = (): string => (nowMs === undefined ? '' : String(nowMs()));
  const nameOf = (budget: string): string => `${prefix}.rate.${budget}`;
  return {
    reserve: async (demands, priority) => {
      await connected();
      const answer = client.reserveRate(demands.length, ...demands.map(({ budget }) => nameOf(budget)), instant(), ...toReserve(demands, priority));
      return toDecision(await inTime(answer), demands);
    },
    note: async (notices) => {
      if (notices.length === 0) return;
      await connected();
      await inTime(client.noteRate(notices.length, ...notices.map(({ budget }) => nameOf(budget)), instant(), ...notices.flatMap(toNote)));
    },
    close: () => client.disconnect(),
  };
}

function toReserve(demands: readonly Demand[], priority: Priority): number[] {
  return [TENTHS[priority], ...demands.flatMap(({ limit, windowMs, amount }) => [limit, windowMs, amount])];
}

function toNote(notice: Notice): (string | number)[] {
  if (notice.type === 'answered') return ['answered', notice.windowMs, notice.amount, 0];
  if (notice.type === 'returned') return ['returned', notice.windowMs, notice.amount, notice.ordinal];
  return notice.type === 'blocked' ? ['blocked', 0, Math.ceil(notice.forMs), 0] : ['told', notice.windowMs, notice.used, notice.ordinal];
}

function toDecision([isGranted, ...rest]: readonly number[], demands: readonly Demand[]): Awaited<ReturnType<Ledger['reserve']>> {
  if (isGranted === 1) return { type: 'granted', ordinals: rest.filter((_, index) => index % 2 === 0), used: rest.filter((_, index) => index % 2 === 1) };
  const [index = 0, waitMs = 0, isBlocked = 0] = rest;
  return { type: 'wait', budget: demands[index]?.budget ?? '', waitMs, isBlocked: isBlocked === 1 };
}

interface ScriptedRedis extends Redis {
  reserveRate(...parameters: (string | number)[]): Promise<number[]>;
  noteRate(...parameters: (string | number)[]): Promise<number>;
}

function connect(url: string): ScriptedRedis {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: FORGOTTEN_MS,
    connectTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 6), 1_000),
    scripts: { reserveRate: { lua: RESERVE }, noteRate: { lua: NOTE } },
  });
  // Whoever asks is told by the rejection.
  return client.on('error', () => {}) as ScriptedRedis;
}

/**
 * The answer, or a rejection when it takes too long. A process that was busy itself for that long finds the answer waiting in the socket,
 * which is read after the timers: it looks there first, and does not take its own slowness for Redis'.
 */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  const { promise: expiry, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(new Error(`Redis gave no answer within ${COMMAND_MS_MAX} ms`));
  const timer = setTimeout(() => setImmediate(() => setImmediate(giveUp)), COMMAND_MS_MAX);
  try {
    return await Promise.race([answer, expiry]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => {});
    expiry.catch(() => {});
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
