import type { KeyView } from '@breakwater/core';
import { assertAllLegs, ofSymbol } from '../read-list.ts';
import { parseTicker } from './parse-ticker.ts';
import { readHoldings, readOpenOrders, withPositionStops } from './read-holdings.ts';
import type { Session } from './session.ts';

/**
 * One symbol as Bybit v5 has it: every leg (positions asked for by symbol tell flat ones too), open orders of all kinds, prices.
 * Three requests at once. Throws `Unreadable` when any of them does not answer in full.
 */
export async function readKey(session: Session, symbol: string): Promise<KeyView> {
  const [holdings, orders, ticker] = await Promise.all([
    readHoldings(session, { symbol }),
    readOpenOrders(session, { symbol }),
    session.readPublic('readTickers', { category: 'linear', symbol }),
  ]);
  const positions = ofSymbol(symbol, holdings.map(({ position }) => position));
  assertAllLegs(positions);
  return { positions, orders: withPositionStops(ofSymbol(symbol, orders), holdings), ...parseTicker(ticker, symbol) };
}
