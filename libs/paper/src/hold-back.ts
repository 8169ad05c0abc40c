/** What a market that stands still keeps back: prices, and orders that have been accepted. */
import { type PaperExchange, findMarket, recordChange } from './exchange.ts';
import type { PriceChange } from './market.ts';

/** Whether the market of a symbol stands still. */
export function isHalted({ halts }: PaperExchange, symbol: string): boolean {
  return halts.size > 0 && halts.has(symbol);
}

/** Keeps a price back if the market stands still. Returns whether it did. */
export function holdBackPrice(exchange: PaperExchange, symbol: string, change: PriceChange): boolean {
  const held = exchange.halts.get(symbol);
  if (held === undefined) return false;
  findMarket(exchange, symbol);
  // A last price alone moves the mark price with it, one that was held back before included.
  exchange.halts.set(symbol, { last: change.last ?? held.last, mark: change.mark ?? (change.last === null ? held.mark : null) });
  return true;
}

/** Lets a market stand still: requests are taken and answered as always, but no price moves and no order meets the market. */
export function haltMarket(exchange: PaperExchange, symbol: string): void {
  findMarket(exchange, symbol);
  if (isHalted(exchange, symbol)) return;
  exchange.halts.set(symbol, { last: null, mark: null });
  recordChange(exchange, 'market-halted', null, symbol, {});
}
