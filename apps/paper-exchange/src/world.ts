import type { PaperExchange } from '@breakwater/paper';
import type { ServerClock } from './clock.ts';
import type { Replay } from './replay.ts';
import { type Dialect, type FaultList, type RequestCounts, createFaultList, createRequestCounts } from '@breakwater/paper-venue';

/** All that a running server has: a clock, the model, the dialects over it, the faults in force, what it has counted. */
export interface World {
  readonly clock: ServerClock;
  readonly exchange: PaperExchange;
  readonly dialects: readonly Dialect[];
  readonly faults: FaultList;
  readonly counts: RequestCounts;
  readonly latencyMs: number;
  /** Recorded prices that are being played back. */
  readonly replay: Replay | null;
  /** Whether prices walk by themselves. */
  isWalking: boolean;
}

/** A world around a model. */
export function createWorld(world: Pick<World, 'clock' | 'exchange' | 'dialects' | 'latencyMs' | 'isWalking' | 'replay'> & { readonly seed: number }): World {
  const { seed, ...rest } = world;
  return { ...rest, faults: createFaultList(seed), counts: createRequestCounts() };
}
