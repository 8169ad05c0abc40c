import type { ExchangeId } from '@breakwater/core';
import type { Exchange, Store } from '@breakwater/engine';
import type { Fault } from '@breakwater/paper-venue';
import { type StoreGuards, storeGuards } from '../memory/guards.ts';
import { copyBooks, type MemoryBooks } from '../memory/memory-books.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { Nemesis } from '../nemesis/nemesis.ts';
import { createActor } from '../time/actor.ts';
import { PartUnreachable, type Scheduler } from '../time/scheduler.ts';
import { openVenueWire } from '../world/venue-wire.ts';
import type { World } from '../world/world.ts';
import type { News, PortCall } from './place.ts';
import { rules } from './small-world.ts';
import { copyVenue, type VenueState } from './venue-state.ts';

/**
 * What befalls a call on its way: it gets there and back, it never gets there, or its answer is lost; or the exchange will not have
 * it, for good (`refused`) or for now (`denied`).
 */
export type Way = 'through' | 'unsent' | 'reply_lost' | 'refused' | 'denied';

/** A place's own part of the world: what a call changes is replaced in it, never changed. */
export interface OpenPlace {
  nowMs: number;
  books: MemoryBooks;
  venue: VenueState;
}

/** Carries out port calls in any place of the small world. */
export interface Stagehand {
  /** Whether the call changes nothing but what the caller knows. */
  isReading(call: PortCall): boolean;
  /** Has a call of the store or the exchange happen there and then. */
  carryOut(open: OpenPlace, worker: string, call: PortCall, way: Way): Promise<News>;
  readonly markets: Exchange['markets'];
}

const reads = new Set(['readKey', 'readLiveRows', 'readWave', 'readDueWork', 'isTakenAfter', 'readAccount', 'readKeyAndSettings', 'readSettings', 'readExecutions', 'readMarketFacts', 'readAvailableBalances', 'findByClientOrderId', 'findByExchangeOrderId']);

/**
 * One stagehand serves all places: it looks at whichever is open. So the exchange is spoken to by the real adapter in its
 * real dialect, and the books are the storm's, with the guards of the database or others. `weather`: what else befalls the requests
 * of a call.
 */
export async function createStagehand(world: World, guards: Partial<StoreGuards> = {}, weather: (call: PortCall) => readonly Fault[] = () => []): Promise<Stagehand> {
  const actor: { name: string; isAlive: boolean; pausedUntilMs: number } = createActor('nobody');
  let faults: readonly Fault[] = [];
  let now: OpenPlace = { nowMs: world.timeline.nowMs(), books: null as never, venue: { exchange: world.exchange, account: world.account, arrivals: [] } };
  // The clock of the exchange is the open place's: copies of the exchange share the clock object.
  (world.exchange.clock as { nowMs(): number }).nowMs = () => now.nowMs;
  let spoken = { exchange: world.exchange, dialect: world.dialect };
  const openWorld: World = {
    ...{ venue: world.venue, key: world.key, legs: world.legs },
    timeline: { ...world.timeline, nowMs: () => now.nowMs, at: (_dueMs, run) => run(), after: (_delayMs, run) => run() },
    get exchange() {
      return now.venue.exchange;
    },
    get account() {
      return now.venue.account;
    },
    get arrivals() {
      return now.venue.arrivals;
    },
    get dialect() {
      if (spoken.exchange !== now.venue.exchange) spoken = { exchange: now.venue.exchange, dialect: world.venue.createDialect(now.venue.exchange) };
      return spoken.dialect;
    },
    counts: world.counts,
    symbols: world.symbols,
    asked: world.asked,
    othersActedAtMs: world.othersActedAtMs,
  };
  const scheduler = { passed: new Set(), resume: (_actor: unknown, _delayMs: number, run: () => void) => run() } as unknown as Scheduler;
  const nemesis = { plan: () => ({ thereMs: 0, backMs: 0, fault: null, pauseMs: 0 }), drawVenueFaults: ({ method }: { method: string }) => (method.endsWith('/time') ? [] : faults), isListenerClosed: () => false, onActed() {}, kill() {}, pause() {} } as unknown as Nemesis;
  const wire = openVenueWire({ world: openWorld, actor, scheduler, nemesis, monotonicMs: () => now.nowMs, timeoutMs: rules.timeoutMs });
  const exchange = world.venue.speak(world.key.account, wire, { monotonicMs: () => now.nowMs, measureEveryMs: null, wait: async () => {} });
  await exchange.ready();
  const markets = await exchange.markets();

  async function speak(call: PortCall, way: Way): Promise<News> {
    faults = [...weather(call), ...(way === 'through' ? [] : [faultsAt[world.key.exchange][way]])];
    const value = await (exchange as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>)[call.method]!(...call.values);
    faults = [];
    // A time stamp that the exchange refused has its clock measured anew; that is no part of the small world.
    await exchange.ready();
    return { type: 'answer', value };
  }

  /** What the exchange tells is asked once for each of its states, instant and question. */
  const told = new WeakMap<object, Map<string, News>>();
  async function ask(call: PortCall, way: Way): Promise<News> {
    const answers = told.get(now.venue.exchange) ?? new Map<string, News>();
    told.set(now.venue.exchange, answers);
    const question = `${way} ${now.nowMs} ${call.method} ${JSON.stringify(call.values)}`;
    const news = answers.get(question) ?? (await speak(call, way));
    answers.set(question, news);
    return news;
  }

  return {
    markets: async () => markets,
    isReading: ({ method }) => reads.has(method),
    async carryOut(open, worker, call, way) {
      now = open;
      actor.name = worker;
      if (call.port === 'exchange' && call.method !== 'send') return ask(call, way);
      if (call.port === 'exchange') {
        open.venue = copyVenue(open.venue);
        return speak(call, way);
      }
      const error = new PartUnreachable(`${call.port}.${call.method}: ${way}`);
      if (way === 'unsent') return { type: 'lost', error };
      if (!reads.has(call.method)) open.books = copyBooks(open.books);
      try {
        const store: Store = createMemoryStore({ books: open.books, nowMs: () => open.nowMs, worker, guards: { ...storeGuards, ...guards } });
        const value = await (store as unknown as Record<string, (...values: readonly unknown[]) => Promise<unknown>>)[call.method]!(...call.values);
        return way === 'reply_lost' ? { type: 'lost', error } : { type: 'answer', value };
      } catch (failure) {
        return { type: 'lost', error: failure };
      }
    },
  };
}

/** A fault in force, as the venue's pipeline takes it. */
export const fault = (kind: Fault['kind'], particulars: Partial<Fault> = {}): Fault => ({ id: kind, kind, match: {}, nth: 1, probability: 1, timesLeft: 1, seen: 1, fired: 1, ...particulars });
const lost = { unsent: fault('drop-request'), reply_lost: fault('drop-reply') };
/** Refused: no margin. Denied: too many requests. */
const faultsAt: Readonly<Record<ExchangeId, Readonly<Record<Exclude<Way, 'through'>, Fault>>>> = {
  binance: { ...lost, refused: fault('refuse', { code: -2019, httpStatus: 400 }), denied: fault('refuse', { code: -1003, httpStatus: 429, retryAfterSeconds: 1 }) },
  bybit: { ...lost, refused: fault('refuse', { code: 110007, httpStatus: 200 }), denied: fault('refuse', { code: 10006, httpStatus: 200 }) },
};
