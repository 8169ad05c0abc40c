import { EXCHANGES, type ExchangeId } from '@breakwater/core';
import { engineState, type EngineState, engineStates } from '../coverage/engine-states.ts';
import { reachablePairs } from '../coverage/reachable-pairs.ts';
import { pairName } from '../coverage/tally.ts';
import { type FaultName, faultNames, type Front, type WorldHappening } from '../nemesis/fault-names.ts';
import { lureOf } from './lures.ts';
import { ambush, strikeRedis, strikeWorld } from './storm-step.ts';
import type { Storm } from './storm.ts';

/** Faults that only the answer of a list can have. */
const ofLists: ReadonlySet<FaultName> = new Set(['wire empty-list', 'wire short-list']);
/** How many faults a seed sends out for each state. */
const HUNTED_PER_STATE = 6;

/** What can be met in each state, by venue. */
const faultsAt = Object.fromEntries(EXCHANGES.map((exchange) => [exchange, groupFaults(new Set(reachablePairs(exchange)))])) as Record<ExchangeId, ReadonlyMap<EngineState, readonly FaultName[]>>;

function groupFaults(reachable: ReadonlySet<string>): ReadonlyMap<EngineState, readonly FaultName[]> {
  return new Map(engineStates.map((state) => [state, faultNames.filter((fault) => reachable.has(pairName(fault, state)))]));
}

/**
 * Rare states last for milliseconds, and chance alone meets few faults there. So each seed has some faults lie in wait for
 * each state, others for the next seed: whenever a symbol comes into a state, the next one of its list strikes. Returns what
 * to call when the books of a symbol have changed.
 */
export function createHunt(storm: Storm, seed: number): (symbol: string) => void {
  const last = new Map<string, EngineState>();
  const sent = new Map<EngineState, number>();
  return (symbol) => {
    if (storm.nemesis.isCalm()) return;
    const state = engineState(storm.books, { ...storm.world.key, symbol });
    if (last.get(symbol) === state) return;
    last.set(symbol, state);
    const lure = lureOf(seed)[state];
    if (lure !== undefined && storm.dice.chance(600_000)) return lure(storm, symbol);
    const faults = faultsAt[storm.world.key.exchange].get(state) ?? [];
    const count = sent.get(state) ?? 0;
    // Elsewhere the seed's dice decide now and then alone.
    const isRare = state === 'waiting' || state === 'cancelling' || state === 'exiting';
    if (faults.length === 0 || (!isRare && (count >= HUNTED_PER_STATE || storm.dice.chance(200_000)))) return ambush(storm, symbol);
    sent.set(state, count + 1);
    // Mixed, because the lures come with every few seeds: a plain multiple would leave most of the list out for them.
    strike(storm, faults[(Math.imul(seed, 0x9e3779b1) + count * 7 >>> 0) % faults.length]!, symbol, state);
  };
}

function strike(storm: Storm, fault: FaultName, symbol: string, state: EngineState): void {
  const [kind, name] = fault.split(' ') as [string, string];
  if (kind === 'world') strikeWorld(storm, symbol, name as WorldHappening);
  else if (kind === 'redis') strikeRedis(storm, name as Parameters<typeof strikeRedis>[1]);
  else if (kind === 'front') storm.nemesis.startFront(name as Front, storm.dice.pick([200, 1_000]));
  // While a cancel is on its way a list is only asked for if it never arrives: else its look-up is the answer.
  else if (state === 'cancelling' && ofLists.has(fault)) storm.nemesis.lieInWait(symbol, 'wire drop-request', { next: fault });
  else storm.nemesis.lieInWait(symbol, fault);
}
