import type { MarginMode, SymbolSettings } from '@breakwater/core';
import { toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

const MARGIN_MODES: Readonly<Record<string, MarginMode>> = { CROSSED: 'cross', ISOLATED: 'isolated' };
const POSITION_MARGIN_MODES: Readonly<Record<string, MarginMode>> = { cross: 'cross', isolated: 'isolated' };
/** Nobody plans it, so it differs from every plan. */
const DIFFERENT_LEGS = 0;

/**
 * Leverage and margin mode of one symbol, from Binance USD-M's GET /fapi/v1/symbolConfig (v3 positions no longer tell
 * them). Throws `Unreadable` for a reply that is not exactly about the symbol.
 */
export function parseSettings(value: unknown, symbol: string): SymbolSettings {
  const rows = toRows(value, 'symbol configuration').filter((row) => row.text('symbol') === symbol);
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Unreadable(`symbol configuration: ${rows.length} rows for ${symbol}`);
  return { leverage: row.integer('leverage'), marginMode: row.choice('marginType', MARGIN_MODES) };
}

/**
 * The same, from the rows of GET /fapi/v2/positionRisk of one symbol, flat legs among them. Where legs differ in leverage it is 0.
 * Throws `Unreadable` for no rows, and for legs of different margin modes.
 */
export function parsePositionSettings(value: unknown): SymbolSettings {
  const rows = toRows(value, 'positions');
  const [marginMode, ...otherModes] = new Set(rows.map((row) => row.choice('marginType', POSITION_MARGIN_MODES)));
  const [leverage = DIFFERENT_LEGS, ...otherLeverages] = new Set(rows.map((row) => row.integer('leverage')));
  if (marginMode === undefined || otherModes.length > 0) throw new Unreadable(`positions: ${rows.length} rows, which do not tell one margin mode`);
  return { leverage: otherLeverages.length > 0 ? DIFFERENT_LEGS : leverage, marginMode };
}
