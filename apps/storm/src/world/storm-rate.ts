import type { WireGovernor } from '@breakwater/exchange';
import { governAccount, type Ledger, limitsOf, openMemoryLedger, openSharedBudgets, scaleLimits } from '@breakwater/rate';
import type { Actor } from '../time/actor.ts';
import { createDice } from '../time/dice.ts';
import { PartUnreachable, type Scheduler } from '../time/scheduler.ts';
import type { Timeline } from '../time/timeline.ts';
import type { World } from './world.ts';

/** The rate budgets of a storm's fleet, where all its processes meet. */
export interface StormRate {
  readonly ledger: Ledger;
  /** The limits are those of the venue, at a rate as high, in windows so many times as short: a storm lasts a minute. */
  readonly divisor: number;
  isReachable: boolean;
}

/** How many storms of a million have a governor. The others ask as much as they like, and what a denied look hides is seen there. */
const GOVERNED_PER_MILLION = 250_000;
/** Dice of its own: the storms without a governor are the same as if there were none. */
const OWN_DICE = 0x5b_d1_e9_95;

/** The budgets of one storm; null if its fleet is not governed. */
export function drawRate(seed: number, timeline: Timeline): StormRate | null {
  const dice = createDice(seed ^ OWN_DICE);
  if (!dice.chance(GOVERNED_PER_MILLION)) return null;
  return { ledger: openMemoryLedger(timeline.nowMs), divisor: dice.pick([6, 10, 14]), isReachable: true };
}

export interface StormGovernorOptions {
  readonly rate: StormRate;
  readonly world: World;
  readonly actor: Actor;
  readonly scheduler: Scheduler;
  monotonicMs(): number;
  /** Told of every request that is not let out. */
  onDenied(): void;
}

/** The real governor of one process: the budgets of the fleet are a call away, which may be late or lost, and its own share is its own. */
export function openStormGovernor({ rate, world, actor, scheduler, monotonicMs, onDenied }: StormGovernorOptions): WireGovernor {
  const reach = <T>(method: string, act: () => Promise<T>): Promise<T> =>
    scheduler.call(actor, { port: 'rate', method, symbol: null }, () => {
      if (!rate.isReachable) throw new PartUnreachable(`rate.${method}: Redis is away`);
      return act();
    });
  const fleet: Ledger = {
    reserve: (demands, priority) => reach('reserve', () => rate.ledger.reserve(demands, priority)),
    note: (notices) => reach('note', () => rate.ledger.note(notices)),
  };
  const governor = governAccount({
    key: world.key,
    origin: null,
    limits: scaleLimits(limitsOf(world.key.exchange), rate.divisor),
    budgets: openSharedBudgets({ fleet, monotonicMs }),
    time: { monotonicMs, wait: (ms) => scheduler.wait(actor, ms) },
  });
  return {
    async admit(call) {
      const admission = await governor.admit(call);
      if (admission.type === 'denied') onDenied();
      return admission;
    },
  };
}
