import { accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import { raisePage } from '../insert-rows.ts';
import type { Session } from '../session.ts';
import { freeClaim } from './claim-key.ts';

/** The operator's switch for new entries of one symbol (I3). False: it stood so already. Throws for an account without a row. */
export function switchSymbolEntries(session: Session, key: SymbolKey, isEnabled: boolean): boolean {
  const { books } = session;
  const nowMs = session.nowMs();
  const { exchange, account, symbol } = key;
  const name = symbolKeyText(key);
  if (!books.accounts.has(accountKeyText(key))) throw new Error(`The account ${accountKeyText(key)} has no row to switch; register it first.`);
  const known = books.claims.get(name);
  if (((known?.entriesOffAtMs ?? null) === null) === isEnabled) return false;
  const subject = `entries-off.${name}`;
  const text = `New entries of ${accountKeyText(key)} in ${symbol} were switched off by hand; \`breakwater entries on ${exchange} ${account} ${symbol}\` lets them in again.`;
  atomically((writing) => {
    writing.put(books.claims, name, { ...(known ?? freeClaim(session, key, nowMs)), entriesOffAtMs: isEnabled ? null : nowMs });
    const standing = [...books.pages.values()].find((page) => page.subject === subject && page.acknowledgedAtMs === null);
    if (isEnabled && standing !== undefined) writing.put(books.pages, standing.id, { ...standing, acknowledgedAtMs: nowMs });
    if (!isEnabled && standing === undefined) raisePage(books, writing, { subject, text, about: name }, nowMs);
  });
  return true;
}
