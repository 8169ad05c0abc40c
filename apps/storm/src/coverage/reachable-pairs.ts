import type { ExchangeId } from '@breakwater/core';
import { type FaultName, faultNames } from '../nemesis/fault-names.ts';
import { engineStates, type EngineState } from './engine-states.ts';
import { exclusions } from './exclusions.ts';
import { pairName, venuePairName } from './tally.ts';

/** Every pair of a fault and a state of the fleet that a storm at this venue can meet: all pairs but those that are excluded with a reason. */
export function reachablePairs(exchange: ExchangeId): readonly string[] {
  return faultNames.flatMap((fault) => engineStates.filter((state) => !isExcluded(exchange, fault, state)).map((state) => pairName(fault, state)));
}

/** Those of several venues, each under the name of its venue. */
export function reachableVenuePairs(exchanges: readonly ExchangeId[]): readonly string[] {
  return exchanges.flatMap((exchange) => reachablePairs(exchange).map((pair) => venuePairName(exchange, pair)));
}

function isExcluded(at: ExchangeId, fault: FaultName, state: EngineState): boolean {
  return exclusions.some(({ exchange, faults, states }) => (exchange ?? at) === at && faults.test(fault) && states.includes(state));
}
