import { type AccountKey, type Unreadable, WAITS_FOR_A_PERSON, WAITS_FOR_RECOVERY } from '@breakwater/core';
import { type Differences, findDifferences, type KeyDifference } from '../find-differences.ts';
import type { Ports } from '../ports.ts';
import { lookAgainInMs } from './look-again.ts';
import type { AccountRecovery } from './recover-account.ts';
import type { RecoveryBooks } from './recovery-books.ts';

/** In the place of a symbol: the account could not be read as a whole. */
export const WHOLE = 'all of it';
const LOOKS_MAX = 4;

/**
 * Symbols of an account on which books and exchange differ or cannot be compared, but for those that are set aside. In mode `observe` nothing can
 * be done about what differs; and what waits for a person, or for this recovery, does not keep it from its end (I12).
 */
export async function stillDiffering(ports: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery): Promise<readonly string[]> {
  const differences = await compare(ports, account, recovery);
  if ('cause' in differences) return [WHOLE];
  const aside = new Set(await books.readSetAside(account));
  const canAct = ports.rules(account).mode !== 'observe';
  const differs = ({ unreadable, unanswered, acts }: KeyDifference): boolean => unreadable !== null || (canAct && (unanswered > 0 || acts.some(({ why }) => why !== WAITS_FOR_A_PERSON && why !== WAITS_FOR_RECOVERY)));
  return differences.keys.filter((key) => !aside.has(key.symbol) && differs(key)).map(({ symbol }) => symbol);
}

/** Who is told when to ask again waits for that, instead of reading keys anew meanwhile that are at rest: they live on the same budget. */
async function compare(ports: Ports, account: AccountKey, recovery: AccountRecovery): Promise<Differences | Unreadable> {
  for (let looks = 1; ; looks += 1) {
    const differences = await findDifferences(ports, account, null);
    const toldMs = 'cause' in differences ? differences.retryAfterMs : differences.keys.find(({ retryAfterMs }) => retryAfterMs !== undefined)?.retryAfterMs;
    if (toldMs === undefined || looks === LOOKS_MAX || recovery.isOver()) return differences;
    await ports.runtime.wait(Math.max(lookAgainInMs(looks), toldMs));
  }
}
