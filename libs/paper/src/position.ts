import { type Decimal, smallerOf, zero } from './decimal.ts';

export type Side = 'buy' | 'sell';
/** `net` in one-way mode; `long` or `short` in hedge mode. */
export type Leg = 'net' | 'long' | 'short';

/** What an account holds of one symbol on one leg. A value: every change makes a new one. */
export interface Position {
  readonly symbol: string;
  readonly leg: Leg;
  /** Positive when long, negative when short, zero when flat. */
  readonly quantity: Decimal;
  /** Zero when flat. */
  readonly entryPrice: Decimal;
  /** Profit realised since the position was last flat, before fees. */
  readonly realisedProfit: Decimal;
  readonly updatedAtMs: number;
}

/** What one execution did to a position. */
export interface PositionChange {
  readonly position: Position;
  /** Profit that this execution realised, before fees; zero for an increase. */
  readonly realisedProfit: Decimal;
}

/** A position that was never opened. */
export function createFlatPosition(symbol: string, leg: Leg): Position {
  return { symbol, leg, quantity: zero, entryPrice: zero, realisedProfit: zero, updatedAtMs: 0 };
}

/** `quantity` with the sign of its side: buying is positive. */
export function signQuantity(side: Side, quantity: Decimal): Decimal {
  return side === 'buy' ? quantity : quantity.neg();
}

/** The side that makes the position smaller, or `null` when it is flat. */
export function findClosingSide(position: Position): Side | null {
  if (position.quantity.eq(zero)) return null;
  return position.quantity.gt(zero) ? 'sell' : 'buy';
}

/**
 * Applies one execution by the venue's average price rule: an increase averages the entry price by quantity, a
 * reduction leaves it alone and realises profit, and what goes through zero opens the other side at the execution's
 * price. `quantity` is positive. Source: docs, Binance USD-M, "Position Information": entryPrice.
 */
export function applyExecution(
  position: Position,
  side: Side,
  quantity: Decimal,
  price: Decimal,
  atMs: number,
): PositionChange {
  const signed = signQuantity(side, quantity);
  const after = position.quantity.plus(signed);
  if (findClosingSide(position) !== side) {
    const size = position.quantity.abs();
    const cost = size.times(position.entryPrice).plus(quantity.times(price));
    const started = position.quantity.eq(zero) ? zero : position.realisedProfit;
    return {
      position: {
        ...position,
        quantity: after,
        entryPrice: cost.div(size.plus(quantity)),
        realisedProfit: started,
        updatedAtMs: atMs,
      },
      realisedProfit: zero,
    };
  }
  const closed = smallerOf(position.quantity.abs(), quantity);
  const gain = price.minus(position.entryPrice).times(closed);
  const realisedProfit = position.quantity.gt(zero) ? gain : gain.neg();
  const flipped = quantity.gt(closed);
  let entryPrice = position.entryPrice;
  if (after.eq(zero)) entryPrice = zero;
  if (flipped) entryPrice = price;
  return {
    position: {
      ...position,
      quantity: after,
      entryPrice,
      realisedProfit: flipped ? zero : position.realisedProfit.plus(realisedProfit),
      updatedAtMs: atMs,
    },
    realisedProfit,
  };
}
