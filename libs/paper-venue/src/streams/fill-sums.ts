import { type Account, type Decimal, zero } from '@breakwater/paper';

/** What the executions of one order have come to. */
interface FillSum {
  readonly commission: Decimal;
  /** Profit of what they closed, after fees; zero for an order that closed nothing. */
  readonly closedProfit: Decimal;
}

const nothing: FillSum = { commission: zero, closedProfit: zero };
/** By ledger, extended as executions come in. */
const sums = new WeakMap<object, { seen: number; readonly byOrder: Map<number, FillSum> }>();

/** Adds up the executions of an order. Only those since the last time are looked at, so that every message may ask. */
export function sumFills(account: Account, symbol: string, orderId: number): FillSum {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return nothing;
  const known = sums.get(ledger) ?? { seen: 0, byOrder: new Map<number, FillSum>() };
  sums.set(ledger, known);
  for (; known.seen < ledger.fills.length; known.seen++) {
    const fill = ledger.fills[known.seen]!;
    const before = known.byOrder.get(fill.orderId) ?? nothing;
    const closed = fill.closedQuantity.eq(zero) ? zero : fill.realisedProfit.minus(fill.commission);
    known.byOrder.set(fill.orderId, { commission: before.commission.plus(fill.commission), closedProfit: before.closedProfit.plus(closed) });
  }
  return known.byOrder.get(orderId) ?? nothing;
}
