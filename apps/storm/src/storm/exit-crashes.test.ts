import { type Decimal, decimal, derivedId, type ExchangeId, EXCHANGES, type Follows, isLive, type StopRule, symbolKeyText } from '@breakwater/core';
import { cancelConditionalOrder, setPrice } from '@breakwater/paper';
import { type NewWish, openPosition, type Ports, protectPosition } from '@breakwater/engine';
import { describe, expect, test } from 'vitest';
import { foreignLeftAlone } from '../checkers/i11-foreign-left-alone.ts';
import { everythingEnds } from '../checkers/i12-everything-ends.ts';
import { noUnmeantExposure } from '../checkers/i03-no-unmeant-exposure.ts';
import { oneEntryPerSignal } from '../checkers/i02-one-entry-per-signal.ts';
import { lastStopStays } from '../checkers/i05-last-stop-stays.ts';
import type { Scene } from '../checkers/checker.ts';
import { fault as venueFault } from '../exhaustive/carry-out.ts';
import type { FleetRules } from '../fleet/fleet-rules.ts';
import { startProcess } from '../fleet/storm-process.ts';
import { createMemoryBooks } from '../memory/memory-books.ts';
import { createMemoryJobs } from '../memory/memory-jobs.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import { takenWaveId } from '../memory/taken-wave-id.ts';
import type { Nemesis } from '../nemesis/nemesis.ts';
import { drawBounds } from '../nemesis/profile.ts';
import { createMemoryOfLooks } from './memory-of-looks.ts';
import { createDice } from '../time/dice.ts';
import { type CallFault, type CallPoint, createScheduler } from '../time/scheduler.ts';
import { createTimeline } from '../time/timeline.ts';
import { ownStopsOf } from '../world/stops.ts';
import { openWorld, positionSize, priceOf, type World } from '../world/world.ts';

/** What a worker may suffer at one port call, and what a second one then finds. */
const FAULTS = ['crash_before', 'crash_after', 'fail_after'] as const satisfies readonly CallFault[];
const SOURCE = 'closer';

interface Ending {
  readonly calls: number;
  readonly outcome: string;
  /** What is left of what was opened. */
  readonly held: Decimal;
  readonly executed: number;
  readonly stops: number;
  /** Where the first of them triggers, as a part of the entry price. */
  readonly stopAt: Decimal | null;
  readonly broken: string | null;
}

/** Something about the stop that a look finds, and nobody has wished for. */
interface Trouble {
  readonly follows?: Follows;
  strike(world: World, symbol: string): void;
}

/** Longer than a stop that follows is left where it is, in milliseconds. */
const RESTED_MS = 3_000;
/** Longer than an exit may not be findable, and than it is waited for. */
const HIDDEN_MS = 20_000;
const hidden = [venueFault('hide', { delayMs: HIDDEN_MS, lists: ['orders', 'trades', 'positions'] })];

/**
 * An open position under its stop, and what is wanted of it: a first worker meets the fault at its call number `at` (none: 0), a
 * second one finishes. Everything else goes as it should, unless the exchange is to lose the reply of each exit, and to show nothing of it (`isHidden`).
 */
