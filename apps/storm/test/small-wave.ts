import { type AccountKey, type Bounds, decimal, derivedId, type ExchangeId, isLive, type OrderSide, type PositionSide, type StopRule, symbolKeyText } from '@breakwater/core';
import { type AccountRules, type Exchange, type NewWish, type Ports, SCHEDULED, type Store, sweep } from '@breakwater/engine';
import { cancelConditionalOrder, Decimal, isRefusal, listOpenConditionalOrders, placeOrder, readPosition, setPrice } from '@breakwater/paper';
import type { Fault } from '@breakwater/paper-venue';
import { createStagehand, type OpenPlace } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { DEPLOYMENT, rules, START_MS } from '../src/exhaustive/small-world.ts';
import { copyVenue, type VenueState } from '../src/exhaustive/venue-state.ts';
import { runJob } from '../src/fleet/run-job.ts';
import { createMemoryBooks, type MemoryBooks, type SignalRow } from '../src/memory/memory-books.ts';
import { createMemoryJobs, type MemoryQueueName } from '../src/memory/memory-jobs.ts';
import { createMemoryStore } from '../src/memory/memory-store.ts';
import { takenWaveId } from '../src/memory/taken-wave-id.ts';
import { createDice } from '../src/time/dice.ts';
import { createTimeline } from '../src/time/timeline.ts';
import { openWorld } from '../src/world/world.ts';

/** One port call about a symbol, before it is made: how it goes. */
export type OnCall = (symbol: string, place: string) => 'through' | 'throws_before' | 'throws_after';

export interface WaveOptions {
  /** One signal each; at most three. */
  readonly symbolCount: number;
  /** How many of them the wave may open; the others are its reserve. Absent: all. */
  readonly openCount?: number;
  readonly onCall?: OnCall;
  /** What befalls the requests of a call to the exchange, from `openedMs` after the beginning on. */
  readonly weather?: (call: PortCall, openedMs: number) => readonly Fault[];
  readonly bounds?: Bounds;
  /** Where the stops of its positions lie, and what they follow. */
  readonly stop?: StopRule;
  readonly side?: PositionSide;
  readonly leverage?: number;
  /** How the account is set, where it differs. */
  readonly account?: Partial<Pick<AccountRules, 'stopTrigger' | 'foreignPositions' | 'stop' | 'attachStop' | 'stopFirst'>>;
  /** The price of its first symbol at which all begins; absent: the market's own. */
  readonly price?: string;
  /** How long a call to the exchange takes. */
  readonly callMs?: (method: string, values: readonly unknown[], nowMs: number) => number;
}

/** A wave of a few signals, worked off by one process with one queue, in virtual time. */
export interface SmallWave {
  readonly symbols: readonly string[];
  readonly books: MemoryBooks;
  readonly venue: VenueState;
  signalOf(symbol: string): SignalRow;
  /** The symbol has one open row, and a stop that was confirmed. */
  isProtected(symbol: string): boolean;
  nowMs(): number;
  /** Works on until the condition holds. False: it did not within the time. */
  workUntil(condition: () => boolean, ms: number): Promise<boolean>;
  /** Something happens at the venue that this fleet did not do. */
  happen(act: (venue: VenueState) => void): void;
  /** The market moves to a price. */
  movePrice(symbol: string, price: string): void;
  /** Somebody cancels every stop of a symbol, by hand. */
  cancelStopsByHand(symbol: string): void;
  /** Has a signal that exits delivered, for the first symbol; absent: a close of it. */
  want(changes?: Partial<NewWish>): Promise<void>;
  /** Somebody buys or sells at market, by hand. */
  tradeByHand(symbol: string, side: OrderSide, quantity: string): void;
  /** Somebody sells all that is held of a symbol, by hand. */
  closeByHand(symbol: string): void;
  /** Time passes with nobody at work. */
  beAway(ms: number): void;
  /** Somebody asks for a resync of the account and of a symbol. */
  askForResync(symbol: string): Promise<void>;
  /** The operator stops the clock's passes over the account, or has them go on. */
  switchPasses(isOn: boolean): Promise<unknown>;
}

/** An error of the program, as a wrong turn in a decision throws it. */
export class WrongTurn extends TypeError {}

const queues: readonly MemoryQueueName[] = ['protections', 'entries', 'resyncs', 'waves'];
const TICK_MS = 100;
const SWEEP_EVERY_MS = 1_000;
const RESYNC_EVERY_MS = 15_000;

