import { type AccountKey, accountKeyText, isLive, type SymbolKey } from '@breakwater/core';
import { type DueWork, WAVE_LOOKS_APART_MS } from '@breakwater/engine';
import { isUnanswered, isWaiting, pendingWishesOf, positionsOf } from '../look-up.ts';
import type { ClaimRow, MemoryBooks } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** A key that somebody must look at, and from when on it can be taken. */
interface Wanted {
  readonly key: SymbolKey;
  readonly keyText: string;
  atMs: number;
  isEntry: boolean;
}

/** All work that is due, from the books alone (I8, I12): bare positions first, and unfinished waves. */
export function readDueWork({ books, nowMs: clock }: Session, accounts: readonly AccountKey[], limit: number): DueWork {
  const nowMs = clock();
  const wanted = [...findWanted(books, new Set(accounts.map(accountKeyText)), nowMs).values()].filter((one) => isAnybodysWork(books, one.keyText));
  const due = wanted.filter(({ atMs }) => atMs <= nowMs).map((one) => ({ ...one, kind: kindOf(books, one) }));
  const first = due.sort((a, b) => Number(a.kind !== 'protection') - Number(b.kind !== 'protection') || a.atMs - b.atMs || (a.keyText < b.keyText ? -1 : 1)).slice(0, limit);
  const keysOf = (kind: string): SymbolKey[] => first.filter((one) => one.kind === kind).map(({ key: { exchange, account, symbol } }) => ({ exchange, account, symbol }));
  const laterMs = wanted.filter(({ atMs }) => atMs > nowMs).reduce((nextMs, { atMs }) => Math.min(nextMs, atMs), Infinity);
  return {
    entries: keysOf('entry'),
    protections: keysOf('protection'),
    resyncs: keysOf('resync'),
    waveIds: unattendedWaves(books, nowMs, limit),
    nextInMs: laterMs === Infinity ? null : Math.max(1, laterMs - nowMs),
  };
}

/**
 * A key with a due time waits for it, whatever else is open: who released it knew when to look again. So all but the first
 * two are about keys that nobody holds and nobody will wake.
 */
function findWanted(books: MemoryBooks, accounts: ReadonlySet<string>, nowMs: number): Map<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  const add = (row: { readonly key: SymbolKey; readonly keyText: string }, atMs: number, isEntry = false): void => {
    if (!accounts.has(accountKeyText(row.key))) return;
    const known = wanted.get(row.keyText);
    if (known === undefined) {
      wanted.set(row.keyText, { key: row.key, keyText: row.keyText, atMs, isEntry });
    } else {
      known.atMs = Math.min(known.atMs, atMs);
      known.isEntry &&= isEntry;
    }
  };
  for (const claim of books.claims.values()) {
    if (claim.dueAtMs !== null) add(claim, Math.max(claim.dueAtMs, claim.fenceUntilMs));
    if (claim.holder !== null) add(claim, claim.fenceUntilMs);
  }
  for (const intent of books.intents.values()) {
    const claim = books.claims.get(intent.keyText);
    if (claim !== undefined && isUnanswered(intent) && isLeftAlone(claim)) add(intent, Math.max(claim.fenceUntilMs, intent.expiresAtMs));
  }
  for (const row of books.positions.values()) {
    const claim = books.claims.get(row.keyText);
    const isUnsettled = row.status === 'opening' || row.status === 'closing' || (row.bareSinceMs !== null && isLive(row.status));
    if (isUnsettled && isLeftAlone(claim)) add(row, claim?.fenceUntilMs ?? nowMs);
  }
  for (const signal of books.signals.values()) {
    const claim = books.claims.get(signal.keyText);
    if (isWaiting(signal) && isLeftAlone(claim)) add(signal, claim?.fenceUntilMs ?? nowMs, true);
  }
  for (const wish of books.wishes.values()) {
    const claim = books.claims.get(wish.keyText);
    if (wish.outcome === 'pending' && isLeftAlone(claim)) add(wish, claim?.fenceUntilMs ?? nowMs);
  }
  return wanted;
}

function isLeftAlone(claim: ClaimRow | undefined): boolean {
  return claim === undefined || (claim.holder === null && claim.dueAtMs === null);
}

/** A key that was set aside is nobody's work any more, but for the protection of what is bare on it (I4), and to get out of it. */
function isAnybodysWork(books: MemoryBooks, keyText: string): boolean {
  const claim = books.claims.get(keyText);
  if (claim === undefined || claim.quarantinedAtMs === null) return true;
  const mayBeBare = positionsOf(books, keyText).some((row) => row.status === 'opening' || (isLive(row.status) && row.bareSinceMs !== null));
  return mayBeBare || [...books.intents.values()].some((intent) => intent.keyText === keyText && isUnanswered(intent)) || pendingWishesOf(books, keyText).length > 0;
}

function kindOf(books: MemoryBooks, { keyText, isEntry }: Wanted): 'protection' | 'entry' | 'resync' {
  const positions = positionsOf(books, keyText);
  if (positions.some((row) => (row.status === 'open' || row.status === 'closing') && row.bareSinceMs !== null)) return 'protection';
  if (isEntry) return 'entry';
  return positions.every((row) => !isLive(row.status)) && hasWaitingSignal(books, keyText) ? 'entry' : 'resync';
}

function hasWaitingSignal(books: MemoryBooks, keyText: string): boolean {
  for (const signal of books.signals.values()) if (signal.keyText === keyText && isWaiting(signal)) return true;
  return false;
}

function unattendedWaves(books: MemoryBooks, nowMs: number, limit: number): string[] {
  const waves = [...books.waves.values()].filter(({ status, workedAtMs }) => status !== 'finished' && (workedAtMs === null || workedAtMs <= nowMs - WAVE_LOOKS_APART_MS));
  return waves.sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1)).slice(0, limit).map(({ id }) => id);
}
