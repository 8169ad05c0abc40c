import type {
  AccountKey,
  AccountView,
  EntryView,
  FillReport,
  KeyView,
  Markets,
  OrderList,
  OrderLookup,
  Outcome,
  Reading,
  Request,
  SymbolSettings,
} from '@breakwater/core';
import type { PolicyReads } from './policy-reads.ts';

/** A request that may not leave now, because its rate budget is used up or closed. */
export interface KeptBack {
  readonly reason: string;
  readonly retryAfterMs: number;
}

/** One account at one exchange. Every call carries its own deadline; none re-sends by itself. */
export interface Exchange extends PolicyReads {
  readonly key: AccountKey;
  /** The exchange's clock now, in milliseconds: local monotonic time plus the measured offset. */
  nowMs(): number;
  /** How far `nowMs` may be wrong; nothing may be sent while it exceeds `Bounds.clockErrorMsMax`. */
  clockErrorMs(): number;
  /** The loaded markets; loads them first if need be, again when `reload` is set. Rejects while the exchange cannot be reached. */
  markets(reload?: boolean): Promise<Markets>;
  /** Every open position and every open order of all lists, complete or unreadable, never in part. */
  readAccount(): Promise<Reading<AccountView>>;
  /** Positions of all legs (flat ones as zero), open orders of all lists, mark and last price of one symbol. */
  readKey(symbol: string): Promise<Reading<KeyView>>;
  /** As `readKey`, with leverage and margin mode in the same look: what an entry rests on. */
  readKeyAndSettings(symbol: string): Promise<Reading<EntryView>>;
  readSettings(symbol: string): Promise<Reading<SymbolSettings>>;
  /** All executions of the symbol from `sinceMs` (exchange time) to now, oldest first, every page or unreadable. */
  readExecutions(symbol: string, sinceMs: number): Promise<Reading<readonly FillReport[]>>;
  findByClientOrderId(symbol: string, list: OrderList, clientOrderId: string): Promise<OrderLookup>;
  findByExchangeOrderId(symbol: string, list: OrderList, exchangeOrderId: string): Promise<OrderLookup>;
  /**
   * Asks for the rate budget of a request before anything is committed to it. Null: granted, and `send` of the same request object does
   * not ask again; one that is not sent has used it up all the same, unless it is given back. Absent where nobody keeps requests within limits. Never rejects.
   */
  readonly admit?: ((request: Request, signature: { readonly signedAtMs: number; readonly windowMs: number }) => Promise<KeptBack | null>) | undefined;
  /** Says that a request is not sent for which budget was granted; nothing for any other. Never throws, and nobody waits for it. */
  readonly giveBack?: ((request: Request) => void) | undefined;
  /**
   * Sends one request, once, signed with `signedAtMs` and the window, and says how it ended. Never throws for what the
   * exchange or the network did.
   */
  send(request: Request, signature: { readonly signedAtMs: number; readonly windowMs: number }): Promise<Outcome>;
  /** Calls made since the start, for reports. */
  usage(): { readonly calls: number; readonly weight: number };
}
