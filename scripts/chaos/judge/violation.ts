import type { ExchangeId } from '@breakwater/core';

/** A promise that did not hold at one exchange, in one sentence. */
export interface Breach {
  readonly promise: `I${number}`;
  /** The symbol whose story tells more. */
  readonly symbol: string | null;
  readonly said: string;
  /** When it was broken, if that is known: the story is told around it. */
  readonly atMs?: number;
}

/** A promise that did not hold, and where; null: at none in particular. */
export interface Violation extends Breach {
  readonly exchange: ExchangeId | null;
}

/** Client order ids of this fleet: of its entries, stops and exits. */
export const ownId = /^bw([esx])[0-9a-f]{32}$/;
