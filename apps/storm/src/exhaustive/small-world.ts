import { type AccountKey, DEFAULT_BOUNDS, decimal, derivedId, type ExchangeId, type Leg, makeClientOrderId, type PositionMode, type PositionSide, type SymbolKey } from '@breakwater/core';
import { type AccountRules, openPosition, type Ports, protectPosition } from '@breakwater/engine';
import type { Scene } from '../checkers/checker.ts';
import type { FleetRules } from '../fleet/fleet-rules.ts';
import { createMemoryBooks } from '../memory/memory-books.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { takenWaveId } from '../memory/taken-wave-id.ts';
import { createDice } from '../time/dice.ts';
import { createTimeline } from '../time/timeline.ts';
import { openWorld, type World } from '../world/world.ts';
import type { Place } from './place.ts';

export const START_MS = Date.UTC(2026, 0, 2);
/** What was before the world began lies so far back that nothing asks how far (state-print.ts). */
const LONG_AGO_MS = START_MS - 86_400_000;
const EVER_MS = 20 * 86_400_000;
export const DEPLOYMENT = 'storm';
const SYMBOL = 'ETHUSDT';

/** Where a small world is: all orders of it are tried at Binance, an entry's crash points at every venue. */
export interface SmallPlace {
  readonly account: AccountKey;
  readonly key: SymbolKey;
  readonly name: SmallWorldName;
  readonly rules: FleetRules;
  /** Entries that may be, by their client order ids. */
  readonly entryIds: Scene['entryIds'];
}

/**
 * The bounds of production in their proportions, with three that are there for delays only made short, so that few moments
 * matter: the not-findable time, the distance of two reads, and the hand-off, which looks once instead of ten times.
 */
export const rules: FleetRules = {
  bounds: { ...DEFAULT_BOUNDS, notFindableMs: 1_000, readsApartMs: 500, neverFilledHoldMs: 1_000, handOffMs: 25, heartbeatMsMax: EVER_MS },
  account: { key: { exchange: 'binance', account: 'main' }, mode: 'trade', positionMode: 'one-way', positionsMax: 1, stop: { percent: '2' }, stopTrigger: 'mark', marginMode: 'isolated', foreignPositions: 'protect-only' },
  wave: { open: 1, notional: '200', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: EVER_MS },
  resyncEveryMs: EVER_MS,
  timeoutMs: 5_000,
};

/** Longer than lease, windows, fence and the not-findable time together: whoever stands still for it has outlived everything. */
export const BEYOND_ALL_MS = rules.bounds.leaseMs + rules.bounds.entryWindowMs + rules.bounds.fenceSkewMs + rules.bounds.notFindableMs + 500;

/**
 * What each of the two workers is told to do, one after the other, whenever it comes to it: the entry, and the
 * protection of what was opened. Once the signal is settled, the entry does what a resync of the key does (mend-key.ts).
 */
export const jobs: readonly { readonly name: string; run(ports: Ports, key: SymbolKey): Promise<unknown> }[] = [
  { name: 'open-position', run: openPosition },
  { name: 'protect-position', run: protectPosition },
];

/** How the small world's account is configured, where it differs. */
export type SmallAccount = Pick<AccountRules, 'attachStop' | 'stopFirst'>;

/** What the signals of a small world want: one to be opened; two of one key that contradict each other; a leg each. */
export const smallWorlds = {
  'one-signal': { positionMode: 'one-way', wants: [{ leg: 'net', side: 'long' }] },
  'two-signals': { positionMode: 'one-way', wants: [{ leg: 'net', side: 'long' }, { leg: 'net', side: 'short' }] },
  'two-legs': { positionMode: 'hedge', wants: [{ leg: 'long', side: 'long' }, { leg: 'short', side: 'short' }] },
} as const satisfies Readonly<Record<string, { readonly positionMode: PositionMode; readonly wants: readonly { readonly leg: Leg; readonly side: PositionSide }[] }>>;
export type SmallWorldName = keyof typeof smallWorlds;

const signalName = (index: number): string => `s${index + 1}`;
const signalIdOf = (index: number): string => derivedId('signal', 'storm', signalName(index));

/** A small world at a venue. */
export function smallPlaceAt(exchange: ExchangeId, differs: SmallAccount = {}, name: SmallWorldName = 'one-signal'): SmallPlace {
  const { wants, positionMode } = smallWorlds[name];
  const account: AccountKey = { ...rules.account.key, exchange };
  const entryIdOf = (index: number): string => makeClientOrderId({ ...account, deployment: DEPLOYMENT, role: 'entry', subject: JSON.stringify(['storm', signalName(index)]), generation: 1 });
  return {
    account,
    key: { ...account, symbol: SYMBOL },
    name,
    rules: { ...rules, wave: { ...rules.wave, open: wants.length }, account: { ...rules.account, ...differs, positionMode, positionsMax: wants.length, key: account } },
    entryIds: new Map(wants.map((_, index) => [entryIdOf(index), { symbol: SYMBOL, signal: signalName(index), signalId: signalIdOf(index) }])),
  };
}

/** The world before anybody has moved, without its workers: its signals, selected, and an exchange that is set as planned. */
export async function openSmallWorld({ account: accountKey, key, rules, name }: SmallPlace, faultsLeft: number): Promise<{ readonly world: World; readonly place: Place }> {
  const timeline = createTimeline(LONG_AGO_MS);
  const world = openWorld(timeline, createDice(1), 1, 1, { exchange: key.exchange, mode: rules.account.positionMode });
  world.venue.configure(world, SYMBOL, 'isolated', rules.wave.leverage);
  const books = createMemoryBooks();
  const store = createMemoryStore({ books, nowMs: timeline.nowMs });
  await store.configureAccount(accountKey, rules.account.mode, rules.account.positionsMax);
  await store.beat({ id: 'somebody', role: 'stop-worker', version: 'storm', host: 'storm', pid: 1 });
  const signals = smallWorlds[name].wants.map(({ leg, side }, index) => ({
    ...{ id: signalIdOf(index), externalId: signalName(index), key: { ...key, leg }, side, score: decimal(String(2 - index)) },
    ...{ notional: decimal(rules.wave.notional ?? '200'), leverage: rules.wave.leverage, stopRule: rules.wave.stop },
  }));
  for (const [index, signal] of signals.entries()) {
    const id = `w${index + 1}`;
    const waveId = takenWaveId(await store.acceptWave({ source: 'storm', externalId: id, contentHash: id, atMs: LONG_AGO_MS, policy: rules.wave, signals: [signal] }));
    // As by wave workers that planned at the same time: none knew yet what the others would select.
    await store.recordWaveProgress(waveId, { ranks: [{ signalId: signal.id, rank: 1 }], selectedIds: [signal.id], outcomes: [], isFinished: false });
  }
  timeline.step(START_MS);
  const { exchange, account } = world;
  return { world, place: { nowMs: START_MS, books, venue: { exchange, account, arrivals: [] }, workers: [], late: [], faultsLeft, lastReadings: new Map() } };
}
