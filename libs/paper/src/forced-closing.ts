import type { Account } from './account.ts';
import type { Decimal } from './decimal.ts';
import type { PaperExchange } from './exchange.ts';
import { readPosition } from './ledger.ts';
import type { Order } from './order.ts';
import type { Position } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';
import { readNow } from './timeline.ts';

/** What the venue did to a position against the account's will. */
export interface ForcedClosing {
  /** The venue's own order; the last one where it took several. */
  readonly order: Order;
  /** What they executed of the position together, in units of the base asset. */
  readonly executedQuantity: Decimal;
}

/**
 * Lets `provoke` bring a cause about and tells what the venue then did to the position: `cannot-be-ruined` if nothing
 * followed from it.
 */
export function watchForcedClosing(exchange: PaperExchange, account: Account, position: Position, origin: 'liquidation' | 'adl', provoke: () => void): ForcedClosing | Refusal {
  const { symbol, leg } = position;
  const firstOrderId = exchange.sequences.get(`order ${symbol}`) ?? 0;
  provoke();
  const orders = [...(account.ledgers.get(symbol)?.orders.values() ?? [])].map(readNow).filter((order) => order.orderId >= firstOrderId && order.origin === origin && order.leg === leg && order.executedQuantity.gt('0'));
  const order = orders.at(-1);
  if (order === undefined) return refuse('cannot-be-ruined');
  return { order, executedQuantity: position.quantity.abs().minus(readPosition(account, symbol, leg).quantity.abs()) };
}
