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
