import { accountKeyText, symbolKeyText } from '@breakwater/core';
import type { Claim, Jobs, KeyLock, Ports, RecoveryBooks } from '@breakwater/engine';
import { checkers } from '../checkers/all.ts';
import { type Checker, type PromiseName, promisesUnder, type Scene, type SetBack } from '../checkers/checker.ts';
import { engineState, type EngineState } from '../coverage/engine-states.ts';
import { createTally, type Tally } from '../coverage/tally.ts';
import { leaveUnknownResult, limitDiceOf, withLimits } from '../fleet/draw-limits.ts';
import { drawFleetRules, type FleetRules } from '../fleet/fleet-rules.ts';
import { createFleet, type Fleet } from '../fleet/fleet.ts';
import { openProcess, type ProcessParts } from '../fleet/storm-process.ts';
import { ConstraintBroken } from '../memory/constraints.ts';
import { type StoreGuards, storeGuards } from '../memory/guards.ts';
import { createMemoryBooks, type MemoryBooks, putBack } from '../memory/memory-books.ts';
import { createMemoryJobs, jobGuards, type JobGuards, type MemoryJobs } from '../memory/memory-jobs.ts';
import { createMemoryLocks, type MemoryKeyLock, type MemoryLocks } from '../memory/memory-key-lock.ts';
import { createMemoryStore, type MemoryStore } from '../memory/memory-store.ts';
import { createMemoryRecoveryBooks } from '../memory/recovery/memory-recovery-books.ts';
import { createNemesis, type Nemesis } from '../nemesis/nemesis.ts';
import { drawBounds, drawProfile, type Profile } from '../nemesis/profile.ts';
import { schedulePort } from '../ports/schedule-port.ts';
import { type Actor, createActor } from '../time/actor.ts';
import { createDice, type Dice } from '../time/dice.ts';
import { createScheduler, type Scheduler } from '../time/scheduler.ts';
import { haltMarket, resumeMarket, setBook } from '@breakwater/paper';
import { createTimeline, type Timeline } from '../time/timeline.ts';
import { breachAt, type Setting, settingOf } from '../world/setting.ts';
import { drawRate } from '../world/storm-rate.ts';
import { openWorld, type World } from '../world/world.ts';
import { createMemoryOfLooks } from './memory-of-looks.ts';
import { describeCall } from './describe-call.ts';
import { createSender, type Sender } from './submit-wave.ts';
import { createTrace, describeFields, type Trace } from './trace.ts';

const START_MS = Date.UTC(2026, 0, 1);
const DEPLOYMENT = 'storm';
/** Far from the seeds of storms. */
const POLICY_SEEDS = 1_000_000_007;
/** A process' clock may run as far ahead of the true one. */
const CLOCK_AHEAD_MS_MAX = 3_600_000;
/** How long it takes until a process that died in the calm is there again. */
const RESTART_MS = 500;

export interface StormOptions {
  readonly seed: number;
  /** What is pinned of where it takes place; the seed decides the rest. */
  readonly setting: Partial<Setting>;
  readonly workerCount: number | null;
  readonly isTraced: boolean;
  /** Guards other than the real ones, to see whether the storm notices. */
  readonly guards?: Partial<StoreGuards>;
  readonly jobGuards?: JobGuards;
}

/** What broke: a promise, or something that no promise is about (a thrown bug). */
export interface Violation {
  readonly promise: PromiseName | 'bug';
  readonly text: string;
  readonly atMs: number;
}

/** States in which a request has no answer, or a row waits for the next one. */
const delicateStates: ReadonlySet<EngineState> = new Set(['configuring', 'entering', 'waiting', 'bare', 'protecting', 'cancelling', 'exiting']);

/** A command that recovers the books, while it runs. */
export interface StormRecovery {
  readonly actor: Actor;
  readonly ports: Ports;
  readonly books: RecoveryBooks;
}

