import { type AccountKey, accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { RecoveryBegun } from '@breakwater/engine';
import { atomically, type Writing } from '../atomically.ts';
import type { MemoryBooks } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { freeClaim } from '../statements/claim-key.ts';
import { nameBooks } from './identity.ts';

/** Entries off, every epoch beyond all that were given, every key free and fenced; what was begun in this copy goes on instead (libs/db/src/recovery/begin-recovery.ts). */
export function beginRecovery(session: Session, accounts: readonly AccountKey[], fenceMs: number): RecoveryBegun {
  const { books, nowMs } = session;
  return atomically((writing) => {
    const own = nameBooks(books, writing);
    const atMs = nowMs();
    const isContinued = own.recoveryBeganAtMs !== null && own.isRecoveryHere;
    const highest = Math.max(0, ...[...books.claims.values()].map(({ epoch }) => epoch), ...[...books.intents.values()].map(({ epoch }) => Number(epoch)));
    if (!isContinued && atMs * 1_000 <= highest) return { type: 'clock_behind', behindMs: Math.max(1, Math.trunc((highest - atMs * 1_000) / 1_000)) };
    const untilMs = atMs + Math.ceil(fenceMs);
    const claims = isContinued ? 0 : raiseClaims(session, writing, atMs, untilMs);
    switchOff(books, writing, accounts.map(accountKeyText), !own.isHere && !isContinued, atMs);
    const begun = isContinued ? own : { ...own, recoveryBeganAtMs: atMs, isRecoveryHere: true, fencedUntilMs: untilMs };
    writing.put(books.identity, 'books', begun);
    return { type: 'begun', isContinued, beganAt: new Date(begun.recoveryBeganAtMs!).toISOString(), fencedForMs: begun.fencedUntilMs! - atMs, claims };
  });
}

/** Gives how many claims there are after it. A key that only signals, positions or orders name gets one as well. */
function raiseClaims(session: Session, writing: Writing, atMs: number, untilMs: number): number {
  const { books, guards } = session;
  for (const claim of [...books.claims.values()]) {
    const raised = { epoch: guards.epochOfRecovery(claim, atMs), holder: null, sightings: [], fenceUntilMs: guards.fenceOfRecovery(claim, untilMs) };
    writing.put(books.claims, claim.keyText, { ...claim, ...raised, dueAtMs: claim.dueAtMs ?? (claim.holder === null ? null : untilMs) });
  }
  for (const key of namedKeys(books)) {
    if (books.claims.has(symbolKeyText(key))) continue;
    const claim = freeClaim(session, key, atMs);
    writing.put(books.claims, claim.keyText, { ...claim, epoch: guards.epochOfRecovery(claim, atMs), fenceUntilMs: guards.fenceOfRecovery(claim, untilMs) });
  }
  return books.claims.size;
}

function switchOff(books: MemoryBooks, writing: Writing, own: readonly string[], isCopyNew: boolean, atMs: number): void {
  for (const [name, account] of books.accounts) {
    if (!isCopyNew && !own.includes(name)) continue;
    writing.put(books.accounts, name, { ...account, entriesBeforeRecovery: account.entriesBeforeRecovery ?? account.areEntriesEnabled, areEntriesEnabled: false, recoveredAtMs: null, entriesOffAtMs: account.entriesOffAtMs ?? atMs });
  }
}

/** Every key that signals, positions or orders name. */
export function namedKeys(books: MemoryBooks): SymbolKey[] {
  const rows = [books.signals, books.wishes, books.positions, books.orders].flatMap((table) => [...table.values()]);
  return [...new Map(rows.map(({ key, keyText }) => [keyText, key])).values()];
}
