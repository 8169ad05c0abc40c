import type { PositionMode, Reading } from '@breakwater/core';
import type { Exchange, Purpose } from '@breakwater/engine';
import type { WireGovernor } from './govern-wire.ts';

/** How one account is reached. */
export interface ConnectOptions {
  /** The configured name of the account. */
  readonly account: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** Where connections go instead of the exchange: the origin of a paper exchange, e.g. `http://127.0.0.1:4010`. */
  readonly url?: string;
  /** How long one request may take, headers and body; default 5,000. */
  readonly timeoutMs?: number;
  /** As the account is configured; what a list shows otherwise is asked about before it is believed. Default: it is believed. */
  readonly positionMode?: PositionMode;
  /** Keeps requests within the limits of the exchange; default: none does. */
  readonly governor?: WireGovernor;
}

/** What the account lets this key do, and how it is set as a whole. */
export interface AccountConfig {
  /** Whether orders are taken at all. */
  readonly canTrade: boolean;
  /** Hedge mode: a long and a short leg of one symbol live side by side. */
  readonly isHedged: boolean;
}

/** The key that user streams of an account are opened with. Whoever has it hears of the account: it is kept out of logs like a secret. */
export interface ListenKey {
  /** The account's key, which is valid for an hour from now on; a new one where there is none. */
  take(): Promise<Reading<string>>;
  /** Keeps it valid for another hour, and gives it; null when there is none any more. */
  prolong(): Promise<Reading<string | null>>;
}

/** One account at one exchange, whichever it is: the engine's port, and what a process needs to look after it. */
export interface ConnectedExchange extends Exchange {
  /** The same account over the same connections, whose looks are for this purpose; those of the account itself are for `read`. */
  lookingFor(purpose: Purpose): Exchange;
  /** Resolves once the exchange's clock is measured; rejects while the exchange cannot be reached. */
  ready(): Promise<void>;
  /** How long ago the exchange last answered anything; infinite if it never did. */
  silentMs(): number;
  /** Asks the exchange for its time, the cheapest question there is. Rejects when no answer comes. */
  ping(): Promise<void>;
  /** What the account lets this key do; needs a key that the exchange knows. */
  readAccountConfig(): Promise<Reading<AccountConfig>>;
  /** What user streams are opened with; absent where the exchange opens them by a signature. */
  readonly listenKey?: ListenKey;
  /** Stops measuring the clock and closes the connections. */
  close(): Promise<void>;
}

export const TIMEOUT_MS = 5_000;
export const MEASURE_EVERY_MS = 30_000;