async function exitWith(exchange: ExchangeId, wanted: Partial<NewWish> | Trouble, at: number, fault: CallFault | null, isHidden = false): Promise<Ending> {
  const trouble = 'strike' in wanted ? wanted : null;
  const timeline = createTimeline(Date.UTC(2026, 0, 1));
  const world = openWorld(timeline, createDice(1), 1, 1, { exchange, mode: 'one-way' });
  const symbol = world.symbols[0]!;
  const key = { ...world.key, symbol };
  const stop: StopRule = { percent: '2', ...trouble?.follows };
  const rules: FleetRules = {
    bounds: { ...drawBounds(createDice(1)), notFindableMs: 2_000 },
    account: { key: world.key, mode: 'trade', positionMode: 'one-way', positionsMax: 3, stop, stopTrigger: 'mark', marginMode: 'isolated', foreignPositions: 'protect-only' },
    wave: { open: 1, notional: '2000', leverage: 1, stop, stopList: [], signalAgeMsMax: 60_000 },
    resyncEveryMs: 60_000,
    timeoutMs: 400,
  };
  world.venue.configure(world, symbol, 'isolated', 1);
  const books = createMemoryBooks();
  const makeStore = (worker: string) => createMemoryStore({ books, nowMs: timeline.nowMs, worker });
  const store = makeStore('test');
  await store.configureAccount(world.key, 'trade', 3);
  let calls = 0;
  let armed = '';
  let isLying = false;
  const nemesis = {
    plan: (actor: { readonly name: string }) => {
      const isStruck = actor.name === armed && (calls += 1) === at && fault !== null;
      return { thereMs: 1, backMs: 1, fault: isStruck ? fault : null, pauseMs: 0 };
    },
    kill: (actor: { isAlive: boolean }) => (actor.isAlive = false),
    pause: () => {},
    onActed: () => {},
    drawVenueFaults: ({ asks }: CallPoint) => (isLying ? [...hidden, ...(asks === 'market' ? [venueFault('drop-reply')] : [])] : []),
    isListenerClosed: () => false,
  } as unknown as Nemesis;
  const scheduler = createScheduler(timeline, nemesis);
  const looks = createMemoryOfLooks();
  const jobs = createMemoryJobs({ nowMs: timeline.nowMs });
  const bugs: unknown[] = [];
  const start = (name: string) =>
    startProcess(name, 'stop-worker', {
      ...{ world, rules, scheduler, nemesis, store: makeStore(name), jobs, deployment: 'storm', clockAheadMs: 0, rate: null },
      lock: { acquire: async () => ({ type: 'unavailable' }) },
      onStoreCall: () => {},
      onTold: looks.keep,
      onLog: () => {},
      onBug: (error) => void bugs.push(error),
    });
  const scene: Scene = { world, books, rules, deployment: 'storm', entryIds: new Map(), ...looks.scene, nowMs: timeline.nowMs, calmSinceMs: () => null, setBack: () => null, staleMsMax: 0 };
  const checkers = [noUnmeantExposure(), foreignLeftAlone(), everythingEnds(), lastStopStays()];
  const amounts = oneEntryPerSignal();
  let broken: string | null = null;
  const advance = async (forMs: number): Promise<void> => {
    const untilMs = timeline.nowMs() + forMs;
    do {
      await new Promise<void>((resolve) => process.nextTick(resolve));
      for (const checker of checkers) broken ??= checker.afterAct?.(scene) ?? null;
    } while (timeline.step(untilMs));
  };
  const run = async (ports: Ports, work: (ports: Ports) => Promise<unknown>, forMs: number): Promise<void> => {
    work(ports).catch(() => undefined);
    await advance(forMs);
  };

  const first = start('first');
  const second = start('second');
  await advance(50);
  const entry = { id: derivedId('signal', SOURCE, 'e'), externalId: 'e', key: { ...key, leg: 'net' as const }, side: 'long' as const, score: decimal('1'), notional: decimal('2000'), leverage: 1, stopRule: stop };
  const wave = { source: SOURCE, contentHash: 'a', atMs: timeline.nowMs(), policy: rules.wave };
  const waveId = takenWaveId(await store.acceptWave({ ...wave, externalId: 'w', signals: [entry] }));
  await store.recordWaveProgress(waveId, { ranks: [], selectedIds: [entry.id], outcomes: [], isFinished: false });
  await run(first.portsForJob(), (ports) => openPosition(ports, key), 500);
  await run(first.portsForJob(), (ports) => protectPosition(ports, key), 500);
  const sizeNow = (): Decimal => decimal(positionSize(world, symbol, 'net').toFixed()).abs();
  const opened = sizeNow();
  expect({ isOpen: opened.gt('0'), stops: ownStopsOf(world, symbol, 'net').length }).toEqual({ isOpen: true, stops: 1 });

  const wish: NewWish = { id: derivedId('signal', SOURCE, 'x'), externalId: 'x', key, action: 'close', leg: null, side: null, quantity: null, fraction: null, stopRule: null, mayLoosen: false, coversForeign: false, ...(trouble === null && (wanted as Partial<NewWish>)) };
  if (trouble !== null) {
    await advance(RESTED_MS);
    trouble.strike(world, symbol);
  } else await store.acceptWave({ ...wave, externalId: 'x', signals: [], exits: [{ ...wish, ...(wish.stopRule === null ? {} : { stopRule: { price: decimal(priceOf(world, symbol).mark.toFixed()).times('0.99').toFixed(2) } }) }] });
  [armed, calls, isLying] = ['first', 0, isHidden];
  await run(first.portsForJob(), (ports) => protectPosition(ports, key), 600);
  armed = '';
  const made = calls;
  // Beyond every bound: what the first one left is finished by the second, in as many looks as it takes.
  for (let look = 0; look < 30 && books.wishes.get(wish.id)?.outcome === 'pending'; look += 1) await run(second.portsForJob(), (ports) => protectPosition(ports, key), 1_000);
  // Its lease may still run when the wish is settled already.
  for (let look = 0; look < (isHidden ? HIDDEN_MS / 1_000 : 6); look += 1) await run(second.portsForJob(), (ports) => protectPosition(ports, key), 1_000);
  broken ??= amounts.afterAct?.({ ...scene, entryIds: new Map(world.account.acceptedEntries.map(({ clientOrderId }) => [clientOrderId, { symbol, signal: 'e', signalId: '' }])) }) ?? null;
  const exits = [...books.orders.values()].filter((order) => order.role === 'exit');
  const row = [...books.positions.values()].find(({ keyText, status }) => keyText === symbolKeyText(key) && isLive(status));
  expect({ bugs, isQuarantined: books.claims.get(symbolKeyText(key))?.quarantineReason ?? null }).toEqual({ bugs: [], isQuarantined: null });
  const held = sizeNow();
  expect(row === undefined ? '0' : row.quantity.toFixed()).toBe(held.toFixed());
  return {
    calls: made,
    outcome: books.wishes.get(wish.id)?.outcome ?? 'gone',
    held: held.div(opened),
    executed: exits.filter((order) => order.executedQuantity.gt('0')).length,
    stops: ownStopsOf(world, symbol, 'net').length,
    stopAt: row?.entryPrice == null ? null : stopAtOf(world, symbol, row.entryPrice),
    broken,
  };
}

