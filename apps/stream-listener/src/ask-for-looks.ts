import { type AccountKey, accountKeyText, type LastLook, planLook } from '@breakwater/core';
import type { Jobs, Log } from '@breakwater/engine';
import type { StreamHint } from '@breakwater/exchange';
import type { StreamFigures } from '@breakwater/fleet';
import type { Pace } from './pace.ts';

export interface LookPorts {
  readonly account: AccountKey;
  readonly jobs: Pick<Jobs, 'enqueueResync' | 'enqueueAccountResync'>;
  readonly log: Log;
  readonly figures: Pick<StreamFigures, 'onLook'>;
  /** The symbols that the exchange lists, by its own ids. */
  readonly markets: (reload?: boolean) => Promise<ReadonlyMap<string, unknown>>;
  readonly monotonicMs: () => number;
  readonly pace: Pace;
}

/** Has keys and the account looked at: the only thing that a stream leads to. */
export interface Looks {
  /** Has looked at what a message tells of. */
  follow(hint: StreamHint): void;
  /** Has the whole account looked at: what has happened is not known. */
  lookAtAccount(why: string): void;
  /** While it is off, nothing is asked for; once it is on again, a look at the account is. */
  setOff(isOff: boolean): void;
  /** Asks again for what could not be asked for; called now and then. */
  repeat(): void;
  stop(): void;
}

/** The cause that reports of such looks name. */
const CAUSE = 'stream';
const ACCOUNT = '';
/** With more keys than this, those are forgotten that have been quiet for long enough. */
const REMEMBERED_MAX = 1_000;

/**
 * Turns hints into jobs, few of them however many hints come: by a pace of its own, and folded again by the queue into what waits
 * there already. A look that could not be asked for, because Redis is away, is remembered as one at the whole account.
 */
export function askForLooks({ account, jobs, log, figures, markets, monotonicMs, pace }: LookPorts): Looks {
  const last = new Map<string, LastLook>();
  const waiting = new Map<string, NodeJS.Timeout>();
  const keyPace = { settleMs: pace.settleMs, gapMs: pace.keyGapMs, gapMsMax: pace.keyGapMsMax };
  const accountPace = { settleMs: pace.settleMs, gapMs: pace.accountGapMs, gapMsMax: pace.accountGapMsMax };
  /** A look at the account, for what could not be asked for. */
  let isOwed = false;
  let isOff = false;

  function plan(id: string): void {
    if (isOff) isOwed = true;
    if (isOff || waiting.has(id)) return;
    const nowMs = monotonicMs();
    const planned = planLook(last.get(id) ?? null, nowMs, id === ACCOUNT ? accountPace : keyPace);
    waiting.set(id, setTimeout(() => void carryOut(id, planned), planned.atMs - nowMs));
  }

  async function carryOut(id: string, planned: LastLook): Promise<void> {
    waiting.delete(id);
    if (isOff) return void (isOwed = true);
    last.set(id, planned);
    if (last.size > REMEMBERED_MAX) forgetQuiet();
    const isOfKey = id !== ACCOUNT;
    // By the account's own pace: a symbol that nobody lists may be told of again and again.
    if (isOfKey && !(await isListed(id))) return plan(ACCOUNT);
    const job = isOfKey ? 'resync-key' : 'resync-account';
    try {
      if (isOfKey) await jobs.enqueueResync({ ...account, symbol: id }, CAUSE);
      else await jobs.enqueueAccountResync(account, CAUSE);
      figures.onLook(account, job, 'added');
      if (!isOfKey) isOwed = false;
    } catch (error) {
      figures.onLook(account, job, 'failed');
      if (!isOwed) log.warn('stream_look_not_asked', { key: accountKeyText(account), job, error: String(error) });
      isOwed = true;
    }
  }

  /** A symbol that nobody lists, or whose listing cannot be read, is none that a key can be made of. */
  async function isListed(symbol: string): Promise<boolean> {
    try {
      return (await markets()).has(symbol) || (await markets(true)).has(symbol);
    } catch {
      return false;
    }
  }

  function forgetQuiet(): void {
    const nowMs = monotonicMs();
    for (const [id, { atMs, gapMs }] of last) if (nowMs - atMs >= gapMs) last.delete(id);
  }

  return {
    follow: (hint) => {
      if (hint.type === 'key') plan(hint.symbol);
      else if (hint.type === 'account') plan(ACCOUNT);
    },
    lookAtAccount: (why) => {
      log.info('stream_account_look', { key: accountKeyText(account), why });
      plan(ACCOUNT);
    },
    setOff: (off) => void (isOff = off),
    repeat: () => {
      // Not by the pace: that is for events, and would have grown while there was nobody to ask.
      if (isOwed && !isOff && !waiting.has(ACCOUNT)) void carryOut(ACCOUNT, { atMs: monotonicMs(), gapMs: pace.accountGapMs });
    },
    stop: () => {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
