import { type Exchange, type Ports, type Store, resyncKey, sweep, WAVE_LOOKS_APART_MS } from '@breakwater/engine';
import { isWorldFailing } from '../fleet/is-world-failing.ts';
import { booksText } from '../memory/books-text.ts';
import { PartUnreachable } from '../time/scheduler.ts';
import type { OpenPlace, Stagehand } from './carry-out.ts';
import type { Finding, Judge } from './judge.ts';
import { isLook } from './make-move.ts';
import type { Place, PortCall } from './place.ts';
import { DEPLOYMENT, type SmallPlace } from './small-world.ts';
import { toNumber, worldWords } from './state-print.ts';
import { venueText } from './venue-state.ts';

/** Far more sweeps than any end needs. */
const SWEEPS_MAX = 200;

/** Told of what the calm's only worker does, for who reads a story. */
export type OnCalmCall = (call: PortCall, nowMs: number) => void;

/**
 * The end of a schedule: no more faults, and one worker that sweeps, as any worker does, with Redis away, so that it does
 * all due work itself. What stands when nothing is due any more is judged; then one pass must reach agreement, and a second
 * one change nothing (I8). `isKnown` says whether some calm went on from a like state before: then the rest is known.
 */
export async function calmDown({ at: { account, key, rules }, stagehand, judge }: { readonly at: SmallPlace; readonly stagehand: Stagehand; readonly judge: Judge }, place: Place, isKnown: (state: bigint) => boolean, onCall: OnCalmCall = () => {}): Promise<Finding | null> {
  const open: OpenPlace = { nowMs: place.nowMs, books: place.books, venue: { ...place.venue, arrivals: [] } };
  const lastReadings = new Map(place.lastReadings);
  const following = judge.follow(judge.sceneOf(open, lastReadings, open.nowMs));
  let finding: Finding | null = null;
  let ids = 0;
  let epoch = '';

  async function call(port: PortCall['port'], method: string, values: readonly unknown[]): Promise<unknown> {
    const asked = { index: 0, port, method, values };
    const { arrivals } = open.venue;
    const news = await stagehand.carryOut(open, 'calm', asked, 'through');
    if (open.venue.arrivals !== arrivals) open.venue.arrivals.unshift(...arrivals);
    onCall(asked, open.nowMs);
    if (news.type === 'lost') throw news.error;
    const told = news.value as { readonly type?: string; readonly claim?: { readonly epoch: string } };
    if (method === 'claimKey') epoch = told.claim?.epoch ?? epoch;
    if (port === 'exchange' && isLook(method)) lastReadings.set(`${[...open.books.claims.keys()][0]} ${epoch}`, told.type as 'read');
    if (!stagehand.isReading(asked)) finding ??= following.afterAct();
    return news.value;
  }
  const portOf = (port: PortCall['port']): unknown => new Proxy({}, { get: (_, method) => (...values: unknown[]) => call(port, String(method), values) });
  const away = async (): Promise<never> => Promise.reject(new PartUnreachable('Redis is away'));
  const own = { key: account, nowMs: () => open.nowMs, clockErrorMs: () => 1, usage: () => ({ calls: 0, weight: 0 }), markets: stagehand.markets, admit: undefined, giveBack: undefined };
  const asked = portOf('exchange') as Record<string, unknown>;
  const exchange = new Proxy(own, { get: (_, name) => (name in own ? own[name as keyof typeof own] : asked[String(name)]) }) as unknown as Exchange;
  const ports = {
    store: portOf('store') as Store,
    jobs: new Proxy({}, { get: () => away }),
    lock: { acquire: async () => ({ type: 'unavailable' }) },
    log: { info() {}, warn() {}, error() {} },
    runtime: { newId: () => `calm/${(ids += 1)}`, wait: async (ms: number) => void (open.nowMs += ms), monotonicMs: () => open.nowMs },
    ...{ bounds: rules.bounds, deployment: DEPLOYMENT, exchange: () => exchange, rules: () => rules.account, accounts: [account] },
  } as unknown as Ports;

  /** Sweeps until nothing is due. True: the rest is known, or something was found. */
  async function rest(mayKnow: boolean): Promise<boolean> {
    for (let count = 0; count < SWEEPS_MAX && finding === null; count += 1) {
      if (mayKnow && isKnown(toNumber(`calm ${worldWords({ ...place, nowMs: open.nowMs, books: open.books, venue: open.venue })}`))) return true;
      const nextInMs = await sweep(ports);
      const due = await ports.store.readDueWork([account], 10);
      if (due.entries.length + due.protections.length + due.resyncs.length + due.waveIds.length > 0) continue;
      const isUnfinished = [...open.books.waves.values()].some(({ status }) => status !== 'finished');
      if (nextInMs === null && due.nextInMs === null && !isUnfinished) return finding !== null;
      open.nowMs += due.nextInMs ?? nextInMs ?? WAVE_LOOKS_APART_MS;
    }
    finding ??= { promise: 'I12', text: 'the calm does not come to rest' };
    return true;
  }

  try {
    if (await rest(true)) return finding;
    await resyncKey(ports, key, 'pass');
    if (await rest(false)) return finding;
    finding ??= following.atRest();
    const before = stateOf(open);
    await resyncKey(ports, key, 'pass');
    if (finding === null && stateOf(open) !== before) finding = { promise: 'I8', text: 'a second pass over what agreed changed something' };
  } catch (error) {
    if (isWorldFailing(error)) throw error;
    finding ??= { promise: 'bug', text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  return finding;
}

/** What a pass may not change (storm/come-to-rest.ts). */
function stateOf({ books, venue }: OpenPlace): string {
  return `${booksText({ ...books, claims: new Map(), reports: [] })}\n${venueText(venue)}`;
}
