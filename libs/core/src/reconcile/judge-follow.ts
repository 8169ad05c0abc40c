import { whyTooOld, interestedInMs } from '../age-exit.ts';
import { exitSteps } from '../closing-steps.ts';
import { type Decimal, decimal, decimalText } from '../decimal.ts';
import { bestPrice, followedPrice, isWorthMoving } from '../follow-price.ts';
import { aimOf, planStop, type StopSight, stopsOf, whyInvalid } from '../plan-stop.ts';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import { followsOf, isFollowing, type StopPlan } from '../stop-plan.ts';
import { isBeyond, stopPrice } from '../stop-price.ts';
import type { Sight } from './sight.ts';

/** A stop that the exchange refused is not sent to the same price again before this, in milliseconds: the one before it protects meanwhile. */
const REFUSED_MS = 60_000;

/**
 * What the plan of an open position makes of the price and of the time: the close of one that has grown too old, or a tighter stop.
 * The best price is written down first, so that a death on the way forgets nothing; then the new stop is placed and seen to rest, and only
 * then does the row follow it, and the old one goes (I5). A stop that the price has fallen behind meanwhile would have
 * triggered: the position is closed. Null: nothing of the kind, its stop is to be kept as it is planned.
 */
export function judgeFollow(sight: Sight, row: PositionRecord, quantity: Decimal): Step[] | null {
  const { side, entryPrice, stopRule: plan } = row;
  if (entryPrice === null || row.origin === 'foreign' || !isFollowing(plan)) return null;
  const price = sight.rules.stopTrigger === 'mark' ? sight.view.markPrice : sight.view.lastPrice;
  if (plan.over !== undefined) return exitSteps(sight, row, quantity, plan.over === 'too_old' ? 'it has grown too old' : 'the price has passed the stop that was to follow it');
  const old = plan.age === undefined ? null : whyTooOld({ side, entryPrice, ageMs: ageMsOf(sight, row), price }, plan.age);
  if (old !== null) return [end(row, 'too_old', old)];
  const now = stopPrice(side, entryPrice, plan, sight.market);
  if (now === null) return null;
  const best = bestPrice(side, entryPrice, plan, price);
  const target = followedPrice(side, entryPrice, plan, best, sight.market);
  if (target === null || !isWorthMoving(side, entryPrice, plan, now, target)) return null;
  if (plan.best === undefined || !decimal(plan.best).eq(best)) return [raiseBest(sight, row, best)];
  return tighten(sight, row, quantity, { ...followsOf(plan), best: plan.best, movedTo: decimalText(target) }, price);
}

/** How long until the plan of a row wants the price looked at again, in milliseconds; null: it never does. */
export function followAgainInMs(sight: Sight, row: PositionRecord): number | null {
  const { breakEven, trailing, age } = row.stopRule;
  if (row.status !== 'open' || row.origin === 'foreign' || !isFollowing(row.stopRule)) return null;
  const inMs = breakEven === undefined && trailing === undefined && age !== undefined ? interestedInMs(ageMsOf(sight, row), age) : 0;
  return Math.max(sight.rules.bounds.followEveryMs, inMs);
}

function ageMsOf(sight: Sight, { firstFillAtMs, createdAtMs }: PositionRecord): number {
  return sight.beganAtMs - (firstFillAtMs ?? createdAtMs);
}

/** The decision is written down before anything is sent for it: whoever comes next carries it out, and the row's end is told by it. */
function end(row: PositionRecord, over: NonNullable<StopPlan['over']>, why: string): Step {
  return {
    type: 'record',
    why,
    facts: { positions: [{ id: row.id, stopRule: { ...row.stopRule, over } }], events: [{ positionId: row.id, type: over === 'too_old' ? 'position_too_old' : 'stop_passed', evidence: null, data: { why } }] },
  };
}

function raiseBest(sight: Sight, row: PositionRecord, best: Decimal): Step {
  return {
    type: 'record',
    why: `the price was as good as ${decimalText(best)}`,
    facts: {
      positions: [{ id: row.id, stopRule: { ...row.stopRule, best: decimalText(best) } }],
      events: [{ positionId: row.id, type: 'best_price_raised', evidence: null, data: { from: row.stopRule.best ?? null, to: decimalText(best), at: sight.beganAtMs } }],
    },
  };
}

function tighten(sight: Sight, row: PositionRecord, quantity: Decimal, plan: StopPlan & { readonly movedTo: string }, price: Decimal): Step[] | null {
  const moved = { ...row, stopRule: plan };
  const aim = aimOf(sight, moved);
  const stops = stopsOf(sight, row);
  if (aim === null || stops.some(({ order, report }) => order.status === 'triggered' || report?.status === 'triggered')) return null;
  const newest = stops.filter(({ report }) => report?.status === 'resting').at(-1);
  if (newest !== undefined && whyInvalid(newest, row, quantity, aim, sight) === null) return [followStop(row, plan, newest)];
  if (isBeyond(row.side, aim.price, price)) return [end(row, 'passed', `the price ${decimalText(price)} has passed ${decimalText(aim.price)}, where its stop was to follow`)];
  if (newest !== undefined && !mayMoveNow(sight, stops, newest, aim.price)) return null;
  const steps = planStop(sight, moved, quantity);
  // What cannot be helped by a stop is judged by the stop that rests: nobody closes a position because its stop should move.
  return steps.length === 0 || steps.some((step) => step.type === 'send' && step.send.closesPositionId !== null) ? null : steps;
}

/** Neither one move upon the other, nor again where the exchange has just refused one. */
function mayMoveNow({ records, rules }: Sight, stops: readonly StopSight[], newest: StopSight, price: Decimal): boolean {
  const isRefused = stops.some(({ order }) => order.status === 'rejected' && order.triggerPrice?.eq(price) && records.nowMs - order.createdAtMs < REFUSED_MS);
  return !isRefused && records.nowMs - newest.order.createdAtMs >= rules.bounds.followEveryMs;
}

function followStop(row: PositionRecord, plan: StopPlan & { readonly movedTo: string }, { order }: StopSight): Step {
  return {
    type: 'record',
    why: `the stop follows the price to ${plan.movedTo}`,
    facts: {
      positions: [{ id: row.id, stopRule: plan }],
      events: [{ positionId: row.id, type: 'stop_followed', evidence: 'E1', data: { to: plan.movedTo, best: plan.best ?? null, clientOrderId: order.clientOrderId } }],
    },
  };
}
