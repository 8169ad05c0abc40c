import type { Account, PaperExchange } from '@breakwater/paper';
import type { ReadableList } from '../faults/fault.ts';
import type { Parameters } from './parameters.ts';
import type { RateCounter } from './rate-counter.ts';

/** What an endpoint gets to work with. */
export interface PublicCall {
  readonly exchange: PaperExchange;
  readonly parameters: Parameters;
  readonly nowMs: number;
  readonly rates: RateCounter;
}

export interface SignedCall extends PublicCall {
  readonly account: Account;
  /** The instant whose world a listing shows: now, or earlier while a fault makes it lag. */
  asOfMs(list: ReadableList): number;
  /** Whether a record made at `createdAtMs` can be seen yet: not while a fault hides what is younger than it says. */
  isVisible(list: ReadableList, createdAtMs: number): boolean;
  /** Milliseconds after which an order that is accepted now meets the market; `null`: at once. */
  readonly fillAfterMs: number | null;
  /** Whether the legs of a batch that are no closings are refused. */
  readonly isOverloaded: boolean;
}

/** What a request counts for among the orders of ten seconds and of a minute. They differ: a batch is five in the one and one in the other. */
export interface OrderCounts {
  readonly in10s: number;
  readonly in1m: number;
}

/** Of a request for one order. Source: docs, Binance USD-M, "New Order": request weight. */
export const oneOrder: OrderCounts = { in10s: 1, in1m: 1 };

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** Request weight; `wide` when the call names no symbol. */
  readonly weight: number;
  readonly wideWeight?: number;
  /** How much it adds to the counters of orders. */
  readonly orderCounts?: OrderCounts;
}

/** One endpoint. `act` returns the body of the answer, or throws the venue's error. */
export type Route =
  | (RouteBase & { readonly security: 'public'; readonly act: (call: PublicCall) => unknown })
  /** `key`: an API key without a signature is enough. */
  | (RouteBase & { readonly security: 'signed' | 'key'; readonly act: (call: SignedCall) => unknown });
