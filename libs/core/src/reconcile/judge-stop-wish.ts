import { isAhead } from '../ahead.ts';
import { type Decimal, decimalText } from '../decimal.ts';
import { aimOf, planStop, stopsOf, whyInvalid } from '../plan-stop.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { StopPlan } from '../stop-plan.ts';
import { isBeyond } from '../stop-price.ts';
import { toStopPlan, type Wish } from '../wish.ts';
import { nextWishOf, settleStep } from './judge-wishes.ts';
import type { Sight } from './sight.ts';

/**
 * Moves a position's stop where a `set_stop` wants it: the new one is placed and seen to rest before the row follows it, and only
 * then does the old one go (I5). Until then the row's own plan stands, so that a stop that is refused costs nothing. Null:
 * nobody wants it moved, or there is something else to do about the stops first.
 */
export function judgeStopWish(sight: Sight, row: PositionRecord, quantity: Decimal): Step[] | null {
  const wish = nextWishOf(sight, row);
  if (wish?.action !== 'set_stop' || wish.stopRule === null || row.entryPrice === null) return null;
  const plan = toStopPlan({ ...wish, stopRule: wish.stopRule }, row.stopRule);
  const aim = aimOf(sight, { ...row, stopRule: plan });
  if (aim === null) return [settleStep(wish, 'skipped_filter', `the stop ${JSON.stringify(wish.stopRule)} gives no price`, row.id)];
  const { price } = aim;
  const stops = stopsOf(sight, row);
  if (stops.some(({ order, report }) => order.status === 'triggered' || report?.status === 'triggered')) return null;
  const newest = stops.filter(({ report }) => report?.status === 'resting').at(-1);
  if (newest !== undefined && whyInvalid(newest, row, quantity, aim, sight) === null) return [follow(row, wish, plan, newest.report?.triggerPrice ?? price)];
  const refused = whyRefused(sight, row, wish, price) ?? whyNotTaken(stops.map(({ order }) => order), wish, price);
  if (refused !== null) return [settleStep(wish, refused.outcome, refused.reason, row.id)];
  const steps = planStop(sight, { ...row, stopRule: plan }, quantity);
  if (steps.length === 0) return [settleStep(wish, 'failed', 'the newest stop cannot be replaced', row.id)];
  if (!steps.some(isExit)) return steps;
  // What cannot be helped by a stop is judged by the row's own plan: nobody closes a position because its stop should move.
  const own = planStop(sight, row, quantity);
  return own.some(isExit) ? null : [settleStep(wish, 'failed', `no stop can rest at ${decimalText(price)}; the one before it stays`, row.id)];
}

function isExit(step: Step): boolean {
  return step.type === 'send' && step.send.closesPositionId !== null;
}

function follow(row: PositionRecord, wish: Wish, plan: StopPlan, price: Decimal): Step {
  const { facts, ...settled } = settleStep(wish, 'stop_set', `the stop rests at ${decimalText(price)}`, row.id);
  return { ...settled, facts: { ...facts, positions: [{ id: row.id, stopRule: plan }] } };
}

interface Refused {
  readonly outcome: 'skipped_filter' | 'failed';
  readonly reason: string;
}

function whyRefused(sight: Sight, row: PositionRecord, wish: Wish, price: Decimal): Refused | null {
  const working = sight.rules.stopTrigger === 'mark' ? sight.view.markPrice : sight.view.lastPrice;
  if (isBeyond(row.side, price, working)) return { outcome: 'skipped_filter', reason: `the price ${decimalText(working)} is already beyond the stop ${decimalText(price)}` };
  const now = aimOf(sight, row)?.price ?? null;
  if (now === null || wish.mayLoosen || !isAhead(row.side, now, price)) return null;
  return { outcome: 'skipped_filter', reason: `${decimalText(price)} would loosen the stop at ${decimalText(now)}, and the signal does not say mayLoosen` };
}

/** Whether the exchange refused a stop at this price since it is wished for. */
function whyNotTaken(stops: readonly { readonly status: string; readonly createdAtMs: number; readonly triggerPrice: Decimal | null }[], wish: Wish, price: Decimal): Refused | null {
  const isRefused = stops.some(({ status, createdAtMs, triggerPrice }) => status === 'rejected' && createdAtMs >= wish.createdAtMs && triggerPrice?.eq(price));
  return isRefused ? { outcome: 'failed', reason: `the exchange refused a stop at ${decimalText(price)}; the one before it stays` } : null;
}
