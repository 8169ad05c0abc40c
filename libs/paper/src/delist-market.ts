import { cancelAllConditionalOrders, cancelAllOrders } from './cancel-order.ts';
import { closeByForce } from './close-by-force.ts';
import { type PaperExchange, findMarket, recordChange } from './exchange.ts';
import { forgetMargin } from './margin-book.ts';
import type { Market } from './market.ts';
import { listOpenPositions } from './read-account.ts';

/** Writes a changed market. */
function saveMarket(exchange: PaperExchange, market: Market): void {
  exchange.markets.set(market.symbol, market);
  for (const account of exchange.accounts.values()) if (account.ledgers.has(market.symbol)) forgetMargin(account, market.symbol);
}

/** Begins to delist a contract: from now on it can be closed, not opened. Throws if there is no such market. */
export function startDelisting(exchange: PaperExchange, symbol: string): void {
  saveMarket(exchange, { ...findMarket(exchange, symbol), status: 'settling' });
  recordChange(exchange, 'market-settling', null, symbol, {});
}

/**
 * Settles a contract and takes it off: every order ends, every position is closed at the mark price by an order of the
 * venue's own. Throws if there is no such market. Source: docs, Binance USD-M, "Event: Order Update": settlement_autoclose-.
 */
export function settleMarket(exchange: PaperExchange, symbol: string): void {
  const market = findMarket(exchange, symbol);
  for (const account of exchange.accounts.values()) {
    cancelAllOrders(exchange, account, symbol, 'settlement');
    for (const { leg } of listOpenPositions(account, symbol, exchange.clock.nowMs())) closeByForce(exchange, account, symbol, leg, 'settlement', null);
    cancelAllConditionalOrders(exchange, account, symbol, 'settlement');
  }
  saveMarket(exchange, { ...market, status: 'closed' });
  recordChange(exchange, 'market-closed', null, symbol, {});
}
