import type { ExchangeId } from '@breakwater/core';
import type { FaultName } from '../nemesis/fault-names.ts';
import type { EngineState } from './engine-states.ts';

/** How often each fault struck in each state. */
export interface Tally {
  note(fault: FaultName, state: EngineState): void;
  readonly faults: ReadonlyMap<FaultName, number>;
  /** By `fault × state`. */
  readonly pairs: ReadonlyMap<string, number>;
}

/** A tally of nothing yet. */
export function createTally(): Tally {
  const faults = new Map<FaultName, number>();
  const pairs = new Map<string, number>();
  return {
    faults,
    pairs,
    note(fault, state) {
      faults.set(fault, (faults.get(fault) ?? 0) + 1);
      const pair = pairName(fault, state);
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
    },
  };
}

/** `bybit: wire drop-reply × entering`: what is met at one venue is not met at the other. */
export function venuePairName(exchange: ExchangeId, pair: string): string {
  return `${exchange}: ${pair}`;
}

/** `wire drop-reply × entering`. */
export function pairName(fault: FaultName, state: EngineState): string {
  return `${fault} × ${state}`;
}
