import { carryOutMatches, listUnmatched } from './agenda.ts';
import { refillBook } from './book.ts';
import { noteCandle } from './candles.ts';
import { roundToStep, toText } from './decimal.ts';
import { tellObservers } from './events.ts';
import { type PaperExchange, findMarket, readPrice, recordChange } from './exchange.ts';
import { fillRestingOrder } from './execute-order.ts';
import { holdBackPrice } from './hold-back.ts';
import type { PriceChange } from './market.ts';
import { forgetMargin } from './margin-book.ts';
import { readOpenOrders } from './ledger.ts';
import { type Order, isOpenOrder } from './order.ts';
import { liquidateWherePoor } from './liquidate.ts';
import { readNow } from './timeline.ts';
import { advanceTrails } from './trail.ts';
import { triggerConditionalOrders } from './trigger-conditional-orders.ts';

/** Fills the resting orders of a symbol that its last price has reached, at their own price. */
function fillReachedOrders(exchange: PaperExchange, symbol: string): void {
  const { last } = readPrice(exchange, symbol);
  const isReached = ({ price, side }: Order): boolean =>
    price !== null && (side === 'buy' ? last.lte(price) : last.gte(price));
  const unmatched = listUnmatched(exchange, symbol);
  for (const account of exchange.accounts.values()) {
    const ledger = account.ledgers.get(symbol);
    if (ledger === undefined) continue;
    for (const { orderId } of readOpenOrders(ledger)) {
      const order = readNow(ledger.orders.get(orderId)!);
      if (!isOpenOrder(order) || !isReached(order) || unmatched.has(orderId)) continue;
      fillRestingOrder(exchange, account, order);
    }
  }
}

/**
 * Moves the prices of a symbol, then lets the orders that wait for them act: resting orders fill, conditional orders
 * trigger; then whom the price has ruined is liquidated. Prices are put on the market's tick. Throws if there is no such market.
 */
export function setPrice(exchange: PaperExchange, symbol: string, change: PriceChange): void {
  if (holdBackPrice(exchange, symbol, change)) return;
  // Orders that are due at the matching engine by now meet the price that they were acknowledged at.
  carryOutMatches(exchange);
  const { tick } = findMarket(exchange, symbol);
  const before = readPrice(exchange, symbol);
  const last = change.last === null ? before.last : roundToStep(change.last, tick);
  // The mark price is an index, not a trade: it need not lie on the tick.
  const mark = change.mark ?? (change.last === null ? before.mark : last);
  exchange.prices.set(symbol, { last, mark, updatedAtMs: exchange.clock.nowMs() });
  for (const account of exchange.accounts.values()) if (account.ledgers.has(symbol)) forgetMargin(account, symbol);
  recordChange(exchange, 'price-changed', null, symbol, { last: toText(last), mark: toText(mark) });
  noteCandle(exchange, symbol, before.last);
  refillBook(exchange, symbol);
  fillReachedOrders(exchange, symbol);
  for (const account of exchange.accounts.values()) advanceTrails(exchange, account, symbol);
  triggerConditionalOrders(exchange, symbol);
  tellObservers(exchange, () => ({ kind: 'price', symbol }));
  liquidateWherePoor(exchange, symbol);
}
