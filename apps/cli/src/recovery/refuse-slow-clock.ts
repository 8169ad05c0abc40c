import { type AccountKey, accountKeyText } from '@breakwater/core';
import type { RecoveryBooks } from '@breakwater/engine';
import type { ConnectedExchange } from '@breakwater/exchange';
import { CliError } from '../cli-error.ts';
import { durationText } from '../duration-text.ts';
import { EXIT } from '../exit-codes.ts';

/** Epochs of the time before were made of a clock that was right; a second is what two right clocks may differ by, with the way between them. */
const BEHIND_MS_MAX = 1_000;

/**
 * Epochs are made of the database's clock, so it must not be behind what it was when the last ones were made; a restored database knows
 * nothing of those, and the exchange's clock does.
 * @throws CliError when it is behind the exchange's.
 */
export async function refuseSlowClock(books: Pick<RecoveryBooks, 'nowMs'>, key: AccountKey, exchange: Pick<ConnectedExchange, 'nowMs'>): Promise<void> {
  const behindMs = exchange.nowMs() - (await books.nowMs());
  if (behindMs <= BEHIND_MS_MAX) return;
  throw new CliError(EXIT.refused, `Nothing was changed: the database's clock is ${durationText(behindMs)} behind that of ${accountKeyText(key)}, and epochs made of it might have been given before; set it right, and run this again.`);
}
