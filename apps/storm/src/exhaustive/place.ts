import type { MemoryBooks } from '../memory/memory-books.ts';
import type { VenueState } from './venue-state.ts';

/** A port call that a worker has made and not heard of yet, as data: it can be carried out in any world, at any time. */
export interface PortCall {
  /** The how-manieth call of the worker's job. */
  readonly index: number;
  readonly port: 'store' | 'exchange' | 'jobs' | 'lock' | 'time';
  readonly method: string;
  readonly values: readonly unknown[];
}

/** What a worker hears of one of its calls. */
export type News =
  | { readonly type: 'answer'; readonly value: unknown }
  /** The part of the world could not be reached, or its answer was lost. */
  | { readonly type: 'lost'; readonly error: unknown };

/** The news of one call, and when it was heard. A worker's local state is a function of all that its job has heard. */
export interface Heard {
  readonly index: number;
  readonly news: News;
  readonly atMs: number;
}

export interface WorkerPlace {
  readonly name: string;
  readonly isAlive: boolean;
  /** Which of its jobs it works on; past the last one it is finished. */
  readonly job: number;
  readonly beganAtMs: number;
  readonly heard: readonly Heard[];
  /** Names the job and everything heard in it, times included: the same word, the same local state. */
  readonly memory: string;
  /** The same with times told from now on (see state-print.ts), one part for each thing heard. */
  readonly prints: readonly Print[];
  readonly pending: readonly PortCall[];
  /** Epoch of the claim that the job works under. */
  readonly epoch: string | null;
  /** It has changed something, or nothing was done yet, since dying was last tried: dying now differs from dying before. */
  readonly isDeathNews: boolean;
}

/** Text without its times, and the times. */
export interface Print {
  readonly skeleton: string;
  readonly timesMs: readonly number[];
}

/** A request of somebody who has stopped waiting for its answer, still on its way to the exchange. */
export interface LateRequest {
  readonly sender: string;
  readonly call: PortCall;
}

/**
 * One state of the small world. Nothing in it is ever changed: a move makes another one, which shares all that stayed.
 */
export interface Place {
  readonly nowMs: number;
  readonly books: MemoryBooks;
  readonly venue: VenueState;
  readonly workers: readonly WorkerPlace[];
  readonly late: readonly LateRequest[];
  readonly faultsLeft: number;
  /** What the exchange last told, by key and epoch (checkers/checker.ts). */
  readonly lastReadings: ReadonlyMap<string, 'read' | 'unreadable'>;
}
