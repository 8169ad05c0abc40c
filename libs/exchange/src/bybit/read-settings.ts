import type { MarginMode, SymbolSettings } from '@breakwater/core';
import { ofSymbol } from '../read-list.ts';
import { Unreadable } from '../unreadable.ts';
import { type Holding, readHoldings } from './read-holdings.ts';
import { readResult } from './read-result.ts';
import type { Session } from './session.ts';
import { MARGIN_MODES } from './words.ts';

/** Nobody plans it, so it differs from every plan. */
const DIFFERENT_SIDES = 0;

/**
 * Leverage of a symbol, from its position rows (flat ones tell it too), and the margin mode, which is one for the whole account
 * (Bybit v5, GET /v5/position/list and GET /v5/account/info). Where the legs differ in leverage it is 0. Throws `Unreadable` for an
 * answer about another symbol, and under portfolio margin, which knows neither.
 */
export async function readSettings(session: Session, symbol: string): Promise<SymbolSettings> {
  const [holdings, marginMode] = await Promise.all([readHoldings(session, { symbol }), readMarginMode(session)]);
  ofSymbol(symbol, holdings.map(({ position }) => position));
  return { leverage: leverageOf(holdings), marginMode };
}

/** The leverage of one symbol's legs, 0 where they differ. Throws `Unreadable` where there is none, or a leg does not tell it. */
export function leverageOf(holdings: readonly Holding[]): number {
  const [leverage, ...others] = new Set(holdings.map((holding) => Number(holding.leverage)));
  if (leverage === undefined || holdings.some((holding) => !/^\d+(\.\d+)?$/.test(holding.leverage))) throw new Unreadable(`positions: ${holdings.length} rows, not all with a leverage`);
  return others.length > 0 ? DIFFERENT_SIDES : leverage;
}

/** The margin mode of the account. Throws `Unreadable` for portfolio margin, which is neither cross nor isolated. */
export async function readMarginMode(session: Session): Promise<MarginMode> {
  return readResult(await session.read('readAccountInfo', {}), 'account information').choice('marginMode', MARGIN_MODES);
}
