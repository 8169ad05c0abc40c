import { type Account, readWallet } from './account.ts';
import { computeIncrease } from './check-exposure.ts';
import { type Decimal, toText, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice, recordChange, takeNextId } from './exchange.ts';
import type { Execution, Fill } from './fill.ts';
import { appendFill, readPosition, saveOrder, savePosition } from './ledger.ts';
import type { Order } from './order.ts';
import { updateLives } from './position-life.ts';
import { applyExecution } from './position.ts';
import { readRate } from './rules.ts';

/** Notes what an order of a client added to a position without being meant as an entry. */
function noteUnintendedIncrease(account: Account, order: Order, quantity: Decimal, timeMs: number): void {
  const isSuspect = order.origin === 'conditional' || (order.origin === 'client' && order.isClosing);
  if (!isSuspect || quantity.eq(zero)) return;
  const { symbol, orderId, clientOrderId } = order;
  account.unintendedIncreases.push({ symbol, orderId, clientOrderId, timeMs, quantity });
}

/**
 * Books one execution of an order: fill, fee, wallet, position, order. Returns the order afterwards. The execution must
 * not exceed what is left of the order.
 */
export function bookExecution(
  exchange: PaperExchange,
  account: Account,
  order: Order,
  execution: Execution,
  isMaker: boolean,
): Order {
  const timeMs = exchange.clock.nowMs();
  const { symbol, leg, side } = order;
  const { price, quantity } = execution;
  const asset = findMarket(exchange, symbol).marginAsset;
  const rate = isMaker ? exchange.rules.makerRate : exchange.rules.takerRate;
  const commission = price.times(quantity).times(readRate(rate)).round(8);
  const change = applyExecution(readPosition(account, symbol, leg), side, quantity, price, timeMs);
  const increase = computeIncrease(readPosition(account, symbol, leg), side, quantity);
  noteUnintendedIncrease(account, order, increase, timeMs);
  const tradeId = takeNextId(exchange, 'trade', symbol);

  const fill: Fill = {
    symbol,
    tradeId,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    leg,
    side,
    price,
    quantity,
    commission,
    commissionAsset: asset,
    realisedProfit: change.realisedProfit,
    isMaker,
    timeMs,
    closedQuantity: quantity.minus(increase),
    leftQuantity: order.quantity.minus(order.executedQuantity).minus(quantity),
    markPrice: readPrice(exchange, symbol).mark,
  };
  appendFill(account, fill);
  recordChange(exchange, 'fill', account, symbol, {
    tradeId,
    orderId: order.orderId,
    clientOrderId: order.clientOrderId,
    side,
    leg,
    price: toText(price),
    quantity: toText(quantity),
  });
  account.wallets.set(asset, readWallet(account, asset).plus(change.realisedProfit).minus(commission));

  const executedQuantity = order.executedQuantity.plus(quantity);
  const status = executedQuantity.eq(order.quantity) ? 'filled' : 'partially-filled';
  const executedCost = order.executedCost.plus(price.times(quantity));
  const filled = saveOrder(exchange, account, { ...order, executedQuantity, executedCost, status, updatedAtMs: timeMs }, fill);
  savePosition(exchange, account, change.position);
  updateLives(exchange, account, symbol);
  return filled;
}
