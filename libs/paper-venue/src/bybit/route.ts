import type { Account, PaperExchange, SeenAt } from '@breakwater/paper';
import type { ReadableList } from '../faults/fault.ts';
import type { Parameters } from './parameters.ts';

/** What an endpoint gets to work with. */
export interface PublicCall {
  readonly exchange: PaperExchange;
  readonly parameters: Parameters;
  readonly nowMs: number;
}

export interface SignedCall extends PublicCall {
  readonly account: Account;
  /** The instant whose world a listing shows: now, or earlier while a fault makes it lag. */
  asOfMs(list: ReadableList): number;
  /** Whether a record made at `createdAtMs` can be seen yet: not while a fault hides what is younger than it says. */
  isVisible(list: ReadableList, createdAtMs: number): boolean;
  /** Milliseconds after which an order that is accepted now meets the market; `null`: as the rules say. */
  readonly fillAfterMs: number | null;
  /** Whether the legs of a batch that are no closings are refused. */
  readonly isOverloaded: boolean;
}

interface RouteBase {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** One endpoint. `act` returns the result inside the envelope, or throws the venue's error. */
export type Route =
  | (RouteBase & { readonly security: 'public'; readonly act: (call: PublicCall) => unknown })
  /** `perSecond`: how often one account may call it within a second. */
  | (RouteBase & { readonly security: 'signed'; readonly perSecond: number; readonly act: (call: SignedCall) => unknown });

/** The moments that a list of orders shows: plain and conditional ones may lag apart. */
export function readSeenAt(call: SignedCall): SeenAt {
  return { ordersMs: call.asOfMs('orders'), conditionalOrdersMs: call.asOfMs('conditional-orders') };
}
