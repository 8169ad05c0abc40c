import { type Decimal, decimal, floorTo, minOf } from './decimal.ts';

/** As fine as money is; the books keep eighteen places. */
const FINEST = decimal('0.00000001');

/**
 * The size of a position as a part of what the account has available: `balance` × `fraction`, at most `notionalMax`. The leverage
 * is no factor: it says how much of the balance the position binds, not how large it is. Rounded down.
 */
export function sizeByBalance(balance: Decimal, fraction: string, notionalMax: string | undefined): Decimal {
  const part = floorTo(balance.times(decimal(fraction)), FINEST);
  return notionalMax === undefined ? part : minOf(part, decimal(notionalMax));
}
