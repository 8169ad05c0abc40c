import type { MarginMode, SymbolSettings } from '@breakwater/core';
import { toRows } from '../row.ts';
import { Unreadable } from '../unreadable.ts';

const MARGIN_MODES: Readonly<Record<string, MarginMode>> = { CROSSED: 'cross', ISOLATED: 'isolated' };

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
