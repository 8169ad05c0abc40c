import { Big } from 'big.js';

/** What books and exchange have in common: the position key. */
export interface Key {
  exchange: string;
  account: string;
  symbol: string;
  leg: string;
}

/** A position that the exchange holds. */
export interface HeldPosition extends Key {
  side: 'long' | 'short';
  /** Exact text, without a sign. */
  quantity: string;
}

/** A stop that rests at the exchange. */
export interface RestingStop extends Key {
  /** `buy` or `sell`. */
  side: string;
  /** `stop_market` is the kind that protects. */
  type: string;
  /** null: closes whatever the position holds. */
  quantity: string | null;
  closePosition: boolean;
  reduceOnly: boolean;
}

/** What the paper exchange says of itself, over all its venues. */
export interface ExchangeState {
  positions: HeldPosition[];
  stops: RestingStop[];
  /** For each position that ever was, how long it stood without a valid stop. */
  bareMs: number[];
  calls: number;
  /** Client order ids under which more than one order was executed (I2). */
  duplicateExecutions: number;
  /** What orders that were no entries added to positions (I3). */
  unintendedIncreases: number;
}

/** The text form of a key, for comparing. */
export const keyOf = ({ exchange, account, symbol, leg }: Key): string => [exchange, account, symbol, leg].join(' ');

/** Whether POSITION has exactly one valid stop among STOPS, and that one covers its whole size (I4). */
export function isProtected(position: HeldPosition, stops: readonly RestingStop[]): boolean {
  const closing = position.side === 'long' ? 'sell' : 'buy';
  const valid = stops.filter(
    (stop) =>
      keyOf(stop) === keyOf(position) &&
      stop.type === 'stop_market' &&
      stop.side === closing &&
      (stop.closePosition || stop.reduceOnly || stop.leg !== 'net'), // in hedge mode the leg makes it reduce-only
  );
  const [only] = valid;
  return only !== undefined && valid.length === 1 && (only.closePosition || only.quantity === null || new Big(only.quantity).eq(position.quantity));
}
