import { type Account, type Decimal, type Order, zero } from '@breakwater/paper';

/** What the executions of one order have come to. */
interface FillSum {
  readonly quantity: Decimal;
  readonly commission: Decimal;
  /** Profit of what they closed, after fees; zero for an order that closed nothing. */
  readonly closedProfit: Decimal;
}

const nothing: FillSum = { quantity: zero, commission: zero, closedProfit: zero };
/** By ledger, extended as executions come in: what each order had come to after each of its executions. */
const sums = new WeakMap<object, { seen: number; readonly byOrder: Map<number, FillSum[]> }>();

/**
 * Adds up the executions of an order as far as `order` knows of them: it may be what it was some executions ago, for a
 * message is written after all that happened in its instant. Only executions since the last time are looked at.
 */
export function sumFills(account: Account, { symbol, orderId, executedQuantity }: Order): FillSum {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return nothing;
  const known = sums.get(ledger) ?? { seen: 0, byOrder: new Map<number, FillSum[]>() };
  sums.set(ledger, known);
  for (; known.seen < ledger.fills.length; known.seen++) {
    const fill = ledger.fills[known.seen]!;
    const steps = known.byOrder.get(fill.orderId) ?? [];
    const before = steps.at(-1) ?? nothing;
    const closed = fill.closedQuantity.eq(zero) ? zero : fill.realisedProfit.minus(fill.commission);
    steps.push({ quantity: before.quantity.plus(fill.quantity), commission: before.commission.plus(fill.commission), closedProfit: before.closedProfit.plus(closed) });
    known.byOrder.set(fill.orderId, steps);
  }
  return known.byOrder.get(orderId)?.findLast(({ quantity }) => quantity.lte(executedQuantity)) ?? nothing;
}
