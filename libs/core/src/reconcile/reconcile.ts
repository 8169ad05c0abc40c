/**
 * Reconciliation of one symbol key: what must be done so that the books tell the truth and the position is protected.
 *
 * The exchange is believed about what is live; the database is believed about why. The heart is a table, rows in the
 * database (none, one, many) × position at the exchange (none, one):
 *
 *                    nothing at the exchange        a position at the exchange
 *   no live row      our leftover stops go          orphan: adopt, protect, tell
 *   one live row     ghost: explain, then close     match, or drift: protect, then correct
 *   many             all but one are duplicates     all but one are duplicates
 *
 *   I4  When a position is bare, its stop goes first and the books second.
 *   I5  A new stop is confirmed before an old one goes.
 *   I6  What cannot be told from "not read" is never read as "flat".
 *   I8  Carried out in full, the list leaves nothing to do.
 *       When the exchange is flat, stops go first and the row is closed last: while it stands, no entry can pass.
 *
 * Steps are in the order in which they are safe to carry out.
 */
import { clearAttachedStop } from '../attached-stop.ts';
import { hasFacts } from '../facts.ts';
import { ZERO } from '../decimal.ts';
import type { Leg } from '../key.ts';
import { isLive } from '../position.ts';
import type { Step } from '../step.ts';
import { bookNews } from './book-news.ts';
import { closeDuplicates } from './duplicates.ts';
import { judgeGhost } from './judge-ghost.ts';
import { judgeMatch } from './judge-match.ts';
import { judgeOpening } from './judge-opening.ts';
import { judgeOrphan } from './judge-orphan.ts';
import { judgeSignal } from './judge-signal.ts';
import { endUnfitWishes } from './judge-wishes.ts';
import { cancelLeftoverStops } from './leftover-stops.ts';
import type { Sight } from './sight.ts';

/** What to do about the key, in safe order; empty when the books and the exchange agree and all is protected. */
export function reconcile(given: Sight): Step[] {
  const sight = inOneOrder(given);
  const news = bookNews(sight);
  if (hasFacts(news)) return [{ type: 'record', why: 'orders changed at the exchange', facts: news }];
  const judged = legsOf(sight).map((leg) => judgeLeg(sight, leg));
  // A bare leg comes before whatever the other leg needs (I4).
  const steps = [...judged.filter(protects), ...judged.filter((steps) => !protects(steps)), judgeSignal(sight), endUnfitWishes(sight)].flat();
  // What is only tidier without it stands behind everything: it may be refused for as long as it likes.
  return steps.every(({ type }) => type === 'wait') ? [...steps, ...sight.records.positions.flatMap((position) => clearAttachedStop(sight, position))] : steps;
}


/** Whatever order rows and reports arrive in, every worker decides alike: older first, then by id. */
function inOneOrder(sight: Sight): Sight {
  const { records, view, executions } = sight;
  const byAge = (a: { readonly createdAtMs: number; readonly id: string }, b: typeof a): number => a.createdAtMs - b.createdAtMs || compareText(a.id, b.id);
  return {
    ...sight,
    records: { ...records, positions: records.positions.toSorted(byAge), orders: records.orders.toSorted(byAge), intents: records.intents.toSorted((a, b) => compareText(a.id, b.id)) },
    view: { ...view, orders: view.orders.toSorted((a, b) => a.createdAtMs - b.createdAtMs || compareText(a.exchangeOrderId, b.exchangeOrderId)) },
    executions: executions?.toSorted((a, b) => a.fill.atMs - b.fill.atMs) ?? null,
  };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function judgeLeg(sight: Sight, leg: Leg): Step[] {
  const rows = sight.records.positions.filter((position) => position.leg === leg && isLive(position.status));
  const report = sight.view.positions.find((candidate) => candidate.leg === leg);
  // A leg without a row in the answer is not flat: it was not answered (I7).
  if (report === undefined) return [{ type: 'wait', why: `the exchange said nothing of leg ${leg}`, forMs: 1_000 }];
  const isFlat = report.quantity.eq(ZERO);
  const [row, ...others] = rows;
  if (row === undefined) return isFlat ? cancelLeftoverStops(sight, leg) : judgeOrphan(sight, report);
  if (others.length > 0) return closeDuplicates(sight, rows);
  if (row.status === 'opening') return judgeOpening(sight, row, report);
  return isFlat || report.side !== row.side ? judgeGhost(sight, row, report) : judgeMatch(sight, row, report);
}

/** The legs that appear on either side. */
function legsOf(sight: Sight): Leg[] {
  return [...new Set([...sight.records.positions.filter(({ status }) => isLive(status)).map(({ leg }) => leg), ...sight.view.positions.map((report) => report.leg)])].sort();
}

function protects(steps: readonly Step[]): boolean {
  return steps.some((step) => step.type === 'send' && step.send.request.kind === 'place');
}
