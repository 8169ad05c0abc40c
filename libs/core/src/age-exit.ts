import { decimal, type Decimal, decimalText } from './decimal.ts';
import { gainPercent } from './follow-price.ts';
import type { PositionSide } from './order.ts';
import type { AgeRule } from './stop-plan.ts';

const HOUR_MS = 3_600_000;

/** A position that may have grown old. */
export interface Aging {
  readonly side: PositionSide;
  readonly entryPrice: Decimal;
  readonly ageMs: number;
  /** The price that it could be closed at, or what comes nearest. */
  readonly price: Decimal;
}

/**
 * Why a position is to be closed for its age, or null while it may stay: young enough, or at a price that its rule does not accept
 * yet. First only a price that covers the costs is taken, then a loss that grows with every hour, in the end any price.
 */
export function whyTooOld({ side, entryPrice, ageMs, price }: Aging, rule: AgeRule): string | null {
  if (ageMs < rule.fromMs) return null;
  if (ageMs >= rule.closeAtMs) return `it is ${inHours(ageMs)} old, at most ${inHours(rule.closeAtMs)} are allowed`;
  const gain = gainPercent(side, entryPrice, price);
  if (gain.gte(rule.costPercent)) return `it is ${inHours(ageMs)} old, and the price covers its costs`;
  const lossesForMs = ageMs - rule.fromMs - rule.breakEvenForMs;
  if (lossesForMs <= 0) return null;
  const accepted = decimal(rule.lossPercentPerHour).times(String(lossesForMs)).div(String(HOUR_MS));
  return gain.plus(accepted).gte('0') ? `it is ${inHours(ageMs)} old, and a loss of ${decimalText(accepted.round(2))} percent is accepted by now` : null;
}

/** How long until a position's age is of any interest, in milliseconds; 0 if it is. */
export function interestedInMs(ageMs: number, rule: AgeRule): number {
  return Math.max(0, rule.fromMs - ageMs);
}

function inHours(ms: number): string {
  return `${(ms / HOUR_MS).toFixed(1)} h`;
}