/** Opens the wave; the process is at work only while it is told to work on. */
export async function openSmallWave(venue: ExchangeId, { symbolCount, openCount = 3, onCall = () => 'through', weather = () => [], bounds = rules.bounds, callMs = () => 0, stop = rules.wave.stop, side = 'long', leverage = rules.wave.leverage, account: accountRules = {}, price }: WaveOptions): Promise<SmallWave> {
  const timeline = createTimeline(START_MS);
  const world = openWorld(timeline, createDice(1), 1, symbolCount, { exchange: venue, mode: 'one-way' });
  const account: AccountKey = world.key;
  const stagehand = await createStagehand(world, {}, (call) => weather(call, open.nowMs - START_MS));
  const open: OpenPlace = { nowMs: START_MS, books: createMemoryBooks(), venue: { exchange: world.exchange, account: world.account, arrivals: [] } };
  const nowMs = (): number => open.nowMs;
  const store = createMemoryStore({ books: open.books, nowMs });
  await store.configureAccount(account, 'trade', 3);
  const identity = { id: 'worker', role: 'stop-worker', version: 'storm', host: 'storm', pid: 1 } as const;
  await store.beat(identity);
  const policy = { ...rules.wave, open: openCount, stop, leverage };
  if (price !== undefined) setPrice(world.exchange, world.symbols[0]!, { last: new Decimal(price), mark: null });
  const signals = world.symbols.map((symbol, index) => ({
    ...{ id: derivedId('signal', 'storm', symbol), externalId: symbol, key: { ...account, symbol, leg: 'net' as const }, side },
    ...{ score: decimal(String(3 - index)), notional: policy.notional === null ? null : decimal(policy.notional), leverage: policy.leverage, stopRule: policy.stop },
  }));
  const waveId = takenWaveId(await store.acceptWave({ source: 'storm', externalId: 'w1', contentHash: 'w1', atMs: START_MS, policy, signals }));

  async function pass(place: string, values: readonly unknown[], act: () => Promise<unknown>): Promise<unknown> {
    const said = JSON.stringify(values);
    const symbol = world.symbols.find((one) => said.includes(one));
    const way = symbol === undefined ? 'through' : onCall(symbol, place);
    if (way === 'throws_before') throw new WrongTurn(`${place} threw`);
    const value = await act();
    if (way === 'throws_after') throw new WrongTurn(`${place} acted, and threw`);
    return value;
  }
  const carryOut = async (port: 'store' | 'exchange', method: string, values: readonly unknown[]): Promise<unknown> => {
    const news = await stagehand.carryOut(open, 'worker', { index: 0, port, method, values }, 'through');
    if (port === 'exchange') open.nowMs += callMs(method, values, open.nowMs);
    if (news.type === 'lost') throw news.error;
    return news.value;
  };
  const asked = (port: 'store' | 'exchange'): Record<string, unknown> =>
    new Proxy({}, { get: (_, method) => (...values: unknown[]) => pass(nameOf(port, String(method), values), values, () => carryOut(port, String(method), values)) });
  const own = { key: account, nowMs, clockErrorMs: () => 1, usage: () => ({ calls: 0, weight: 0 }), markets: stagehand.markets, admit: undefined, giveBack: undefined };
  const spoken = asked('exchange');
  const exchange = new Proxy(own, { get: (_, name) => (name in own ? own[name as keyof typeof own] : spoken[String(name)]) }) as unknown as Exchange;
  const queue = createMemoryJobs({ nowMs });
  const jobs = new Proxy(queue, {
    get: (_, method) => (...values: unknown[]) => pass(`jobs.${String(method)}`, values, () => (queue as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>)[String(method)]!(...values)),
  });
  let ids = 0;
  const ports = {
    ...{ store: asked('store') as unknown as Store, jobs, bounds, deployment: DEPLOYMENT, exchange: () => exchange, accounts: [account] },
    lock: { acquire: (key: unknown) => pass('lock.acquire', [key], async () => ({ type: 'acquired', release: () => pass('lock.release', [key], async () => {}) })) },
    log: { info() {}, warn() {}, error() {} },
    runtime: { newId: () => `worker/${(ids += 1)}`, wait: async (ms: number) => void (open.nowMs += ms), monotonicMs: nowMs },
    rules: () => ({ ...rules.account, ...accountRules, key: account, positionsMax: 3 }),
  } as unknown as Ports;

  /** Errors that were made here are the test's; any other one is a finding. */
  const isMade = (error: unknown): true => {
    if (!(error instanceof WrongTurn)) throw error;
    return true;
  };
  let sweptAtMs = 0;
  let resyncedAtMs = START_MS;
  async function tick(): Promise<void> {
    for (const name of queues) {
      for (let job = queue.take(name); job !== null; job = queue.take(name)) {
        const taken = job;
        await runJob(ports, taken).then(() => queue.finish(taken), (error: unknown) => isMade(error) && queue.fail(taken));
      }
    }
    if (open.nowMs - sweptAtMs >= SWEEP_EVERY_MS) {
      sweptAtMs = open.nowMs;
      await ports.store.beat(identity);
      await sweep(ports).catch(isMade);
    }
    if (open.nowMs - resyncedAtMs >= RESYNC_EVERY_MS) {
      resyncedAtMs = open.nowMs;
      await queue.enqueueAccountResync(account, SCHEDULED);
    }
    open.nowMs += TICK_MS;
  }

  function happen(act: (at: VenueState) => void): void {
    open.venue = copyVenue(open.venue);
    act(open.venue);
  }
  function trade(symbol: string, byHand: OrderSide, quantity: Decimal, reduceOnly: boolean): void {
    happen((at) => {
      const order = placeOrder(at.exchange, at.account, { symbol, side: byHand, quantity, reduceOnly, leg: 'net', type: 'market', timeInForce: 'gtc', price: null, clientOrderId: `web_hand_${(ids += 1)}`, origin: 'hand', parent: null });
      if (isRefusal(order)) throw new Error(`the hand's order was refused: ${JSON.stringify(order)}`);
    });
  }

  const keyTextOf = (symbol: string): string => symbolKeyText({ ...account, symbol });
  await queue.enqueueWave(waveId);
  return {
    symbols: world.symbols,
    nowMs,
    get books() {
      return open.books;
    },
    get venue() {
      return open.venue;
    },
    signalOf: (symbol) => [...open.books.signals.values()].find((signal) => signal.externalId === symbol)!,
    isProtected: (symbol) => {
      const rows = [...open.books.positions.values()].filter((row) => row.keyText.startsWith(keyTextOf(symbol)) && isLive(row.status));
      return rows.length === 1 && rows[0]!.status === 'open' && rows[0]!.bareSinceMs === null;
    },
    happen,
    movePrice: (symbol, to) => happen((at) => setPrice(at.exchange, symbol, { last: new Decimal(to), mark: null })),
    cancelStopsByHand: (symbol) =>
      happen((at) => {
        for (const order of listOpenConditionalOrders(at.exchange, at.account, symbol, open.nowMs)) cancelConditionalOrder(at.exchange, at.account, order);
      }),
    tradeByHand: (symbol, byHand, quantity) => trade(symbol, byHand, new Decimal(quantity), false),
    closeByHand: (symbol) => trade(symbol, 'sell', readPosition(open.venue.account, symbol, 'net').quantity, true),
    beAway: (ms) => void (open.nowMs += ms),
    async askForResync(symbol) {
      await queue.enqueueAccountResync(account, 'hand');
      await queue.enqueueResync({ ...account, symbol }, 'hand');
    },
    async want(changes) {
      const wish: NewWish = { id: derivedId('signal', 'hand', String((ids += 1))), externalId: `wish-${ids}`, key: { ...account, symbol: world.symbols[0]! }, action: 'close', leg: null, side: null, quantity: null, fraction: null, stopRule: null, mayLoosen: false, coversForeign: false, ...changes };
      const wanted = await createMemoryStore({ books: open.books, nowMs }).acceptWave({ source: 'hand', externalId: wish.externalId, contentHash: wish.id, atMs: open.nowMs, policy, signals: [], exits: [wish] });
      await queue.enqueueWave(takenWaveId(wanted));
    },
    switchPasses: (isOn) => createMemoryStore({ books: open.books, nowMs }).switchSync(account, isOn),
    async workUntil(condition, ms) {
      for (const untilMs = open.nowMs + ms; open.nowMs < untilMs; ) {
        if (condition()) return true;
        await tick();
      }
      return condition();
    },
  };
}

/** What tells calls apart: a request by what it asks for, anything else by its method. */
function nameOf(port: string, method: string, values: readonly unknown[]): string {
  const request = method === 'send' ? (values[0] as { readonly kind: string; readonly type?: string; readonly reduceOnly?: boolean }) : null;
  return `${port}.${method}${request === null ? '' : ` ${request.type ?? request.kind}`}`;
}
