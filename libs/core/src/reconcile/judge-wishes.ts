import { decimalText, ZERO } from '../decimal.ts';
import { isTerminal, type OrderRecord } from '../order.ts';
import { isLive, type PositionRecord } from '../position.ts';
import type { SignalChange } from '../facts.ts';
import type { Step } from '../step.ts';
import { concerns, doneFor, isNothing, mayTouch, type Wish } from '../wish.ts';
import type { Sight } from './sight.ts';

/** The live rows that a wish may touch. A reduce that has begun is about the row that it began on, whatever opens beside it. */
function rowsFor(sight: Sight, wish: Wish): PositionRecord[] {
  const begunOn = wish.action === 'reduce' ? exitsFor(sight, wish).find(({ positionId }) => positionId !== null)?.positionId : undefined;
  return sight.records.positions.filter((row) => isLive(row.status) && mayTouch(wish, row) && (begunOn === undefined || row.id === begunOn));
}

function exitsFor(sight: Sight, wish: Wish): OrderRecord[] {
  return sight.records.orders.filter((order) => order.wishId === wish.id);
}

/** The close that is wanted of a row, the oldest of several; null: none. */
export function closeWishOf(sight: Sight, row: PositionRecord): Wish | null {
  return sight.records.wishes.find((wish) => wish.action === 'close' && mayTouch(wish, row) && whyUnfit(sight, wish) === null) ?? null;
}

/** What else is wanted of a row, one thing after the other in the order in which it came; null: nothing. */
export function nextWishOf(sight: Sight, row: PositionRecord): Wish | null {
  return sight.records.wishes.find((wish) => wish.action !== 'close' && rowsFor(sight, wish).some(({ id }) => id === row.id) && whyUnfit(sight, wish) === null) ?? null;
}

/** Whether the operator wants a position closed although it is foreign, and no row knows it yet. */
export function coversForeign(sight: Sight, report: { readonly leg: PositionRecord['leg']; readonly side: PositionRecord['side'] }): boolean {
  return sight.records.wishes.some((wish) => wish.action === 'close' && wish.coversForeign && concerns(wish, report.leg, report.side) && sight.rules.mode !== 'observe');
}

/** Wishes that nothing can be done about, each ended with its reason. The others are carried out leg by leg. */
export function endUnfitWishes(sight: Sight): Step[] {
  return sight.records.wishes.flatMap((wish) => {
    const unfit = whyUnfit(sight, wish);
    return unfit === null ? [] : [settleStep(wish, unfit.outcome, unfit.reason, null)];
  });
}

interface Unfit {
  readonly outcome: SignalChange['outcome'];
  readonly reason: string;
}

function whyUnfit(sight: Sight, wish: Wish): Unfit | null {
  if (sight.rules.mode === 'observe') {
    // What was sent before the mode changed may still be carried out: until that is known, nobody can say what it came to.
    if (exitsFor(sight, wish).some(({ status }) => !isTerminal(status))) return null;
    const isBegun = !isNothing(doneFor(wish, sight.records.orders));
    return { outcome: isBegun ? 'failed' : 'skipped_filter', reason: 'the account is in mode observe: nothing is sent' };
  }
  const rows = rowsFor(sight, wish);
  if (rows.length > 1 && wish.action !== 'close') return { outcome: 'skipped_filter', reason: 'both legs are open: the signal must say which is meant' };
  if (rows.length > 0) return null;
  const foreign = sight.records.positions.find((row) => isLive(row.status) && concerns(wish, row.leg, row.side));
  if (foreign !== undefined) return { outcome: 'skipped_no_position', reason: 'the position is foreign, and not ours to touch' };
  const held = sight.view.positions.find((report) => report.quantity.gt(ZERO) && concerns(wish, report.leg, report.side));
  if (held === undefined) return { outcome: 'skipped_no_position', reason: 'no position of ours is open' };
  // It is about to be taken into the books, and then it is one of ours like any other.
  if (sight.rules.foreignPositions === 'adopt' || (wish.coversForeign && wish.action === 'close')) return null;
  return { outcome: 'skipped_no_position', reason: `no position of ours is open; what the exchange holds (${decimalText(held.quantity)}) is foreign, and not ours to touch` };
}

/** What a wish came to, written with its event. */
export function settleStep(wish: Wish, outcome: SignalChange['outcome'], reason: string, positionId: string | null): Extract<Step, { type: 'record' }> {
  return {
    type: 'record',
    why: `signal ${wish.externalId} (${wish.action}): ${outcome}, ${reason}`,
    facts: {
      signals: [{ id: wish.id, outcome, reason }],
      events: [{ positionId, type: `signal_${outcome}`, evidence: null, data: { source: wish.source, signal: wish.externalId, reason } }],
    },
  };
}

/**
 * What the end of a row means for what was wanted of it: to be written with that end, so that no wish outlives its position and
 * meets the next one of the key.
 */
export function settleAtClose(sight: Sight, row: PositionRecord, reason: string): Pick<Extract<Step, { type: 'record' }>['facts'], 'signals' | 'events'> {
  const ended = sight.records.wishes.filter((wish) => mayTouch(wish, row) && rowsFor(sight, wish).every(({ id }) => id === row.id));
  const settled = ended.map((wish) => {
    const done = doneFor(wish, sight.records.orders);
    if (wish.action === 'close') return settleStep(wish, 'closed', `its position is closed (${reason})`, row.id);
    if (wish.action === 'reduce' && !isNothing(done)) return settleStep(wish, 'reduced', `by ${decimalText(done)}; its position is closed (${reason})`, row.id);
    return settleStep(wish, 'skipped_no_position', `its position was closed before (${reason})`, row.id);
  });
  return { signals: settled.flatMap(({ facts }) => facts.signals ?? []), events: settled.flatMap(({ facts }) => facts.events ?? []) };
}
