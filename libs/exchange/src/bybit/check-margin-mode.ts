import { type MarginMode, type Outcome, refusalCodes } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import { SETTLE_COINS } from './parse-markets.ts';
import { readHoldings } from './read-holdings.ts';
import { readMarginMode } from './read-settings.ts';
import type { Session } from './session.ts';

/** How long to wait after an account that could not be read, in milliseconds. */
const UNREADABLE_WAIT_MS = 1_000;

/**
 * Whether the margin mode may be set. It is one for all symbols of a Bybit account, so it is never changed under open positions,
 * whosever they are (I11). Null: it may; otherwise what the request comes to without being sent.
 */
export async function checkMarginMode(session: Session, mode: MarginMode): Promise<Outcome | null> {
  try {
    if ((await readMarginMode(session)) === mode) return { type: 'accepted', report: null };
    const holdings = (await Promise.all(SETTLE_COINS.map((settleCoin) => readHoldings(session, { settleCoin })))).flat();
    if (holdings.length === 0) return null;
    const reason = `the margin mode is one for the whole account, and ${holdings.length} positions are open: set it to ${mode} while nothing is open`;
    return { type: 'rejected', code: refusalCodes.accountInUse, reason };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { type: 'denied', code: 'unreadable', reason: error.message, retryAfterMs: error.retryAfterMs ?? UNREADABLE_WAIT_MS };
  }
}
