/** A promise that did not hold, in one sentence. */
export interface Violation {
  readonly promise: `I${number}`;
  /** The key whose story tells more. */
  readonly symbol: string | null;
  readonly said: string;
  /** When it was broken, if that is known: the story is told around it. */
  readonly atMs?: number;
}

/** Client order ids of this fleet: of its entries, stops and exits. */
export const ownId = /^bw([esx])[0-9a-f]{32}$/;
