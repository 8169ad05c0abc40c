import { type AccountKey, accountKeyText } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import { raisePage } from '../insert-rows.ts';
import type { Session } from '../session.ts';

/** The operator's switch for new entries (I3). False: it stood so already. Throws for an account without a row. */
export function switchEntries({ books, nowMs }: Session, key: AccountKey, isEnabled: boolean): boolean {
  const name = accountKeyText(key);
  const account = books.accounts.get(name);
  if (account === undefined) throw new Error(`The account ${name} has no row to switch; register it first.`);
  if (account.areEntriesEnabled === isEnabled) return false;
  const subject = `entries-off.${name}`;
  const text = `New entries of ${name} were switched off by hand; \`breakwater entries on ${key.exchange} ${key.account}\` lets them in again.`;
  atomically((writing) => {
    writing.put(books.accounts, name, { ...account, areEntriesEnabled: isEnabled, entriesOffAtMs: isEnabled ? null : nowMs() });
    const standing = [...books.pages.values()].find((page) => page.subject === subject && page.acknowledgedAtMs === null);
    if (isEnabled && standing !== undefined) writing.put(books.pages, standing.id, { ...standing, acknowledgedAtMs: nowMs() });
    if (!isEnabled && standing === undefined) raisePage(books, writing, { subject, text, about: name }, nowMs());
  });
  return true;
}
