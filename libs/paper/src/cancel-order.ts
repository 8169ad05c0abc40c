import type { Account } from './account.ts';
import type { PaperExchange } from './exchange.ts';
import { readOpenConditionalOrders, readOpenOrders, saveConditionalOrder, saveOrder } from './ledger.ts';
import { type ConditionalOrder, type Order, type OrderEnding, isOpenConditionalOrder, isOpenOrder } from './order.ts';
import { updateLives } from './position-life.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Cancels a resting order, for a client or for the venue's own reason. Returns it, or the refusal if it no longer rests. */
export function cancelOrder(exchange: PaperExchange, account: Account, order: Order | null, ending?: OrderEnding): Order | Refusal {
  if (order === null || !isOpenOrder(order)) return refuse('cancel-not-found');
  return saveOrder(exchange, account, { ...order, status: 'canceled', updatedAtMs: exchange.clock.nowMs(), ...(ending === undefined ? {} : { ending }) });
}

/** Cancels a waiting conditional order. Returns it, or the refusal if it no longer waits. */
export function cancelConditionalOrder(
  exchange: PaperExchange,
  account: Account,
  order: ConditionalOrder | null,
  ending?: OrderEnding,
): ConditionalOrder | Refusal {
  if (order === null || !isOpenConditionalOrder(order)) return refuse('cancel-not-found');
  const updatedAtMs = exchange.clock.nowMs();
  const canceled = saveConditionalOrder(exchange, account, { ...order, status: 'canceled', updatedAtMs, ...(ending === undefined ? {} : { ending }) });
  updateLives(exchange, account, order.symbol);
  return canceled;
}

/** Cancels every resting order of a symbol. Conditional orders stay. Returns how many were cancelled. */
export function cancelAllOrders(exchange: PaperExchange, account: Account, symbol: string, ending?: OrderEnding): number {
  const ledger = account.ledgers.get(symbol);
  const open = ledger === undefined ? [] : readOpenOrders(ledger);
  for (const order of open) cancelOrder(exchange, account, order, ending);
  return open.length;
}

/** Cancels every waiting conditional order of a symbol. Plain orders stay. Returns how many were cancelled. */
export function cancelAllConditionalOrders(exchange: PaperExchange, account: Account, symbol: string, ending?: OrderEnding): number {
  const ledger = account.ledgers.get(symbol);
  const open = ledger === undefined ? [] : readOpenConditionalOrders(ledger);
  for (const order of open) cancelConditionalOrder(exchange, account, order, ending);
  return open.length;
}
