import { type AccountKey, accountKeyText, type AccountLimits, type AccountMode, type Decimal, isAccountName, ZERO } from '@breakwater/core';
import { must, toColumn } from '../constraints.ts';
import type { Session } from '../session.ts';

/** Registers an account, or brings its mode and limits up to date; its switch and its count of live rows stay (I10). */
export function configureAccount({ books }: Session, { exchange, account }: AccountKey, mode: AccountMode, positionsMax: number, limits: AccountLimits = {}): void {
  const name = accountKeyText({ exchange, account });
  must(isAccountName(account), 'check', 'account_name_spelling', name);
  must(positionsMax >= 0, 'check', 'account_positions_max_positive', name);
  const [exposureMax, symbolExposureMax, dailyLossMax] = [limits.exposureMax, limits.symbolExposureMax, limits.dailyLossMax].map(toLimit);
  for (const amount of [exposureMax, symbolExposureMax, dailyLossMax]) must(!amount || amount.gt(ZERO), 'check', 'account_limits_positive', name);
  const known = books.accounts.get(name);
  const kept = { livePositions: known?.livePositions ?? 0, areEntriesEnabled: known?.areEntriesEnabled ?? true, entriesOffAtMs: known?.entriesOffAtMs ?? null, syncOffAtMs: known?.syncOffAtMs ?? null, entriesBeforeRecovery: known?.entriesBeforeRecovery ?? null, recoveredAtMs: known?.recoveredAtMs ?? null };
  books.accounts.set(name, { exchange, account, mode, positionsMax, exposureMax: exposureMax ?? null, symbolExposureMax: symbolExposureMax ?? null, dailyLossMax: dailyLossMax ?? null, ...kept });
}

function toLimit(amount: Decimal | null | undefined): Decimal | null {
  return amount === null || amount === undefined ? null : toColumn(amount);
}