/** Everything that one storm consists of. */
export interface Storm {
  readonly seed: number;
  readonly dice: Dice;
  /** For all that is about limits; null where the account has none but the number of its positions. */
  readonly limitDice: Dice | null;
  readonly timeline: Timeline;
  readonly world: World;
  readonly books: MemoryBooks;
  readonly jobs: MemoryJobs;
  readonly locks: MemoryLocks;
  readonly fleet: Fleet;
  readonly rules: FleetRules;
  readonly profile: Profile;
  readonly nemesis: Nemesis;
  readonly scheduler: Scheduler;
  readonly sender: Sender;
  readonly tally: Tally;
  readonly trace: Trace;
  readonly scene: Scene;
  /** The books as they are, outside of all faults. */
  readonly store: MemoryStore;
  /** The ports of somebody who comes by once, such as a sender or an operator: faults strike there as well. */
  visit(name: string): { readonly store: MemoryStore; readonly jobs: Jobs };
  /** Starts an operator's command that recovers the books: a process with ports as a worker's, which may die as well. */
  openRecovery(name: string): StormRecovery;
  /** The database is put back to what it was at an earlier moment. */
  putBack(snapshot: MemoryBooks, takenAtMs: number): void;
  violation: Violation | null;
  /** Until then nothing new happens: what a lure began takes its course. */
  lullUntilMs: number;
  /** Lets the world go on for so long, judging after everything that happens. Ends early at a violation. */
  advance(forMs: number): Promise<void>;
  note(...fault: Parameters<Tally['note']> extends [infer Name, ...unknown[]] ? [Name, string | null] : never): void;
  judgeAtRest(): void;
  beginCalm(): void;
  /** Told whenever the books of a symbol have changed: the moments at which the world's next move hurts most. */
  onBooksChanged: (symbol: string) => void;
  /** Something was thrown that is no failing of the world. */
  onBug(error: unknown): void;
}

