import { type Facts, symbolKeyText } from '@breakwater/core';
import type { Claim, RecordResult, Release } from '@breakwater/engine';
import { atomically, type Writing } from '../atomically.ts';
import { checkIntent, checkSignal, checkWish, toColumn } from '../constraints.ts';
import { type FoldedFacts, foldFacts } from '../fold-facts.ts';
import { insertPosition, raisePage } from '../insert-rows.ts';
import { newEventRow, newPositionRow, type Stamp } from '../new-rows.ts';
import type { Session } from '../session.ts';
import { bookFills } from './book-fills.ts';
import { changePosition } from './change-position.ts';
import { changeOrder, insertNewOrders, strangersOf } from './record-orders.ts';
import { releasedClaim } from './release-key.ts';

/** What has come to be known, with its events, and the release of the claim: all of it or nothing (I9). */
export function recordFacts(session: Session, claim: Claim, facts: Facts, release?: Release): RecordResult {
  const { books, guards, worker } = session;
  const held = books.claims.get(symbolKeyText(claim.key));
  if (held === undefined || !guards.holderAndEpoch(held, claim)) return 'deposed';
  const stamp: Stamp = { key: held.key, keyText: held.keyText, atMs: session.nowMs() };
  const folded = foldFacts(facts);
  const strangers = strangersOf(session, stamp);
  return atomically((writing) => {
    answer(session, writing, stamp, folded);
    const lost = insertNewPositions(session, writing, stamp, folded);
    for (const change of folded.positions.values()) if (!folded.newPositions.has(change.id)) changePosition(session, writing, stamp, change);
    const { known, dropped } = insertNewOrders(session, writing, stamp, folded, lost);
    for (const change of folded.orders.values()) if (!folded.newOrders.has(change.id)) changeOrder(session, writing, stamp, strangers, change);
    bookFills(session, writing, stamp, facts.fills ?? [], known, dropped);
    settleSignals(session, writing, stamp, folded);
    fixTargets(session, writing, stamp, facts.wishTargets ?? []);
    for (const event of facts.events ?? []) {
      if (event.positionId === null || !lost.has(event.positionId)) writing.append(books.events, newEventRow(stamp, worker, event));
    }
    for (const page of folded.pages) raisePage(books, writing, { ...page, about: held.keyText }, stamp.atMs);
    const told = facts.sightings === undefined ? held : { ...held, sightings: facts.sightings };
    const switched = facts.entriesOff === true ? { ...told, entriesOffAtMs: told.entriesOffAtMs ?? stamp.atMs } : told;
    const kept = release === undefined ? switched : releasedClaim(session, switched, release, stamp.atMs);
    if (kept !== held) writing.put(books.claims, held.keyText, kept);
    return 'recorded';
  });
}

function answer({ books, guards }: Session, writing: Writing, { keyText, atMs }: Stamp, { answers, missed }: FoldedFacts): void {
  for (const id of new Set([...answers.keys(), ...missed])) {
    const intent = books.intents.get(id);
    if (intent === undefined || intent.keyText !== keyText || !guards.answerable(intent)) continue;
    const given = answers.get(id);
    const missedAtMs = missed.has(id) ? (intent.missedAtMs ?? atMs) : intent.missedAtMs;
    const after =
      given === undefined ? { ...intent, missedAtMs } : { ...intent, missedAtMs, outcome: given.outcome, evidence: given.evidence, answer: given.answer, answeredAtMs: atMs };
    checkIntent(after);
    writing.put(books.intents, id, after);
  }
}

/** Inserts what may be inserted; returns the ids of the others, whose orders, fills and events go with them. */
function insertNewPositions(session: Session, writing: Writing, stamp: Stamp, { newPositions, positions }: FoldedFacts): ReadonlySet<string> {
  const lost = new Set<string>();
  for (const row of newPositions.values()) {
    if (!insertPosition(session, writing, newPositionRow(stamp, row, positions.get(row.id)))) lost.add(row.id);
  }
  return lost;
}

function settleSignals({ books, guards }: Session, writing: Writing, { keyText, atMs }: Stamp, { signals }: FoldedFacts): void {
  for (const change of signals.values()) {
    const wish = books.wishes.get(change.id);
    if (wish !== undefined && wish.keyText === keyText && guards.signalMaySettle(wish.outcome, change.outcome)) {
      writing.put(books.wishes, wish.id, { ...wish, outcome: change.outcome, reason: change.reason, outcomeAtMs: atMs });
    }
    const signal = books.signals.get(change.id);
    if (signal === undefined || signal.keyText !== keyText || !guards.signalMaySettle(signal.outcome, change.outcome)) continue;
    const after = { ...signal, outcome: change.outcome, reason: change.reason, outcomeAtMs: atMs };
    checkSignal(after);
    writing.put(books.signals, signal.id, after);
  }
}

/** The amount of a wish is fixed once. */
function fixTargets({ books, guards }: Session, writing: Writing, { keyText }: Stamp, targets: NonNullable<Facts['wishTargets']>): void {
  for (const { id, quantity } of targets) {
    const wish = books.wishes.get(id);
    if (wish === undefined || wish.keyText !== keyText || wish.action !== 'reduce' || wish.outcome !== 'pending' || !guards.targetMayBeFixed(wish)) continue;
    const after = { ...wish, targetQuantity: toColumn(quantity) };
    checkWish(after);
    writing.put(books.wishes, id, after);
  }
}
