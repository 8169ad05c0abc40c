import { type Account, openLedger } from './account.ts';
import { checkMargin, isClosingLeg, limitReduction } from './check-exposure.ts';
import { type Decimal, zero } from './decimal.ts';
import { type PaperExchange, readPrice, takeNextId } from './exchange.ts';
import { executeLimitOrder, executeMarketOrder } from './execute-order.ts';
import { readOpenConditionalOrders, readPosition, saveConditionalOrder, saveOrder } from './ledger.ts';
import { hasOpenOrderNamed } from './order-names.ts';
import type { Price } from './market.ts';
import { type ConditionalOrder, type ConditionalType, isOpenConditionalOrder } from './order.ts';
import { findClosingSide } from './position.ts';
import { drawHex } from './random.ts';
import { updateLives } from './position-life.ts';
import { isRefusal } from './refusal.ts';
import { readRate } from './rules.ts';
import { readNow } from './timeline.ts';

/**
 * Whether the condition of the order holds at these prices. A stop fires when the price goes against the position it
 * closes (selling: at or below the trigger), a take-profit when it goes its way.
 * Source: docs, Binance USD-M, "New Algo Order": condition of STOP_MARKET and TAKE_PROFIT_MARKET, workingType.
 */
export function isTriggered(order: Pick<ConditionalOrder, 'type' | 'side' | 'triggerPrice' | 'workingPrice' | 'trail'>, price: Price): boolean {
  // A trailing stop that does not follow yet has no trigger.
  if (order.trail !== null && order.trail.extremePrice === null) return false;
  const watched = order.workingPrice === 'mark' ? price.mark : price.last;
  const firesBelow = isStopType(order.type) === (order.side === 'sell');
  return firesBelow ? watched.lte(order.triggerPrice) : watched.gte(order.triggerPrice);
}

/** Whether a type fires when the price goes against the position that it closes. */
export function isStopType(type: ConditionalType): boolean {
  return type === 'stop-market' || type === 'stop' || type === 'trailing-stop-market';
}

/** Whether price protection holds a trigger back: last and mark price are too far apart to be believed. */
function isHeldBack(exchange: PaperExchange, order: ConditionalOrder): boolean {
  const { last, mark } = readPrice(exchange, order.symbol);
  return order.priceProtect && last.minus(mark).abs().gt(mark.times(readRate(exchange.rules.triggerProtect)));
}

/** How much the child may execute now, or `null` if the exchange refuses it. Only here is a conditional order checked. */
function findChildQuantity(exchange: PaperExchange, account: Account, order: ConditionalOrder): Decimal | null {
  const { symbol, leg, side, quantity } = order;
  const position = readPosition(account, symbol, leg);
  if (quantity === null) return findClosingSide(position) === side ? position.quantity.abs() : null;
  if (order.reduceOnly || isClosingLeg(leg, side)) {
    const limited = limitReduction(exchange, position, side, quantity);
    return isRefusal(limited) ? null : limited;
  }
  const poor = checkMargin(exchange, account, symbol, leg, side, quantity, readPrice(exchange, symbol).last);
  return poor === null ? quantity : null;
}

/**
 * Triggers one conditional order: its child is an ordinary market order with an id of its own in the plain list. Every
 * step of the life cycle is written, so that the journal shows them all.
 */
export function triggerConditionalOrder(exchange: PaperExchange, account: Account, order: ConditionalOrder): void {
  const atMs = exchange.clock.nowMs();
  const { symbol, leg, side, conditionalOrderId, type, triggerPrice, workingPrice, closePosition } = order;
  const triggering = saveConditionalOrder(exchange, account, {
    ...order,
    status: 'triggering',
    updatedAtMs: atMs,
    triggeredAtMs: atMs,
  });
  const quantity = findChildQuantity(exchange, account, order);
  if (quantity === null) {
    saveConditionalOrder(exchange, account, { ...triggering, status: 'rejected' });
    updateLives(exchange, account, symbol);
    return;
  }
  const child = saveOrder(exchange, account, {
    ...{ symbol, leg, side, quantity },
    // Its parent's name may be taken in the list in which the child is to stand.
    clientOrderId: exchange.rules.childClientOrderId === 'same' && !hasOpenOrderNamed(openLedger(account, symbol), order.clientOrderId) ? order.clientOrderId : drawHex(exchange.random, 22),
    orderId: takeNextId(exchange, 'order', symbol),
    type: order.price === null ? 'market' : 'limit',
    timeInForce: order.timeInForce,
    price: order.price,
    isClosing: findClosingSide(readPosition(account, symbol, leg)) === side,
    executedQuantity: zero,
    executedCost: zero,
    status: 'new',
    reduceOnly: order.reduceOnly || closePosition,
    origin: 'conditional',
    parent: { conditionalOrderId, type, triggerPrice, workingPrice, closePosition },
    ...(order.attached === undefined ? {} : { attached: order.attached }),
    createdAtMs: atMs,
    updatedAtMs: atMs,
  });
  const triggered = saveConditionalOrder(exchange, account, { ...triggering, status: 'triggered', childOrderId: child.orderId });
  if (child.price === null) executeMarketOrder(exchange, account, child);
  else executeLimitOrder(exchange, account, child);
  saveConditionalOrder(exchange, account, { ...triggered, status: 'finished' });
  updateLives(exchange, account, symbol);
}

/** Triggers every conditional order of a symbol whose condition holds, over all accounts, oldest first. */
export function triggerConditionalOrders(exchange: PaperExchange, symbol: string): void {
  for (const account of exchange.accounts.values()) {
    if (!account.ledgers.has(symbol)) continue;
    const ledger = openLedger(account, symbol);
    for (const { conditionalOrderId } of readOpenConditionalOrders(ledger)) {
      // Read again: an order triggered a moment ago may have closed the position and ended this one.
      const order = readNow(ledger.conditionalOrders.get(conditionalOrderId)!);
      if (isOpenConditionalOrder(order) && isTriggered(order, readPrice(exchange, symbol)) && !isHeldBack(exchange, order)) {
        triggerConditionalOrder(exchange, account, order);
      }
    }
  }
}
