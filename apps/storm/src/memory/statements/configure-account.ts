import { type AccountKey, accountKeyText, type AccountMode, isAccountName } from '@breakwater/core';
import { must } from '../constraints.ts';
import type { Session } from '../session.ts';

/** Registers an account, or brings its mode and limit up to date; its switch and its count of live rows stay (I10). */
export function configureAccount({ books }: Session, { exchange, account }: AccountKey, mode: AccountMode, positionsMax: number): void {
  const name = accountKeyText({ exchange, account });
  must(isAccountName(account), 'check', 'account_name_spelling', name);
  must(positionsMax >= 0, 'check', 'account_positions_max_positive', name);
  const known = books.accounts.get(name);
  books.accounts.set(name, { exchange, account, mode, positionsMax, livePositions: known?.livePositions ?? 0, areEntriesEnabled: known?.areEntriesEnabled ?? true });
}
