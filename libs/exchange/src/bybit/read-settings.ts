import type { MarginMode, SymbolSettings } from '@breakwater/core';
import { toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
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
  const [positions, marginMode] = await Promise.all([session.read('readPositions', { category: 'linear', symbol }), readMarginMode(session)]);
  const rows = toRows(readResult(positions, 'positions').value('list'), 'positions');
  if (rows.length === 0 || rows.some((row) => row.text('symbol') !== symbol)) throw new Unreadable(`positions: ${rows.length} rows, not all of ${symbol}`);
  const leverages = new Set(rows.map((row) => Number(row.decimal('leverage').toFixed())));
  const [leverage = DIFFERENT_SIDES] = leverages;
  return { leverage: leverages.size > 1 ? DIFFERENT_SIDES : leverage, marginMode };
}

/** The margin mode of the account. Throws `Unreadable` for portfolio margin, which is neither cross nor isolated. */
export async function readMarginMode(session: Session): Promise<MarginMode> {
  return readResult(await session.read('readAccountInfo', {}), 'account information').choice('marginMode', MARGIN_MODES);
}
