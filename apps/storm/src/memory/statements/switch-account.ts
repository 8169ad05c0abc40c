import { type AccountKey, accountKeyText } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import { raisePage } from '../insert-rows.ts';
import type { AccountRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** The operator's switch for new entries (I3). While the books are recovered they stay off, and it says how they are after that. False: it stood so already. Throws for an account without a row. */
export function switchEntries(session: Session, key: AccountKey, isEnabled: boolean): boolean {
  const name = accountKeyText(key);
  const text = `New entries of ${name} were switched off by hand; \`breakwater entries on ${key.exchange} ${key.account}\` lets them in again.`;
  const switched = (account: AccountRow, nowMs: number): AccountRow => {
    const isRecovered = account.entriesBeforeRecovery !== null;
    const isOn = isEnabled && !isRecovered;
    return { ...account, areEntriesEnabled: isOn, entriesBeforeRecovery: isRecovered ? isEnabled : null, entriesOffAtMs: isOn ? null : (account.entriesOffAtMs ?? nowMs) };
  };
  return turn(session, key, { isOn: isEnabled, wasOn: ({ areEntriesEnabled, entriesBeforeRecovery }) => entriesBeforeRecovery ?? areEntriesEnabled, switched, subject: `entries-off.${name}`, text });
}

/** The operator's switch for the clock's passes. False: it stood so already. Throws for an account without a row. */
export function switchSync(session: Session, key: AccountKey, isOn: boolean): boolean {
  const name = accountKeyText(key);
  const text = `Scheduled passes over ${name} were switched off by hand, so what others change there may go unseen; \`breakwater sync on ${key.exchange} ${key.account}\` starts them again.`;
  const switched = (account: AccountRow, nowMs: number): AccountRow => ({ ...account, syncOffAtMs: isOn ? null : nowMs });
  return turn(session, key, { isOn, wasOn: ({ syncOffAtMs }) => syncOffAtMs === null, switched, subject: `sync-off.${name}`, text });
}

interface Turn {
  readonly isOn: boolean;
  readonly wasOn: (account: AccountRow) => boolean;
  readonly switched: (account: AccountRow, nowMs: number) => AccountRow;
  readonly subject: string;
  readonly text: string;
}

function turn({ books, nowMs }: Session, key: AccountKey, { isOn, wasOn, switched, subject, text }: Turn): boolean {
  const name = accountKeyText(key);
  const account = books.accounts.get(name);
  if (account === undefined) throw new Error(`The account ${name} has no row to switch; register it first.`);
  if (wasOn(account) === isOn) return false;
  atomically((writing) => {
    writing.put(books.accounts, name, switched(account, nowMs()));
    const standing = [...books.pages.values()].find((page) => page.subject === subject && page.acknowledgedAtMs === null);
    if (isOn && standing !== undefined) writing.put(books.pages, standing.id, { ...standing, acknowledgedAtMs: nowMs() });
    if (!isOn && standing === undefined) raisePage(books, writing, { subject, text, about: name }, nowMs());
  });
  return true;
}
