import { decimalText } from '../decimal.ts';
import type { Facts } from '../facts.ts';
import type { OrderRecord } from '../order.ts';
import type { KeyRecords } from '../views.ts';
import { doneFor, isNothing } from '../wish.ts';
import { settleStep } from './judge-wishes.ts';

/**
 * What it means for a `reduce` that its exit was given up, of which nobody heard: it is not sent again, as an entry is not, for what cannot
 * be found may have been executed all the same, and would take the amount off twice (I2, outside the assumed bounds too). Its sender hears
 * what is known. Nothing for any other order; a `close` cannot take off too much, and is tried again.
 */
export function giveUpReduce({ wishes, orders }: KeyRecords, order: OrderRecord): Facts {
  const wish = wishes.find(({ id, action }) => id === order.wishId && action === 'reduce');
  if (wish === undefined) return {};
  const done = doneFor(wish, orders);
  const reason = `by ${decimalText(done)}; nobody heard of exit ${order.clientOrderId}, and it was not found: it is not sent again`;
  return settleStep(wish, isNothing(done) ? 'failed' : 'reduced', reason, order.positionId).facts;
}
