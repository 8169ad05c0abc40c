import { accountKeyText, isLive, type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { ClaimAttempt } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { checkSymbol, must } from '../constraints.ts';
import type { ClaimRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/**
 * The fence, rule 1: takes a key if its fence has passed, and raises the epoch in the same act (I3). Who finds it busy
 * changes nothing but the time at which the key is due again, and not even that while a position of the key is bare.
 */
export function claimKey(session: Session, key: SymbolKey, holder: string, leaseMs: number): ClaimAttempt {
  const { books, guards } = session;
  const nowMs = session.nowMs();
  const keyText = symbolKeyText(key);
  const fenceUntilMs = nowMs + Math.round(leaseMs);
  const row = books.claims.get(keyText) ?? freeClaim(session, key, nowMs);
  return atomically((writing) => {
    const isTaken = guards.fencePassed(row, nowMs);
    const epoch = guards.raisesEpoch(row, nowMs) ? row.epoch + 1 : row.epoch;
    if (isTaken) {
      writing.put(books.claims, keyText, { ...row, epoch, holder, dueAtMs: null, fenceUntilMs });
      return { type: 'claimed', claim: { key, epoch: String(epoch), holder } };
    }
    // A bare key is looked at again by whoever protects it, and is due by itself for as long as it stays bare.
    const isBare = [...books.positions.values()].some((position) => position.keyText === keyText && isLive(position.status) && position.bareSinceMs !== null);
    const isDueLate = !isBare && (row.dueAtMs === null || row.dueAtMs > row.fenceUntilMs);
    if (isDueLate || epoch !== row.epoch) writing.put(books.claims, keyText, { ...row, epoch, dueAtMs: isDueLate ? row.fenceUntilMs : row.dueAtMs });
    return { type: 'busy', freeInMs: Math.max(1, row.fenceUntilMs - nowMs) };
  });
}

/** The row of a key that nobody has claimed yet, not written: its fence has passed. */
export function freeClaim({ books }: Session, key: SymbolKey, nowMs: number): ClaimRow {
  const keyText = symbolKeyText(key);
  checkSymbol('claim', key.symbol);
  must(books.accounts.has(accountKeyText(key)), 'foreign_key', 'claim_account_fkey', keyText);
  return {
    key: { exchange: key.exchange, account: key.account, symbol: key.symbol },
    keyText,
    epoch: 0,
    holder: null,
    fenceUntilMs: nowMs,
    dueAtMs: null,
    sightings: [],
    quarantineReason: null,
    quarantinedAtMs: null,
    cooldownUntilMs: null,
    entriesOffAtMs: null,
  };
}
