/** How often and how soon things are done, in milliseconds. Tests set them to fractions. */
export interface Pace {
  /** An event waits so long for those that come with it: one execution is told in up to four. The order of our own that caused it is booked meanwhile. */
  readonly settleMs: number;
  /** The next look at the same key follows no sooner than so long after the last, twice as long while events keep coming, up to the greatest. */
  readonly keyGapMs: number;
  readonly keyGapMsMax: number;
  /** The same for looks at the account. */
  readonly accountGapMs: number;
  readonly accountGapMsMax: number;
  /** Who listens to an account says so this often, and others may after `leaseMs` without it. */
  readonly renewEveryMs: number;
  readonly leaseMs: number;
  /** The exchange is pinged so often, and a connection on which nothing comes for `silenceMsMax` is given up. */
  readonly pingEveryMs: number;
  readonly silenceMsMax: number;
  /** Opening a connection, up to the last answer that it needs, takes no longer. */
  readonly openMsMax: number;
  /** A listen key lives for an hour and is prolonged this often; an attempt that failed is repeated after `prolongAgainMs`. */
  readonly prolongEveryMs: number;
  readonly prolongAgainMs: number;
  /** The longest pause between two connections, and how long one must have lasted for the next pause to be the shortest. */
  readonly reconnectMsMax: number;
  readonly steadyMs: number;
  /** The reports of passes are read so often, and one is judged once it is so old: an event may still be on its way. */
  readonly passLookEveryMs: number;
  readonly passGraceMs: number;
}

/**
 * Sources: Bybit v5 documentation, "Connect": a ping every 20 seconds; Binance USD-M documentation, "User Data Streams": a listen key lives 60
 * minutes, and a message of the server, its own ping included, comes every 3 minutes at least, so that we ping as often as at Bybit.
 */
export const PACE: Pace = {
  settleMs: 250,
  keyGapMs: 500,
  keyGapMsMax: 8_000,
  accountGapMs: 5_000,
  accountGapMsMax: 60_000,
  renewEveryMs: 1_000,
  leaseMs: 5_000,
  pingEveryMs: 15_000,
  silenceMsMax: 35_000,
  openMsMax: 10_000,
  prolongEveryMs: 20 * 60_000,
  prolongAgainMs: 60_000,
  reconnectMsMax: 30_000,
  steadyMs: 60_000,
  passLookEveryMs: 5_000,
  passGraceMs: 3_000,
};
