import type { Account, AccountEvent } from '@breakwater/paper';
import type { Answer, VenueRequest } from '../venue-request.ts';

/** One message of a user stream, ready to be sent, with what faults match it by. */
export interface StreamEvent {
  /** The venue's own name: `ORDER_TRADE_UPDATE`, `order`. */
  readonly name: string;
  readonly symbol: string | null;
  readonly clientOrderId: string | null;
  readonly text: string;
}

/** What a session does when it hears something, or when time has passed. */
export type StreamAct =
  | { readonly kind: 'say'; readonly text: string }
  /** WebSocket close code and reason. */
  | { readonly kind: 'close'; readonly code: number; readonly reason: string };

/** How one side of a connection convinces itself that the other is still there. All in milliseconds of the exchange's clock. */
export interface Heartbeat {
  /** Time between two pings of the venue; `null` if it sends none. */
  readonly pingEveryMs: number | null;
  /** How long the venue bears silence: after a ping of its own, or, if it sends none, after the last thing it heard or said. */
  readonly patienceMs: number;
  /** How long a connection may last at all. */
  readonly lifetimeMs: number;
}

/** What one client has said of itself on one connection. */
export interface StreamSession {
  readonly heartbeat: Heartbeat;
  /** Whose events it is told; `null` before it has proven who it is, and after its key has gone. */
  readAccount(): Account | null;
  /** Takes a text of the client. Never throws: what a client sends cannot break the server. */
  hear(text: string): readonly StreamAct[];
  /** The messages for it out of what has just become of its account, in the venue's order. */
  render(events: readonly AccountEvent[]): readonly StreamEvent[];
  /** The messages for it after a price has moved: what the venue warns of. */
  renderWarnings(symbol: string): readonly StreamEvent[];
  /** Ends the key that it lives on. Everybody who uses the key is told. */
  expireKey(): readonly StreamAct[];
  /** When its key runs out, `null` if never. */
  readDueMs(): number | null;
  /** What there is to do at this moment: a key that has run out, or that was taken away. */
  look(): readonly StreamAct[];
}

/** One venue's user streams over one model. */
export interface StreamDialect {
  ownsPath(path: string): boolean;
  /** Lets a client in, or answers its request to connect with a refusal. */
  open(request: VenueRequest): { readonly kind: 'opened'; readonly session: StreamSession } | { readonly kind: 'refused'; readonly answer: Answer };
}
