import { assertAllLegs } from '../read-list.ts';
import { readHoldings } from './read-holdings.ts';
import type { Session } from './session.ts';

/**
 * Whether a symbol has a long and a short leg (hedge mode), from its positions (Bybit v5, GET /v5/position/list). Throws `Unreadable`
 * for an answer without its legs: an empty list does not say that the symbol is in one-way mode.
 */
export async function readIsHedged(session: Session, symbol: string): Promise<boolean> {
  const positions = (await readHoldings(session, { symbol })).map(({ position }) => position);
  assertAllLegs(positions);
  return positions.some(({ leg }) => leg !== 'net');
}
