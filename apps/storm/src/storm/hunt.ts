import { accountKey } from '../fleet/fleet-rules.ts';
import { engineState, type EngineState, engineStates } from '../coverage/engine-states.ts';
import { reachablePairs } from '../coverage/reachable-pairs.ts';
import { pairName } from '../coverage/tally.ts';
import { type FaultName, faultNames, type Front, type WorldHappening } from '../nemesis/fault-names.ts';
import { ambush, strikeRedis, strikeWorld } from './storm-step.ts';
import type { Storm } from './storm.ts';

/** How many faults a seed sends out for each state. */
const HUNTED_PER_STATE = 6;

/** What leads into the states that are rare otherwise: three seeds of four have such a lure, each time its state comes up. */
const lures: readonly { readonly state: EngineState; readonly fault: FaultName }[] = [
  // A stop that the price has passed ends in an exit.
  { state: 'protecting', fault: 'world price-crash' },
  // An entry that fills late leaves a row that waits.
  { state: 'entering', fault: 'wire late-fill' },
  // A size that grew needs another stop, and the first one goes.
  { state: 'protected', fault: 'world hand-adds' },
];

const reachable = new Set(reachablePairs());
const faultsOf: ReadonlyMap<EngineState, readonly FaultName[]> = new Map(engineStates.map((state) => [state, faultNames.filter((fault) => reachable.has(pairName(fault, state)))]));

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
    const state = engineState(storm.books, symbol);
    if (last.get(symbol) === state) return;
    last.set(symbol, state);
    const lure = lures[seed % 4];
    if (lure?.state === state && storm.dice.chance(600_000)) return followLure(storm, lure.fault, symbol);
    const faults = faultsOf.get(state) ?? [];
    const count = sent.get(state) ?? 0;
    // Elsewhere the seed's dice decide now and then alone.
    const isRare = state === 'waiting' || state === 'cancelling' || state === 'exiting';
    if (faults.length === 0 || (!isRare && (count >= HUNTED_PER_STATE || storm.dice.chance(200_000)))) return ambush(storm, symbol);
    sent.set(state, count + 1);
    // Mixed, because the lures come with every fourth seed: a plain multiple would leave most of the list out for them.
    strike(storm, faults[(Math.imul(seed, 0x9e3779b1) + count * 7 >>> 0) % faults.length]!, symbol);
  };
}

/** Strikes, and has somebody look: what was changed by hand is otherwise seen at the next pass alone. */
function followLure(storm: Storm, fault: FaultName, symbol: string): void {
  strike(storm, fault, symbol);
  storm.jobs.enqueueResync({ ...accountKey, symbol }, 'hand').catch(() => undefined);
}

function strike(storm: Storm, fault: FaultName, symbol: string): void {
  const [kind, name] = fault.split(' ') as [string, string];
  if (kind === 'world') strikeWorld(storm, symbol, name as WorldHappening);
  else if (kind === 'redis') strikeRedis(storm, name as Parameters<typeof strikeRedis>[1]);
  else if (kind === 'front') storm.nemesis.startFront(name as Front, storm.dice.pick([200, 1_000]));
  else storm.nemesis.lieInWait(symbol, fault);
}
