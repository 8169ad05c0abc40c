import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import type { Session } from '../session.ts';
import { freeClaim } from './claim-key.ts';

/** Moves the time at which a key is due forward, never back, whoever holds it. */
export function makeDue(session: Session, key: SymbolKey, inMs: number): void {
  const { books } = session;
  const nowMs = session.nowMs();
  const dueAtMs = nowMs + Math.round(inMs);
  const row = books.claims.get(symbolKeyText(key)) ?? freeClaim(session, key, nowMs);
  if (row.dueAtMs !== null && row.dueAtMs <= dueAtMs) return;
  atomically((writing) => writing.put(books.claims, row.keyText, { ...row, dueAtMs }));
}