/** Builds the storm of one seed: everything in it is drawn from there. */
export function openStorm({ seed, setting, workerCount, isTraced, guards, jobGuards: queueGuards }: StormOptions): Storm {
  const dice = createDice(seed);
  const timeline = createTimeline(START_MS);
  const trace = createTrace(isTraced, START_MS);
  const where = settingOf(seed, setting);
  const world = openWorld(timeline, dice, seed, dice.between(1, 3), where);
  const limitDice = limitDiceOf(seed);
  const rules = withLimits(drawFleetRules(dice, createDice(seed + POLICY_SEEDS), drawBounds(dice), { key: world.key, positionMode: where.mode }), limitDice);
  const profile = drawProfile(dice, rules.bounds, breachAt(seed));
  const books = createMemoryBooks();
  const makeStore = (worker: string | null): ReturnType<typeof createMemoryStore> => createMemoryStore({ books, nowMs: timeline.nowMs, worker, guards: { ...storeGuards, ...guards } });
  const store = makeStore(null);
  const jobs = createMemoryJobs({ nowMs: timeline.nowMs, guards: queueGuards ?? jobGuards });
  const locks = createMemoryLocks({ nowMs: timeline.nowMs });
  const rate = drawRate(seed, timeline);
  const tally = createTally();
  const sender = createSender(dice, world, rules, DEPLOYMENT);
  const memory = createMemoryOfLooks();
  const promised = promisesUnder(profile.breach);
  const judges: readonly Checker[] = checkers.map((make) => make()).filter(({ promise }) => promised.has(promise));
  let hasActed = false;
  let setBack: SetBack | null = null;
  let calmSinceMs: number | null = null;

  const note: Storm['note'] = (fault, symbol) => {
    for (const each of symbol === null ? world.symbols : [symbol]) tally.note(fault, engineState(books, { ...world.key, symbol: each }));
  };
  /** Of commands that run: what is killed or stands still renews its locks no more. */
  const commandLocks = new Map<Actor, MemoryKeyLock>();
  const nemesis = createNemesis({
    dice,
    timeline,
    profile,
    venue: world.venue,
    isDelicate: (symbol) => delicateStates.has(engineState(books, { ...world.key, symbol })),
    onFault(name, symbol, actor) {
      note(name, symbol);
      if (trace.isKept) trace.add(timeline.nowMs(), actor?.name ?? '', `** ${name}${symbol === null ? '' : ` (${symbol})`}`);
    },
    onKilled(actor) {
      fleet.onKilled(actor);
      commandLocks.get(actor)?.stopRenewing();
      // A blow that was struck before the calm may fall in it.
      if (calmSinceMs !== null) timeline.after(RESTART_MS, fleet.revive);
    },
    onPaused(actor, forMs) {
      fleet.onPaused(actor, forMs);
      commandLocks.get(actor)?.stopRenewing();
    },
    onActed(actor, point) {
      hasActed = true;
      if (!trace.isKept || point.port !== 'wire') return;
      trace.add(timeline.nowMs(), actor.name, `${point.method} ${point.symbol ?? ''}`);
    },
    onFront(front, isOn) {
      if (front === 'silent-maintenance') for (const symbol of world.symbols) (isOn ? haltMarket : resumeMarket)(world.exchange, symbol);
      if (front !== 'redis-away') return;
      jobs.isReachable = !isOn;
      locks.isReachable = !isOn;
      if (rate !== null) rate.isReachable = !isOn;
    },
  });
  const scheduler = createScheduler(timeline, nemesis);
  const onBug = (error: unknown): void => {
    // What a worker has just read of the books may be gone when it writes: the database refuses that, and the work is done anew.
    if (setBack !== null && error instanceof ConstraintBroken && error.kind === 'foreign_key') return;
    storm.violation ??= { promise: 'bug', text: error instanceof Error ? (error.stack ?? error.message) : String(error), atMs: timeline.nowMs() };
  };
  const onStoreCall: ProcessParts['onStoreCall'] = (actor, method, values) => {
    hasActed = true;
    if (method === 'commitIntent' || method === 'record') storm.onBooksChanged((values[0] as Claim).key.symbol);
    const text = trace.isKept ? describeCall(method, values) : null;
    if (text !== null) trace.add(timeline.nowMs(), actor.name, text);
  };
  const onLog: ProcessParts['onLog'] = (actor, event, fields) => {
    if (trace.isKept) trace.add(timeline.nowMs(), actor.name, `-- ${event} ${describeFields(fields)}`);
  };
  /** Where books were put back, an epoch may be given a second time, while who had it first still looks. */
  const isHeld = (claim: Claim | null): boolean => setBack === null || (claim !== null && books.claims.get(symbolKeyText(claim.key))?.holder === claim.holder);
  const partsOf = (name: string, lock: KeyLock, clockAheadMs: number): ProcessParts => ({
    ...{ world, rules, scheduler, nemesis, lock, jobs, rate, clockAheadMs, onBug, onStoreCall, onLog },
    store: makeStore(name),
    deployment: DEPLOYMENT,
    onTold: (told, claim) => memory.keep(told, isHeld(claim) ? claim : null),
  });
  const fleet = createFleet({
    dice,
    timeline,
    jobs,
    locks,
    workerCount: workerCount ?? dice.between(2, 5),
    onBug,
    parts: (name, lock) => partsOf(name, lock, dice.between(0, CLOCK_AHEAD_MS_MAX)),
  });

  const visit: Storm['visit'] = (name) => {
    const actor = createActor(name);
    return { store: schedulePort<MemoryStore>(makeStore(name), 'store', actor, scheduler, () => {}), jobs: schedulePort<Jobs>(jobs, 'jobs', actor, scheduler, () => {}) };
  };
  const openRecovery: Storm['openRecovery'] = (name) => {
    const lock = locks.holder();
    const process = openProcess(name, partsOf(name, lock, 0));
    commandLocks.set(process.actor, lock);
    const recovery = createMemoryRecoveryBooks({ books, nowMs: timeline.nowMs, worker: null, guards: { ...storeGuards, ...guards } });
    const tell = (method: string): void => {
      hasActed = true;
      trace.add(timeline.nowMs(), name, `recovery ${method}`);
    };
    return { actor: process.actor, ports: process.portsForJob(), books: schedulePort(recovery, 'store', process.actor, scheduler, tell) };
  };
  const putBackBooks: Storm['putBack'] = (snapshot, takenAtMs) => {
    const lostIntents = [...books.intents.values()].filter(({ id }) => !snapshot.intents.has(id));
    const kept = new Set([...snapshot.claims.values()].filter(({ holder }) => holder !== null).map(({ keyText, epoch }) => `${keyText} ${epoch}`));
    putBack(books, snapshot);
    memory.forget(kept);
    setBack = { takenAtMs, atMs: timeline.nowMs(), lostIntents };
    for (const checker of judges) checker.booksPutBack?.(scene);
  };
  const scene: Scene = { world, books, rules, deployment: DEPLOYMENT, entryIds: sender.entryIds, staleMsMax: profile.staleMsMax, ...memory.scene, nowMs: timeline.nowMs, calmSinceMs: () => calmSinceMs, setBack: () => setBack };
  const judge = (ask: 'afterAct' | 'atRest'): void => {
    for (const checker of judges) {
      const text = checker[ask]?.(scene) ?? null;
      if (text === null || storm.violation !== null) continue;
      storm.violation = { promise: checker.promise, text, atMs: timeline.nowMs() };
      trace.add(timeline.nowMs(), '', `!! ${checker.promise}: ${text}`);
    }
  };

  const storm: Storm = {
    ...{ seed, dice, limitDice, timeline, world, books, jobs, locks, fleet, rules, profile, nemesis, scheduler, sender, tally, trace, scene, store, visit, openRecovery, onBug, putBack: putBackBooks },
    violation: null,
    lullUntilMs: 0,
    onBooksChanged: () => {},
    note,
    async advance(forMs) {
      const untilMs = timeline.nowMs() + forMs;
      do {
        if (scheduler.takeHasResumed()) await microtasks();
        fleet.handOut();
        if (hasActed) {
          hasActed = false;
          judge('afterAct');
        }
      } while (storm.violation === null && timeline.step(untilMs));
    },
    judgeAtRest: () => judge('atRest'),
    beginCalm() {
      calmSinceMs = timeline.nowMs();
      nemesis.calm();
      jobs.isReachable = true;
      locks.isReachable = true;
      if (rate !== null) rate.isReachable = true;
      fleet.revive();
      void store.switchEntries(world.key, true);
      void store.switchSync(world.key, true);
      for (const symbol of world.symbols) void store.switchSymbolEntries({ ...world.key, symbol }, true);
      void store.configureAccount(world.key, rules.account.mode, rules.account.positionsMax, rules.account.limits);
      // There are takers again, or no market order could close anything.
      for (const symbol of world.symbols) setBook(world.exchange, symbol, null);
      trace.add(timeline.nowMs(), '', '== the faults stop');
    },
  };
  nemesis.begin();
  void store.configureAccount(world.key, rules.account.mode, rules.account.positionsMax, rules.account.limits);
  void store.configureFleetLimits(rules.limits ?? {});
  leaveUnknownResult(books, rules, limitDice, timeline.nowMs());
  trace.add(timeline.nowMs(), '', `== ${describeFields({ ...rules.account, key: accountKeyText(world.key), legs: world.legs.join(' '), ...rules.wave, ...rules.bounds })}`);
  return storm;
}

/**
 * Lets every continuation run that somebody's answer has set off, before anything else happens: a tick comes once no microtask
 * is left. A turn of the event loop would do as well, and costs a fifth of all the time.
 */
function microtasks(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
