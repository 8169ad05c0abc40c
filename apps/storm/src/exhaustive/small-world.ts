import { type AccountKey, DEFAULT_BOUNDS, decimal, derivedId, type ExchangeId, makeClientOrderId, type SymbolKey } from '@breakwater/core';
import { type AccountRules, openPosition, type Ports, processWave, protectPosition } from '@breakwater/engine';
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

/** Where the small world is, always in one-way mode: all orders of it are tried at Binance, an entry's crash points at every venue. */
export interface SmallPlace {
  readonly account: AccountKey;
  readonly key: SymbolKey;
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

const subject = JSON.stringify(['storm', 's1']);
const SIGNAL_ID = derivedId('signal', 'storm', 's1');

/** How the small world's account is configured, where it differs. */
export type SmallAccount = Pick<AccountRules, 'attachStop' | 'stopFirst'>;

/** The small world at a venue. */
export function smallPlaceAt(exchange: ExchangeId, differs: SmallAccount = {}): SmallPlace {
  const account: AccountKey = { ...rules.account.key, exchange };
  const entryId = makeClientOrderId({ ...account, deployment: DEPLOYMENT, role: 'entry', subject, generation: 1 });
  return { account, key: { ...account, symbol: SYMBOL }, rules: { ...rules, account: { ...rules.account, ...differs, key: account } }, entryIds: new Map([[entryId, { symbol: SYMBOL, signal: 's1', signalId: SIGNAL_ID }]]) };
}

/** The world before anybody has moved, without its workers: one signal, selected, and an exchange that is set as planned. */
export async function openSmallWorld({ account: accountKey, key, rules }: SmallPlace, faultsLeft: number): Promise<{ readonly world: World; readonly place: Place }> {
  const timeline = createTimeline(LONG_AGO_MS);
  const world = openWorld(timeline, createDice(1), 1, 1, { exchange: key.exchange, mode: 'one-way' });
  world.venue.configure(world, SYMBOL, 'isolated', rules.wave.leverage);
  const books = createMemoryBooks();
  const store = createMemoryStore({ books, nowMs: timeline.nowMs });
  await store.configureAccount(accountKey, rules.account.mode, rules.account.positionsMax);
  await store.beat({ id: 'somebody', role: 'stop-worker', version: 'storm', host: 'storm', pid: 1 });
  const signal = { id: SIGNAL_ID, externalId: 's1', key: { ...key, leg: 'net' as const }, side: 'long' as const, score: decimal('1'), notional: decimal(rules.wave.notional ?? '200'), leverage: rules.wave.leverage, stopRule: rules.wave.stop };
  const accepted = await store.acceptWave({ source: 'storm', externalId: 'w1', contentHash: 'w1', atMs: LONG_AGO_MS, policy: rules.wave, signals: [signal] });
  await processWave({ store, jobs: { enqueueEntry: async () => {} }, log: { info() {}, warn() {}, error() {} } } as unknown as Ports, takenWaveId(accepted));
  timeline.step(START_MS);
  const { exchange, account } = world;
  return { world, place: { nowMs: START_MS, books, venue: { exchange, account, arrivals: [] }, workers: [], late: [], faultsLeft, lastReadings: new Map() } };
}
