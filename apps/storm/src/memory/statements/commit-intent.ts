import { accountKeyText, type Bounds, invariant, isLive, type LimitReached, requestEffect, symbolKeyText } from '@breakwater/core';
import type { Claim, CommitResult, IntentCommit } from '@breakwater/engine';
import { atomically, type Writing } from '../atomically.ts';
import { checkIntent, ConstraintBroken, must, wholeMs } from '../constraints.ts';
import { insertOrder, insertPosition, raisePage, updateOrder, updatePosition } from '../insert-rows.ts';
import { positionsOf, stopsOf, unansweredOf, utcDayOf } from '../look-up.ts';
import type { ClaimRow, IntentRow, PositionRow } from '../memory-books.ts';
import { newEventRow, newOrderRow, newPositionRow } from '../new-rows.ts';
import type { Session } from '../session.ts';
import { findLimitReached, unknownResultSubject } from './limit-usage.ts';

type Refusal = Exclude<Extract<CommitResult, { type: 'refused' }>['why'], 'no_slot'>;

/** The unique rules that say "this was committed before". */
const EXISTS_ALREADY: ReadonlySet<string> = new Set(['intent_pkey', 'order_pkey', 'order_own_client_order_id_key', 'order_one_entry_per_position', 'position_one_live_per_key']);

/** The fence, rules 3, 6 and 7: writes the intent with all that belongs to it, or says the first reason why not. */
export function commitIntent(session: Session, claim: Claim, commit: IntentCommit, bounds: Bounds): CommitResult {
  const isEntry = commit.newOrder?.role === 'entry';
  invariant(isEntry === (commit.newPosition !== undefined), 'an entry, and nothing else, takes a new row');
  invariant(isEntry === (requestEffect(commit.request) === 'increases'), 'an entry, and nothing else, may increase exposure (I3)');
  const held = session.books.claims.get(symbolKeyText(claim.key));
  const nowMs = session.nowMs();
  if (held === undefined || !session.guards.holderAndEpoch(held, claim)) return refused('deposed');
  const why = firstReason(session, held, commit, bounds, nowMs);
  if (why !== null) return refused(why);
  const kept = isEntry ? keepEntryOut(session, held, commit, nowMs) : null;
  if (kept !== null) return kept;
  try {
    return atomically((writing) => write(session, writing, held, claim.epoch, commit, bounds, nowMs));
  } catch (error) {
    if (error instanceof ConstraintBroken && error.kind === 'unique' && EXISTS_ALREADY.has(error.constraint)) return refused('duplicate');
    throw error;
  }
}

const refused = (why: Refusal): CommitResult => ({ type: 'refused', why });

function firstReason({ books, guards }: Session, held: ClaimRow, commit: IntentCommit, bounds: Bounds, nowMs: number): Refusal | null {
  const effect = requestEffect(commit.request);
  const account = books.accounts.get(accountKeyText(held.key));
  if (account === undefined || !guards.modeAllows(account.mode, effect)) return 'mode_forbids';
  const mayBreakQuiet = commit.mayBreakQuiet && effect === 'reduces' && commit.newOrder?.role === 'stop';
  for (const intent of unansweredOf(books, held.keyText)) {
    const role = intent.orderId === null ? null : (books.orders.get(intent.orderId)?.role ?? null);
    if (guards.breaksQuiet(intent, role, mayBreakQuiet, nowMs)) return 'not_quiet';
  }
  if (commit.cancelsOrderId !== undefined && !commit.mayCancelNewest) {
    const stop = books.orders.get(commit.cancelsOrderId);
    const position = stop === undefined || stop.positionId === null ? undefined : books.positions.get(stop.positionId);
    if (stop !== undefined && position !== undefined && guards.newestStop(stop, position, stopsOf(books, position.id))) return 'newest_stop';
  }
  if (commit.request.kind === 'position_stop') {
    const { leg } = commit.request;
    const rows = positionsOf(books, held.keyText).filter((row) => row.leg === leg);
    if (!rows.some((row) => guards.hasRestingStop(row, stopsOf(books, row.id)))) return 'newest_stop';
  }
  const exit = commit.newOrder?.role === 'exit' ? commit.newOrder : null;
  if (exit !== null) {
    const wish = exit.wishId === null ? null : (books.wishes.get(exit.wishId) ?? books.signals.get(exit.wishId));
    const placed = [...books.orders.values()].filter((order) => exit.wishId !== null && order.wishId === exit.wishId);
    const isOwn = wish === null || (wish !== undefined && 'action' in wish && wish.keyText === held.keyText && guards.wishAllows(wish, placed, exit.quantity));
    if (!isOwn) return 'wish_forbids';
    const position = exit.positionId === null ? undefined : books.positions.get(exit.positionId);
    if (position !== undefined && !guards.mayExit(position, wish !== null && wish !== undefined && 'action' in wish ? wish : null)) return 'wish_forbids';
  }
  const wanted = exit?.wishId == null ? undefined : books.wishes.get(exit.wishId);
  const isSameBooks = !guards.areRestored(books.identity.get('books'));
  if (wanted?.action === 'reduce' && !isSameBooks) return 'wish_forbids';
  if (commit.newPosition === undefined) return null;
  if ([...books.wishes.values()].some((wish) => wish.keyText === held.keyText && !guards.entersBeside(wish))) return 'wish_forbids';
  if (!isSameBooks) return 'entries_off';
  const heartbeatMsMax = Math.ceil(bounds.heartbeatMsMax);
  for (const worker of books.workers.values()) if (guards.somebodyProtects(worker, heartbeatMsMax, nowMs)) return null;
  return 'nobody_protects';
}

