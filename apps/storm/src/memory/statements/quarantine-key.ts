import { symbolKeyText } from '@breakwater/core';
import type { Claim } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { raisePage } from '../insert-rows.ts';
import { newEventRow } from '../new-rows.ts';
import type { Session } from '../session.ts';

/** I12: sets the key aside, unless somebody has claimed it since or it is set aside already; pages in any case. */
export function quarantineKey(session: Session, { key, epoch }: Claim, reason: string): void {
  const { books, worker } = session;
  const keyText = symbolKeyText(key);
  const atMs = session.nowMs();
  atomically((writing) => {
    const row = books.claims.get(keyText);
    if (row !== undefined && String(row.epoch) === epoch && row.quarantinedAtMs === null) {
      writing.put(books.claims, keyText, { ...row, quarantineReason: reason, quarantinedAtMs: atMs });
      const event = { positionId: null, type: 'key_quarantined', evidence: null, data: { reason } };
      writing.append(books.events, newEventRow({ key, keyText, atMs }, worker, event));
    }
    raisePage(books, writing, { subject: `${keyText} is quarantined`, text: reason, about: keyText }, atMs);
  });
}
