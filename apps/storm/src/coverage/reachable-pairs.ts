import { type FaultName, faultNames } from '../nemesis/fault-names.ts';
import { engineStates, type EngineState } from './engine-states.ts';
import { exclusions } from './exclusions.ts';
import { pairName } from './tally.ts';

/** Every pair of a fault and a state of the fleet that a storm can meet: all pairs but those that are excluded with a reason. */
export function reachablePairs(): readonly string[] {
  return faultNames.flatMap((fault) => engineStates.filter((state) => !isExcluded(fault, state)).map((state) => pairName(fault, state)));
}

function isExcluded(fault: FaultName, state: EngineState): boolean {
  return exclusions.some((exclusion) => exclusion.faults.test(fault) && exclusion.states.includes(state));
}
