import { type Decimal, decimalText } from './decimal.ts';
import type { ExchangeId } from './key.ts';

/**
 * Limits (I10). Each is optional, and reserved in the statement that commits an entry's intent; nothing else is held to them:
 * stops, closes, and what others opened on the account always pass.
 *
 * **Exposure** is what live rows are worth in the quote currency: quantity times entry price, and what the entry was planned
 * to cost as long as it may still fill. Amounts in USDT and USDC add up as they are.
 */

/** What one account is held to, beside how many positions it may have; null or absent: no limit. Amounts in the quote currency. */
export interface AccountLimits {
  /** Of all its live rows. */
  readonly exposureMax?: Decimal | null;
  /** Of the live rows of one symbol, both legs together. */
  readonly symbolExposureMax?: Decimal | null;
  /** Realised on the UTC day, after fees; from there on no entry passes until the day is over. */
  readonly dailyLossMax?: Decimal | null;
}

/** What several accounts are held to together. */
export interface SharedLimits {
  readonly positionsMax?: number | null;
  readonly exposureMax?: Decimal | null;
}

/** Limits over all accounts, and over those of one exchange. */
export interface FleetLimits extends SharedLimits {
  readonly exchanges?: { readonly [E in ExchangeId]?: SharedLimits };
}

/** Every limit, in the order in which they are asked: the first that is reached is the one that is told. */
const LIMIT_NAMES = [
  'account_positions',
  'exchange_positions',
  'fleet_positions',
  'wave_positions',
  'symbol_exposure',
  'account_exposure',
  'exchange_exposure',
  'fleet_exposure',
  'daily_loss',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** A limit that keeps an entry out. Decimal strings. */
export interface LimitReached {
  readonly name: LimitName;
  /** What it would come to with the entry, or, of a loss, what it has come to; null: it cannot be computed, and so nothing passes. */
  readonly would: string | null;
  readonly most: string;
}

const WHOSE: Readonly<Record<LimitName, string>> = {
  account_positions: "the account's positions",
  exchange_positions: "the exchange's positions",
  fleet_positions: "the fleet's positions",
  wave_positions: "the wave's positions",
  symbol_exposure: "the symbol's exposure",
  account_exposure: "the account's exposure",
  exchange_exposure: "the exchange's exposure",
  fleet_exposure: "the fleet's exposure",
  daily_loss: "the account's realised loss of the day",
};

/** Whether a figure keeps within its limit. What cannot be computed does not; a loss may not even reach its limit. */
export function isWithinLimit(name: LimitName, would: Decimal | null, most: Decimal): boolean {
  if (would === null) return false;
  return name === 'daily_loss' ? would.lt(most) : would.lte(most);
}

/** Why an entry was kept out, as the reason of its signal: `the account's exposure would be 2150 of at most 2000`. */
export function limitSentence({ name, would, most }: LimitReached): string {
  if (would === null) return `${WHOSE[name]} cannot be computed, and at most ${most} is allowed`;
  return name === 'daily_loss' ? `${WHOSE[name]} is ${would}, and its limit ${most}` : `${WHOSE[name]} would be ${would} of at most ${most}`;
}

/** What a live row is worth (see above); null: not known. `isFilling`: its entry may still fill. */
export function exposureOf(row: { readonly quantity: Decimal; readonly entryPrice: Decimal | null }, plannedNotional: Decimal | null, isFilling: boolean): Decimal | null {
  const held = row.entryPrice === null ? null : row.quantity.times(row.entryPrice);
  if (held === null) return plannedNotional;
  return isFilling && plannedNotional !== null && plannedNotional.gt(held) ? plannedNotional : held;
}

/** A limit as text; null where there is none. */
export function limitText(amount: Decimal | null | undefined): string | null {
  return amount === null || amount === undefined ? null : decimalText(amount);
}
