import { symbolKeyText } from '@breakwater/core';
import type { Claim, Release } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import type { ClaimRow } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { unansweredOf } from '../look-up.ts';

/** The fence, rule 8: gives the key back, if it is still held. */
export function releaseKey(session: Session, claim: Claim, release: Release): void {
  const { books, guards } = session;
  const row = books.claims.get(symbolKeyText(claim.key));
  if (row === undefined || !guards.releaseGuarded(row, claim)) return;
  atomically((writing) => writing.put(books.claims, row.keyText, releasedClaim(session, row, release, session.nowMs())));
}

/** The claim without a holder, fenced no lower than the last request that may still take effect. */
export function releasedClaim({ books, guards }: Session, row: ClaimRow, { dueInMs }: Release, nowMs: number): ClaimRow {
  const fenceUntilMs = guards.fenceAfterRelease(unansweredOf(books, row.keyText), nowMs);
  const wishedMs = dueInMs === undefined ? null : nowMs + Math.round(dueInMs);
  return { ...row, holder: null, fenceUntilMs, dueAtMs: earlier(row.dueAtMs, wishedMs) };
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}