function keepEntryOut(session: Session, held: ClaimRow, { newPosition }: IntentCommit, nowMs: number): CommitResult | null {
  const { books, guards } = session;
  const account = books.accounts.get(accountKeyText(held.key));
  if (account === undefined || newPosition === undefined) return refused('duplicate');
  if (newPosition.signalId !== null && !guards.signalPending(books.signals.get(newPosition.signalId))) return refused('duplicate');
  if (!guards.entriesOn(account) || !guards.symbolOn(held)) return refused('entries_off');
  const reached = findLimitReached(session, account, held.key.symbol, newPosition, nowMs);
  if (reached === null) return null;
  if (reached.limit.name === 'daily_loss') tellLoss(session, held, reached.limit, reached.unknown, nowMs);
  const isTaken = positionsOf(books, held.keyText).some((row) => row.leg === newPosition.leg && isLive(row.status));
  return isTaken ? refused('duplicate') : { type: 'refused', why: 'no_slot', limit: reached.limit };
}

/** A loss that keeps entries out is told: once a day, and, for each result that is not known, what to do about it. */
function tellLoss({ books }: Session, { key }: ClaimRow, { would, most }: LimitReached, unknown: readonly PositionRow[], nowMs: number): void {
  const name = accountKeyText(key);
  const day = utcDayOf(nowMs).name;
  const pages =
    would === null
      ? unknown.map((row) => ({
          subject: unknownResultSubject(row),
          text: `${row.key.symbol}: the result of a position that was closed today is not known, so the loss of ${name} cannot be computed and no new entry passes its limit of ${most}. Acknowledge this page to count it as zero.`,
          about: row.keyText,
        }))
      : [{ subject: `daily-loss.${name}.${day}`, text: `${name} has lost ${would} since midnight (UTC), and its limit is ${most}: no new entries until the day is over. Stops and closes go on.`, about: name }];
  atomically((writing) => {
    for (const page of pages) if (![...books.pages.values()].some(({ subject }) => subject === page.subject)) raisePage(books, writing, page, nowMs);
  });
}

function write(session: Session, writing: Writing, held: ClaimRow, epoch: string, commit: IntentCommit, bounds: Bounds, atMs: number): CommitResult {
  const { books, guards, worker } = session;
  const stamp = { key: held.key, keyText: held.keyText, atMs };
  // What is changed is what was there before this statement, never a row that it inserts.
  const cancelled = commit.cancelsOrderId === undefined ? undefined : books.orders.get(commit.cancelsOrderId);
  const closing = commit.closesPositionId === undefined ? undefined : books.positions.get(commit.closesPositionId);
  if (commit.newPosition !== undefined && !insertPosition(session, writing, newPositionRow(stamp, commit.newPosition))) return refused('duplicate');
  const intent = intentRow(session, held, epoch, commit, bounds, atMs);
  checkIntent(intent);
  must(!books.intents.has(intent.id), 'unique', 'intent_pkey', `intent ${intent.id}`);
  writing.put(books.intents, intent.id, intent);
  if (commit.newOrder !== undefined) {
    const rule = insertOrder(session, writing, newOrderRow(stamp, commit.newOrder));
    if (rule !== null) throw new ConstraintBroken('unique', rule, `order ${commit.newOrder.id}`);
  }
  must(intent.orderId === null || books.orders.has(intent.orderId), 'foreign_key', 'intent_order_id_fkey', `intent ${intent.id}`);
  const isMeant = cancelled?.cancelIntendedAtMs === null || commit.kind === 'position_stop';
  if (cancelled?.keyText === held.keyText && isMeant) updateOrder(session, writing, cancelled, { ...cancelled, cancelIntendedAtMs: atMs });
  if (closing?.keyText === held.keyText && closing.status === 'open') updatePosition(session, writing, closing, { ...closing, status: 'closing' });
  for (const event of commit.events) writing.append(books.events, newEventRow(stamp, worker, event));
  writing.put(books.claims, held.keyText, { ...held, fenceUntilMs: guards.fenceAfterCommit(held.fenceUntilMs, intent.expiresAtMs) });
  return { type: 'committed' };
}

function intentRow({ guards }: Session, held: ClaimRow, epoch: string, commit: IntentCommit, bounds: Bounds, atMs: number): IntentRow {
  return {
    id: commit.intentId,
    key: held.key,
    keyText: held.keyText,
    epoch,
    kind: commit.kind,
    orderId: commit.orderId,
    request: commit.request,
    signedAtMs: Math.round(commit.signedAtMs),
    expiresAtMs: guards.expiresAt(atMs, wholeMs(Math.ceil(commit.windowMs + bounds.fenceSkewMs))),
    outcome: 'open',
    evidence: null,
    answer: null,
    answeredAtMs: null,
    missedAtMs: null,
    createdAtMs: atMs,
  };
}
