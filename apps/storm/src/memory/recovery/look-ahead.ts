import { type AccountKey, accountKeyText, isLive, symbolKeyText } from '@breakwater/core';
import type { RecoveryOutlook } from '@breakwater/engine';
import { isUnanswered } from '../look-up.ts';
import type { AccountRow } from '../memory-books.ts';
import type { Session } from '../session.ts';
import { namedKeys } from './begin-recovery.ts';

/** How the books stand before a recovery of these accounts. Changes nothing. */
export function lookAhead({ books }: Session, accounts: readonly AccountKey[]): RecoveryOutlook {
  const own = books.identity.get('books');
  const names = accounts.map(accountKeyText);
  const isOwn = ({ key }: { readonly key: AccountKey }): boolean => names.includes(accountKeyText(key));
  const byName = ([a]: [string, AccountRow], [b]: [string, AccountRow]): number => (a < b ? -1 : 1);
  const known = [...books.accounts].sort(byName);
  return {
    isRestored: own !== undefined && !own.isHere,
    underWaySince: own?.isRecoveryHere && own.recoveryBeganAtMs !== null ? new Date(own.recoveryBeganAtMs).toISOString() : null,
    claims: new Set([...books.claims.keys(), ...namedKeys(books).map(symbolKeyText)]).size,
    livePositions: [...books.positions.values()].filter((row) => isOwn(row) && isLive(row.status)).length,
    pendingSignals: [...books.signals.values()].filter((signal) => isOwn(signal) && signal.outcome === 'pending').length,
    unansweredIntents: [...books.intents.values()].filter((intent) => isOwn(intent) && isUnanswered(intent)).length,
    accounts: known.filter(([name]) => names.includes(name)).map(([, { exchange, account, areEntriesEnabled, entriesBeforeRecovery }]) => ({ exchange, account, entriesEnabled: areEntriesEnabled, entriesAfter: entriesBeforeRecovery ?? areEntriesEnabled })),
    elsewhere: known.filter(([name, { entriesBeforeRecovery }]) => entriesBeforeRecovery !== null && !names.includes(name)).map(([name]) => name),
  };
}
