import type { EntryView, KeyView } from '@breakwater/core';
import { assertAllLegs, ofSymbol } from '../read-list.ts';
import { parseTicker } from './parse-ticker.ts';
import { type Holding, readHoldings, readOpenOrders, withPositionStops } from './read-holdings.ts';
import { leverageOf, readMarginMode } from './read-settings.ts';
import type { Session } from './session.ts';

/**
 * One symbol as Bybit v5 has it: every leg (positions asked for by symbol tell flat ones too), open orders of all kinds, prices.
 * Three requests at once. Throws `Unreadable` when any of them does not answer in full.
 */
export async function readKey(session: Session, symbol: string): Promise<KeyView> {
  return (await look(session, symbol)).view;
}

/** The same with the leverage that positions tell, and by one more request at once the account's margin mode. Throws `Unreadable` as well. */
export async function readKeyAndSettings(session: Session, symbol: string): Promise<EntryView> {
  const [{ view, holdings }, marginMode] = await Promise.all([look(session, symbol), readMarginMode(session)]);
  return { ...view, settings: { leverage: leverageOf(holdings), marginMode } };
}

async function look(session: Session, symbol: string): Promise<{ readonly view: KeyView; readonly holdings: readonly Holding[] }> {
  const [holdings, orders, ticker] = await Promise.all([
    readHoldings(session, { symbol }),
    readOpenOrders(session, { symbol }),
    session.readPublic('readTickers', { category: 'linear', symbol }),
  ]);
  const positions = ofSymbol(symbol, holdings.map(({ position }) => position));
  assertAllLegs(positions);
  return { view: { positions, orders: withPositionStops(ofSymbol(symbol, orders), holdings), ...parseTicker(ticker, symbol) }, holdings };
}
