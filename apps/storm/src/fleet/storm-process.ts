import { type Claim, type Jobs, type KeyLock, type Ports, type Purpose, type Store, type WorkerRole, sweep } from '@breakwater/engine';
import { governWire } from '@breakwater/exchange';
import type { Nemesis } from '../nemesis/nemesis.ts';
import { observeExchange, type Told } from '../ports/observe-exchange.ts';
import { type OnCall, schedulePort } from '../ports/schedule-port.ts';
import { type Actor, createActor } from '../time/actor.ts';
import { isWorldFailing } from './is-world-failing.ts';
import { PartUnreachable, type Scheduler } from '../time/scheduler.ts';
import type { Timeline } from '../time/timeline.ts';
import { openStormGovernor, type StormRate } from '../world/storm-rate.ts';
import { openVenueWire } from '../world/venue-wire.ts';
import type { World } from '../world/world.ts';
import type { FleetRules } from './fleet-rules.ts';

/** One worker process of a storm: the real engine over ports that the seed owns. */
export interface StormProcess {
  readonly actor: Actor;
  /** The ports of one job: what it was told by the exchange is known to be its own. */
  portsForJob(): Ports;
}

export interface ProcessParts {
  readonly world: World;
  readonly rules: FleetRules;
  readonly scheduler: Scheduler;
  readonly nemesis: Nemesis;
  readonly store: Store;
  readonly lock: KeyLock;
  readonly jobs: Jobs;
  /** null: nobody keeps requests within limits. */
  readonly rate: StormRate | null;
  readonly deployment: string;
  /** How far this process' clock runs ahead of the true one, in milliseconds. */
  readonly clockAheadMs: number;
  onStoreCall(actor: Actor, ...call: Parameters<OnCall>): void;
  /** The exchange told the process something; under this claim of the symbol, if it holds one. */
  onTold(told: Told, claim: Claim | null): void;
  onLog(actor: Actor, event: string, fields: Readonly<Record<string, unknown>>): void;
  onBug(error: unknown): void;
}

const SWEEP_EVERY_MS = 1_000;
const BEAT_EVERY_MS = 2_000;

/** Starts a worker: it beats and sweeps from now on; jobs are handed to it (fleet/hand-out-jobs.ts). */
export function startProcess(name: string, role: WorkerRole, parts: ProcessParts): StormProcess {
  const process = openProcess(name, parts);
  const identity = { id: name, role, version: 'storm', host: 'storm', pid: 1 };
  const keepDoing = async (everyMs: number, work: () => Promise<unknown>): Promise<never> => {
    for (;;) {
      await work().catch((error: unknown) => {
        if (!isWorldFailing(error)) parts.onBug(error);
      });
      await parts.scheduler.wait(process.actor, everyMs);
    }
  };
  void keepDoing(BEAT_EVERY_MS, () => process.store.beat(identity));
  void keepDoing(SWEEP_EVERY_MS, () => sweep(process.portsForJob()));
  return process;
}

/** A process that does nothing by itself, with all that a worker has to do its work with. */
export function openProcess(name: string, parts: ProcessParts): StormProcess & { readonly store: Store } {
  const { world, rules, scheduler, nemesis } = parts;
  const actor = createActor(name);
  const monotonicMs = (): number => world.timeline.nowMs() + parts.clockAheadMs;
  const onDenied = (): void => parts.onLog(actor, 'denied_by_governor', {});
  const governor = parts.rate === null ? null : openStormGovernor({ rate: parts.rate, world, actor, scheduler, monotonicMs, onDenied });
  const wire = governWire(openVenueWire({ world, actor, scheduler, nemesis, monotonicMs, timeoutMs: rules.timeoutMs }), governor);
  const wait = (ms: number): Promise<void> => scheduler.wait(actor, ms);
  const spoken = world.venue.speak(world.key.account, wire, { monotonicMs, measureEveryMs: null, wait });
  const store = schedulePort(parts.store, 'store', actor, scheduler, (...call) => parts.onStoreCall(actor, ...call));
  let ids = 0;
  const log = (event: string, fields: Readonly<Record<string, unknown>>): void => parts.onLog(actor, event, fields);
  const ports: Omit<Ports, 'store' | 'exchange'> = {
    lock: scheduleLock(parts.lock, actor, scheduler, world.timeline),
    jobs: schedulePort(parts.jobs, 'jobs', actor, scheduler, () => {}),
    log: { info: log, warn: log, error: log },
    runtime: { newId: () => `${name}/${(ids += 1)}`, wait, monotonicMs },
    bounds: rules.bounds,
    deployment: parts.deployment,
    rules: () => rules.account,
    accounts: [world.key],
  };
  const portsForJob = (): Ports => {
    const claims = new Map<string, Claim>();
    const claimKey: Store['claimKey'] = async (key, holder, leaseMs) => {
      const attempt = await store.claimKey(key, holder, leaseMs);
      if (attempt.type === 'claimed') claims.set(key.symbol, attempt.claim);
      return attempt;
    };
    const onTold = (told: Told): void => parts.onTold(told, claims.get(told.symbol ?? '') ?? null);
    const exchange = (_: unknown, purpose: Purpose = 'read') => observeExchange(spoken.lookingFor(purpose), world.timeline.nowMs, onTold, scheduler.passed as Set<string>);
    return { ...ports, store: { ...store, claimKey }, exchange };
  };
  return { actor, portsForJob, store };
}

/** How long a lock outlives a holder who could not give it back, in milliseconds (libs/lock). */
const LOCK_MS = 3_000;

/**
 * As the real adapter: a Redis that cannot be reached is a value to who asks for the lock, and a lock that cannot be given
 * back is renewed no more, so that it runs out.
 */
function scheduleLock(lock: KeyLock, actor: Actor, scheduler: Scheduler, timeline: Timeline): KeyLock {
  type Attempt = Awaited<ReturnType<KeyLock['acquire']>>;
  const runOut = (taken: Attempt): void => {
    if (taken.type === 'acquired') timeline.after(LOCK_MS, () => void taken.release());
  };
  return {
    async acquire(key) {
      const point = { port: 'lock', symbol: key.symbol };
      let given: Attempt | null = null;
      try {
        const taken = await scheduler.call(actor, { ...point, method: 'acquire' }, async () => (given = await lock.acquire(key)));
        if (taken.type !== 'acquired') return taken;
        return { ...taken, release: () => scheduler.call(actor, { ...point, method: 'release' }, taken.release).catch(() => runOut(taken)) };
      } catch (error) {
        if (!(error instanceof PartUnreachable)) throw error;
        if (given !== null) runOut(given);
        return { type: 'unavailable' };
      }
    },
  };
}
