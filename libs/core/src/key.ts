/**
 * Keys: what a lock, a claim, a job and a row are about.
 *
 * There is exactly one spelling of each. Other spellings that people write are brought to it here (exchanges) or
 * through the exchange's loaded markets (symbols, see market.ts), never by string surgery elsewhere (I1).
 */

export const EXCHANGES = ['binance', 'bybit'] as const;
export type ExchangeId = (typeof EXCHANGES)[number];

export const LEGS = ['net', 'long', 'short'] as const;
/** `net` in one-way mode; `long` or `short` in hedge mode. */
export type Leg = (typeof LEGS)[number];

/** Whether a symbol of an account has one net position, or a long and a short leg side by side. */
export const POSITION_MODES = ['one-way', 'hedge'] as const;
export type PositionMode = (typeof POSITION_MODES)[number];

export interface AccountKey {
  readonly exchange: ExchangeId;
  /** The configured name of the account, e.g. `main`. */
  readonly account: string;
}

export interface SymbolKey extends AccountKey {
  /** The exchange's own market id, e.g. `TAGUSDT`. */
  readonly symbol: string;
}

export interface PositionKey extends SymbolKey {
  readonly leg: Leg;
}

const EXCHANGE_SPELLINGS: Readonly<Record<string, ExchangeId>> = {
  binance: 'binance',
  binanceusdm: 'binance',
  'binance-usdm': 'binance',
  binance_usdm: 'binance',
  bybit: 'bybit',
};

/**
 * Brings any spelling that people use (`Binance`, `BINANCE`, `binanceusdm`) to the one of this project.
 * Returns null for an exchange that is not known.
 */
export function toExchangeId(text: string): ExchangeId | null {
  const spelling = text.trim().toLowerCase();
  // `constructor` and its like are names of every object, not of an exchange.
  return Object.hasOwn(EXCHANGE_SPELLINGS, spelling) ? (EXCHANGE_SPELLINGS[spelling] ?? null) : null;
}

const ACCOUNT_NAME = /^[a-z0-9][a-z0-9-]*$/;

/** Whether the text may name an account: lower case letters, digits and hyphens. */
export function isAccountName(text: string): boolean {
  return ACCOUNT_NAME.test(text);
}

/** The leg that an entry of this side opens in an account of this mode. */
export function entryLeg(mode: PositionMode, side: 'long' | 'short'): Leg {
  return mode === 'hedge' ? side : 'net';
}

/**
 * The mode that an account is really in, by the legs of one symbol that its exchange answered for; null where it named none, which
 * says nothing. An exchange may tell the net leg beside the two of hedge mode (Binance), never the two without that mode.
 */
export function positionModeOf(legs: readonly Leg[]): PositionMode | null {
  if (legs.length === 0) return null;
  return legs.some((leg) => leg !== 'net') ? 'hedge' : 'one-way';
}

/** `binance.main`: for ids of account-wide work. */
export function accountKeyText(key: AccountKey): string {
  return `${key.exchange}.${key.account}`;
}

/** `binance.main.TAGUSDT`: for ids of locks and jobs. Free of colons, which job ids must not hold. */
export function symbolKeyText(key: SymbolKey): string {
  return `${key.exchange}.${key.account}.${key.symbol}`;
}

/** `binance.main.TAGUSDT.net`. */
export function positionKeyText(key: PositionKey): string {
  return `${symbolKeyText(key)}.${key.leg}`;
}
