import { carryOutDue } from './agenda.ts';
import { type PaperExchange, recordChange } from './exchange.ts';
import { setPrice } from './set-price.ts';

/**
 * Lets a market that stood still go on: the orders that were accepted meanwhile meet the market, then comes the price that
 * it has by now. Returns whether it stood still.
 */
export function resumeMarket(exchange: PaperExchange, symbol: string): boolean {
  const held = exchange.halts.get(symbol);
  if (held === undefined) return false;
  exchange.halts.delete(symbol);
  recordChange(exchange, 'market-resumed', null, symbol, {});
  carryOutDue(exchange);
  if (held.last !== null || held.mark !== null) setPrice(exchange, symbol, held);
  return true;
}
