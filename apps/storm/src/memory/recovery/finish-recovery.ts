import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { RecoveryFinished } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import type { LeftOver } from '../guards.ts';
import { isUnanswered } from '../look-up.ts';
import type { AccountRow, IdentityRow, MemoryBooks } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { generationNow, RESTORED_SUBJECT } from './identity.ts';
import { isHeld } from './read-booked-key.ts';

/** Says that books and exchange agree on an account. */
export function markAgreed({ books, nowMs }: Session, account: AccountKey): void {
  const name = accountKeyText(account);
  const row = books.accounts.get(name);
  if (row !== undefined && row.entriesBeforeRecovery !== null) books.accounts.set(name, { ...row, recoveredAtMs: nowMs() });
}

/** Entries on again where they were on, if nothing of the time before is open; otherwise says what is (libs/db/src/recovery/finish-recovery.ts). */
export function finishRecovery({ books, guards, nowMs }: Session, accounts: readonly AccountKey[]): RecoveryFinished {
  const own = books.identity.get('books');
  if (own === undefined || own.recoveryBeganAtMs === null || !own.isRecoveryHere) return { type: 'unfinished', why: 'no recovery is under way in this database any more', mayPass: false };
  const names = accounts.map(accountKeyText).sort();
  const left = leftOver(books, own, names);
  if (!guards.recoveryMayEnd(left)) return { type: 'unfinished', why: whyNot(left), mayPass: left.disagreeing.length === 0 };
  return atomically((writing) => {
    const opened = names.map((name) => books.accounts.get(name)).filter((row): row is AccountRow => row !== undefined && row.entriesBeforeRecovery !== null);
    for (const account of opened) {
      const isOn = account.entriesBeforeRecovery === true;
      writing.put(books.accounts, accountKeyText(account), { ...account, areEntriesEnabled: isOn, entriesOffAtMs: isOn ? null : account.entriesOffAtMs, entriesBeforeRecovery: null, recoveredAtMs: null });
    }
    writing.put(books.identity, 'books', { ...own, isHere: true, recoveryBeganAtMs: null, isRecoveryHere: false, fencedUntilMs: null, generationFloor: generationNow(nowMs()) });
    for (const page of [...books.pages.values()]) if (page.subject === RESTORED_SUBJECT && page.acknowledgedAtMs === null) writing.put(books.pages, page.id, { ...page, acknowledgedAtMs: nowMs() });
    return { type: 'finished', accounts: opened.map(({ exchange, account, entriesBeforeRecovery }) => ({ exchange, account, entriesEnabled: entriesBeforeRecovery === true, entriesAfter: entriesBeforeRecovery === true })) };
  });
}

function leftOver(books: MemoryBooks, own: IdentityRow, names: readonly string[]): LeftOver {
  const withRow = new Set([...books.positions.values()].map(({ signalId }) => signalId));
  const isOwn = ({ key }: { readonly key: AccountKey }): boolean => names.includes(accountKeyText(key));
  return {
    disagreeing: names.filter((name) => books.accounts.get(name)?.recoveredAtMs === null),
    signals: [...books.signals.values()].filter((signal) => isOwn(signal) && isHeld(books, signal) && (signal.outcome === 'pending' || !withRow.has(signal.id))).length,
    intents: [...books.intents.values()].filter((intent) => isOwn(intent) && isUnanswered(intent) && intent.createdAtMs <= (own.fencedUntilMs ?? 0) && books.claims.get(intent.keyText)?.quarantinedAtMs === null).length,
  };
}

function whyNot({ disagreeing, signals, intents }: LeftOver): string {
  if (disagreeing.length > 0) return `books and exchange do not agree on ${disagreeing.join(', ')} yet`;
  if (signals > 0) return `${signals} signals of the time before have no outcome yet`;
  return `${intents} requests of the time before have no answer yet`;
}
