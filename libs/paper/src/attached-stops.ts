import type { Account } from './account.ts';
import { type Decimal, zero } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readPosition, saveOrder } from './ledger.ts';
import type { AttachedStops, Order } from './order.ts';
import { findClosingSide } from './position.ts';
import { type StopPurpose, isBeyond, putPositionStop } from './position-stops.ts';

/** Gives a resting order other stops to bring along. Returns it. */
export function attachStops(exchange: PaperExchange, account: Account, order: Order, attached: AttachedStops): Order {
  return saveOrder(exchange, account, { ...order, attached, updatedAtMs: exchange.clock.nowMs() });
}

/**
 * Sets what an order brought along on the position that it has just made larger, in the same instant: such a position is
 * never bare. A stop that the price has passed already triggers with the next thing that happens.
 * Source: docs, Bybit v5, "Place Order": stopLoss, takeProfit, tpslMode.
 */
export function setAttachedStops(exchange: PaperExchange, account: Account, order: Order, added: Decimal): void {
  const { symbol, leg, attached, clientOrderId } = order;
  if (attached === undefined || added.lte(zero)) return;
  const closingSide = findClosingSide(readPosition(account, symbol, leg));
  if (closingSide === null || closingSide === order.side) return;
  const { mode } = attached;
  const quantity = mode === 'full' ? null : added;
  for (const [purpose, wish] of [['stop', attached.stop], ['take-profit', attached.takeProfit]] as const satisfies readonly [StopPurpose, unknown][]) {
    if (wish === null) continue;
    putPositionStop(exchange, account, { symbol, leg, purpose, mode, wish, quantity, clientOrderId: `#${purpose} of ${clientOrderId}` }, wish);
    if (isBeyond(exchange, symbol, closingSide, purpose, wish)) exchange.agenda.push({ kind: 'trigger', dueMs: exchange.clock.nowMs(), account: account.name, symbol });
  }
}
