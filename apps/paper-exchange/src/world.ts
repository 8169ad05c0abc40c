import type { PaperExchange } from '@breakwater/paper';
import { type Dialect, type FaultList, type RequestCounts, type StreamHub, createFaultList, createRequestCounts, createStreamHub } from '@breakwater/paper-venue';
import type { ServerClock } from './clock.ts';
import type { Replay } from './replay.ts';
import type { OpenedVenue, VenueName } from './venues.ts';

/** One of the venues that the server is: its own markets, prices, accounts and journal, under the world's one clock. */
export interface ServedVenue {
  readonly name: VenueName;
  readonly clock: ServerClock;
  readonly exchange: PaperExchange;
  readonly dialect: Dialect;
  /** Its user streams. */
  readonly streams: StreamHub;
  /** Of the whole world: paths do not overlap. */
  readonly counts: RequestCounts;
}

/** All that a running server has: a clock, the venues, the faults in force, what it has counted. */
export interface World {
  readonly clock: ServerClock;
  /** The first is the one that is meant where none is named. */
  readonly venues: readonly [ServedVenue, ...ServedVenue[]];
  readonly faults: FaultList;
  readonly counts: RequestCounts;
  readonly latencyMs: number;
  /** Recorded prices that are being played back. */
  readonly replay: Replay | null;
  /** Whether prices walk by themselves. */
  isWalking: boolean;
}

/** What a world is made of: one model and one dialect for each venue. */
export interface WorldSetup extends Pick<World, 'clock' | 'latencyMs' | 'isWalking' | 'replay'> {
  readonly seed: number;
  readonly venues: readonly OpenedVenue[];
}

/** What is due sooner than this wants a timer of its own. */
const soonMs = 20;

/** Calls back when whatever has been written by now has had the time to go to a client on this machine, and come back. */
function markReachable(then: () => void): void {
  setTimeout(then, 0).unref();
}

/** A world around the models of its venues. Throws if there is none. */
export function createWorld({ seed, venues, ...rest }: WorldSetup): World {
  const counts = createRequestCounts();
  const faults = createFaultList(seed);
  const [first, ...others] = venues.map(({ name, exchange, dialect, streamDialect }): ServedVenue => {
    const streams = createStreamHub({ venue: name, exchange, dialect: streamDialect, faults, latencyMs: rest.latencyMs / 2, wakeAt: (dueMs) => wakeSoon(dueMs), markReachable });
    // Whatever is due later than that is seen to in its turn: every few milliseconds, or where a virtual clock stops on its way.
    const wakeSoon = (dueMs: number): void => void (dueMs - rest.clock.nowMs() < soonMs && rest.clock.wait(dueMs - rest.clock.nowMs()).then(streams.carryOutDue));
    return { name, exchange, dialect, streams, clock: rest.clock, counts };
  });
  if (first === undefined) throw new Error('A world needs a venue');
  return { ...rest, venues: [first, ...others], faults, counts };
}