function stopAtOf(world: World, symbol: string, entryPrice: Decimal): Decimal | null {
  const [first] = ownStopsOf(world, symbol, 'net');
  return first === undefined ? null : decimal(first.triggerPrice.toFixed()).div(entryPrice);
}

const wants: readonly (readonly [string, Partial<NewWish>, Omit<Ending, 'calls' | 'held' | 'stopAt'>, (held: Decimal) => boolean])[] = [
  ['close', { action: 'close' }, { outcome: 'closed', executed: 1, stops: 0, broken: null }, (held) => held.eq('0')],
  ['reduce', { action: 'reduce', fraction: decimal('0.5') }, { outcome: 'reduced', executed: 1, stops: 1, broken: null }, (held) => held.gt('0.3') && held.lt('0.7')],
  ['set_stop', { action: 'set_stop', stopRule: { price: '1' } }, { outcome: 'stop_set', executed: 0, stops: 1, broken: null }, (held) => held.eq('1')],
];

describe.each(EXCHANGES)('at %s, a worker that dies or hears nothing at any one of its port calls', (exchange) => {
  test.each(wants)('leaves a %s to the next one, which takes place once', async (_what, wanted, ending, isHeld) => {
    const { calls, held, stopAt: _stopAt, ...whole } = await exitWith(exchange, wanted, 0, null);
    expect({ ...whole, isHeld: isHeld(held) }).toEqual({ ...ending, isHeld: true });
    expect(calls).toBeGreaterThan(8);
    for (let at = 1; at <= calls; at += 1) {
      for (const fault of FAULTS) {
        const { calls: _calls, held: left, stopAt: _left, ...end } = await exitWith(exchange, wanted, at, fault);
        // One that was intended and never got there is not sent again, like an entry: nothing was taken off, and its sender hears so.
        const isGivenUp = wanted.action === 'reduce' && end.outcome === 'failed';
        expect({ at, fault, ...end, isHeld: isGivenUp ? left.eq('1') : isHeld(left) }).toEqual({ at, fault, ...ending, ...(isGivenUp && { outcome: 'failed', executed: 0 }), isHeld: true });
      }
    }
  }, 300_000);

  test.each<[string, Trouble, string]>([
    ['a stop that is gone, and placed again', { strike: (world, symbol) => ownStopsOf(world, symbol, 'net').forEach((order) => cancelConditionalOrder(world.exchange, world.account, order)) }, '0.98'],
    ['a stop that follows the price', { follows: { trailing: { atPercent: '1', behindPercent: '1', stepPercent: '0.1' } }, strike: (world, symbol) => setPrice(world.exchange, symbol, { last: priceOf(world, symbol).last.times('1.02'), mark: null }) }, '1.0098'],
  ])('leaves one stop in the end, and never none by its own act: %s', async (_what, trouble, triggerPart) => {
    const isRight = ({ stops, executed, broken, held, stopAt }: Ending): boolean => stops === 1 && executed === 0 && broken === null && held.eq('1') && stopAt?.minus(triggerPart).abs().lt('0.0001') === true;
    const whole = await exitWith(exchange, trouble, 0, null);
    expect({ ...whole, isRight: isRight(whole) }).toMatchObject({ isRight: true });
    expect(whole.calls).toBeGreaterThan(8);
    for (let at = 1; at <= whole.calls; at += 1) for (const fault of FAULTS) {
      const ending = await exitWith(exchange, trouble, at, fault);
      expect({ at, fault, ...ending, isRight: isRight(ending) }).toMatchObject({ isRight: true });
    }
  }, 300_000);

  test('does not take a reduce off twice, although nobody finds its exit for longer than any bound', async () => {
    const { held, executed, broken } = await exitWith(exchange, { action: 'reduce', fraction: decimal('0.5') }, 0, null, true);
    expect({ isOnce: held.gt('0.3') && held.lt('0.7'), executed, broken }).toEqual({ isOnce: true, executed: 1, broken: null });
  }, 60_000);
});
