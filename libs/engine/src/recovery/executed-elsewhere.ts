import type { AccountKey, Reading } from '@breakwater/core';
import type { Ports } from '../ports.ts';
import { lookAgainInMs, UNREADABLE_MS } from './look-again.ts';
import { hasLost } from './lost-history.ts';
import type { AccountRecovery } from './recover-account.ts';
import type { RecoveryBooks } from './recovery-books.ts';

/** How many markets are asked for their executions at once; the rate governor keeps all of it within limits. */
const MARKETS_AT_ONCE = 4;

export interface Executed {
  /** Where something was executed that the books lack, or, when the time was over, may have been. */
  readonly found: readonly string[];
  /** Markets that cannot be read although the account can. */
  readonly unread: readonly string[];
}

/**
 * Every other market on which something was executed that the books lack: what came and went in the lost time has left no other trace. One that
 * cannot be read for long while the account can is let go (I12): what is held or rests there the account shows.
 */
export async function executedElsewhere(ports: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery, named: ReadonlySet<string>): Promise<Executed> {
  const exchange = ports.exchange(account);
  const found: string[] = [];
  let unread = [...(await exchange.markets(true)).keys()].filter((symbol) => !named.has(symbol));
  const beganMs = ports.runtime.monotonicMs();
  for (let looks = 0; unread.length > 0 && !recovery.isOver(); looks += 1) {
    if (looks > 0) await ports.runtime.wait(lookAgainInMs(looks - 1));
    const asked = unread;
    unread = [];
    for (let i = 0; i < asked.length; i += MARKETS_AT_ONCE) {
      // What was not asked for is not known to be settled.
      if (recovery.isOver()) return { found: [...found, ...unread, ...asked.slice(i)], unread: [] };
      recovery.tell(`looking for executions on ${asked.length} other markets: ${i} are done`);
      const some = asked.slice(i, i + MARKETS_AT_ONCE);
      const readings = await Promise.all(some.map((symbol) => hasLost(exchange, books, { ...account, symbol }, recovery.sinceMs)));
      found.push(...some.filter((_, index) => isLost(readings[index]!)));
      unread.push(...some.filter((_, index) => readings[index]!.type === 'unreadable'));
    }
    if (ports.runtime.monotonicMs() - beganMs >= UNREADABLE_MS && (await exchange.readAccount()).type === 'read') break;
  }
  return recovery.isOver() ? { found: [...found, ...unread], unread: [] } : { found, unread };
}

function isLost(reading: Reading<boolean>): boolean {
  return reading.type === 'read' && reading.value;
}
