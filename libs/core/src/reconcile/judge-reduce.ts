import { exitSteps } from '../closing-steps.ts';
import { type Decimal, decimalText, floorTo, minOf } from '../decimal.ts';
import { isTerminal } from '../order.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import { doneFor, isNothing, type Wish } from '../wish.ts';
import { EXITS_IN_VAIN_MAX, isInVain, restAfterVainMs } from './exits-in-vain.ts';
import { nextWishOf, settleStep } from './judge-wishes.ts';
import type { Sight } from './sight.ts';

/** Why a `reduce` waits in books that were put back. */
export const WAITS_FOR_RECOVERY = 'the books were put back, and nothing is taken off for a signal before they are recovered';
/** How long it waits until somebody looks whether they are, in milliseconds. */
const HELD_MS = 5_000;

/**
 * Takes off a position what a `reduce` wants, once: the amount is fixed before anything is sent, what was executed for it
 * counts, and no exit follows one of which it is not known what became. `held` is what both sides say is held.
 */
export function judgeReduce(sight: Sight, row: PositionRecord, held: Decimal): Step[] {
  const wish = nextWishOf(sight, row);
  if (wish?.action !== 'reduce') return [];
  const done = doneFor(wish, sight.records.orders);
  const untilRecovered: Step[] = [{ type: 'wait', why: WAITS_FOR_RECOVERY, forMs: HELD_MS }];
  // What was executed for it may not be known yet.
  if (wish.isHeld && isNothing(done)) return untilRecovered;
  if (wish.targetQuantity === null) return [fixAmount(sight, row, wish, held)];
  const left = wish.targetQuantity.minus(done);
  const told = `${decimalText(done)} of ${decimalText(wish.targetQuantity)}`;
  const own = sight.records.orders.filter((order) => order.wishId === wish.id).toSorted((a, b) => a.generation - b.generation);
  if (own.some(({ status }) => !isTerminal(status))) return [{ type: 'wait', why: `what became of an exit for signal ${wish.externalId} is not known yet`, forMs: 1_000 }];
  if (isNothing(left)) return [settleStep(wish, 'reduced', `by ${decimalText(done)}`, row.id)];
  if (left.lt(sight.market.quantityMin)) return [settleStep(wish, 'reduced', `by ${told}; the rest is below what the market takes`, row.id)];
  if (wish.isHeld) return untilRecovered;
  const vain = own.slice(own.findLastIndex((order) => !isInVain(order)) + 1);
  // One that never got there says nothing about the next.
  if (vain.filter(({ status }) => status !== 'never_existed').length >= EXITS_IN_VAIN_MAX) {
    return [settleStep(wish, isNothing(done) ? 'failed' : 'reduced', `by ${told}; ${vain.length} exits in a row came to nothing`, row.id)];
  }
  const forMs = restAfterVainMs(vain, sight.records.nowMs);
  if (forMs > 0) return [{ type: 'wait', why: 'the last exit came to nothing', forMs }];
  return exitSteps(sight, row, minOf(left, held), `signal ${wish.externalId} of ${wish.source} takes off ${told}`, wish);
}

/** What the wish comes to on the market's step, and no more than is held. */
function fixAmount(sight: Sight, row: PositionRecord, wish: Wish, held: Decimal): Step {
  // Books that were put back may have lost the amount, and not what was executed for it.
  const before = held.plus(doneFor(wish, sight.records.orders));
  const asked = wish.quantity ?? before.times(wish.fraction ?? '0');
  const quantity = minOf(before, floorTo(asked, sight.market.step));
  if (isNothing(quantity) || quantity.lt(sight.market.quantityMin)) {
    return settleStep(wish, 'skipped_filter', `${decimalText(asked)} is below what the market takes (${decimalText(sight.market.quantityMin)})`, row.id);
  }
  return {
    type: 'record',
    why: `signal ${wish.externalId} takes ${decimalText(quantity)} off ${decimalText(before)}`,
    facts: {
      wishTargets: [{ id: wish.id, quantity }],
      events: [{ positionId: row.id, type: 'reduce_sized', evidence: null, data: { source: wish.source, signal: wish.externalId, quantity: decimalText(quantity), held: decimalText(before) } }],
    },
  };
}
