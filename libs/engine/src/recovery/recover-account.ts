import { type AccountKey, type Reading, type SymbolKey, symbolKeyText, type Unreadable } from '@breakwater/core';
import { findDifferences } from '../find-differences.ts';
import type { Ports } from '../ports.ts';
import { letKeyGo } from './let-key-go.ts';
import { hasLost, type LostHistory, openLostHistory } from './lost-history.ts';
import { recoverKey } from './recover-key.ts';
import type { RecoveryBooks } from './recovery-books.ts';

/** How many markets are asked for their executions at once; the rate governor keeps all of it within limits. */
const MARKETS_AT_ONCE = 4;
const LOOK_AGAIN_MS = 500;
const MISSES_MAX = 3;
/** In the place of a symbol: the account could not be read as a whole. */
const WHOLE = 'all of it';

interface Waits {
  readonly why: string;
  /** Nothing else is in the way of its counting as at rest than that both sides agree. */
  readonly mayAgree: boolean;
  /** It cannot be read, and nothing is there that would have to be: it keeps nobody waiting. */
  readonly isLetGo?: boolean;
}

export interface AccountRecovery {
  /** Executions from then on are looked at, exchange time. */
  readonly sinceMs: number;
  /** Waits until no entry of the time before can be unfindable any more; its last look comes after that. */
  untilFindable(): Promise<void>;
  /** Whether the time that was given is over. */
  isOver(): boolean;
  /** Is told how far it is, in words. */
  tell(text: string): void;
}

export interface AccountRecovered {
  readonly positions: number;
  readonly orders: number;
  readonly signalsEnded: number;
  readonly keys: number;
  /** Keys that differ, or could not be read, when the time was over; empty: books and exchange agree. */
  readonly unsettled: readonly string[];
  /** Markets that cannot be read although the account can. */
  readonly unread: readonly string[];
  /** Keys that are set aside for a person. */
  readonly setAside: readonly string[];
}

/**
 * Reads everything of an account again: all keys that either side names, and every market for executions that the books do not have. Then
 * once more, when whatever was on its way would be found, until both sides agree and every signal of the time before has its outcome.
 */
export async function recoverAccount(ports: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery): Promise<AccountRecovered> {
  const sum = { positions: 0, orders: 0, signalsEnded: 0 };
  const histories = new Map<string, LostHistory>();
  /** How often each key was unreadable, one time after the other, and since when. */
  const misses = new Map<string, { readonly times: number; readonly sinceMs: number }>();
  const exchange = ports.exchange(account);
  const startedMs = ports.runtime.monotonicMs();
  const usedBefore = exchange.usage();

  /** Why the key is not at rest, mended and rid of signals of the time before; null: it is. */
  async function recoverOne(symbol: string, endsSignals: boolean): Promise<Waits | null> {
    const key: SymbolKey = { ...account, symbol };
    const history = histories.get(symbol) ?? openLostHistory(exchange, books, key, recovery.sinceMs);
    histories.set(symbol, history);
    const { verdict, unreadable, hasEndedSignals, recovered } = await recoverKey(ports, key, history, endsSignals);
    sum.positions += recovered.positions;
    sum.orders += recovered.orders;
    sum.signalsEnded += recovered.signalsEnded;
    const why = 'reason' in verdict ? verdict.reason : verdict.summary;
    ports.log.info('key_recovered', { key: symbolKeyText(key), verdict: verdict.type, why });
    if (unreadable === null) misses.delete(symbol);
    else if (await isGone(symbol, unreadable)) return endsSignals ? letGo(key, unreadable.cause) : { why, mayAgree: false, isLetGo: true };
    const mayAgree = !endsSignals || hasEndedSignals;
    return mayAgree && verdict.type === 'done' ? null : { why, mayAgree };
  }

  /** Whether a key was unreadable again and again while the account was not, and the account holds nothing of it. */
  async function isGone(symbol: string, { retryAfterMs }: Unreadable): Promise<boolean> {
    if (retryAfterMs !== undefined) return false;
    const view = await exchange.readAccount();
    if (view.type === 'unreadable' || [...view.value.positions, ...view.value.orders].some((one) => one.symbol === symbol)) return false;
    const { times, sinceMs } = misses.get(symbol) ?? { times: 0, sinceMs: ports.runtime.monotonicMs() };
    misses.set(symbol, { times: times + 1, sinceMs });
    return times + 1 >= MISSES_MAX && ports.runtime.monotonicMs() - sinceMs >= ports.bounds.notFindableMs;
  }

  async function letGo(key: SymbolKey, cause: string): Promise<Waits | null> {
    const { verdict, signalsEnded } = await letKeyGo(ports, books, key, recovery.sinceMs, cause);
    sum.signalsEnded += signalsEnded;
    return verdict.type === 'done' ? null : { why: cause, mayAgree: false };
  }

  /** Each key until it is at rest, or the time is over; a key that has to wait does not keep the others waiting (I12). Gives those that are not. */
  async function recoverAll(symbols: readonly string[], endsSignals: boolean): Promise<readonly string[]> {
    let open = symbols.map((symbol): readonly [string, Waits] => [symbol, { why: 'read again', mayAgree: true }]);
    for (let round = 0; open.length > 0; round += 1) {
      if (round > 0) await ports.runtime.wait(LOOK_AGAIN_MS);
      const left = new Map<string, Waits>();
      for (const [index, [symbol, { why }]] of open.entries()) {
        if (recovery.isOver()) return open.map(([one]) => one);
        recovery.tell(`${symbol}, ${index + 1} of ${open.length}: ${why}`);
        const waits = await recoverOne(symbol, endsSignals).catch((error: unknown): Waits => ({ why: String(error), mayAgree: false }));
        if (waits !== null) left.set(symbol, waits);
      }
      // What waits for a price, or is not let through by a mode, may agree all the same.
      const differs = left.size === 0 ? [] : await differing();
      open = [...left].filter(([symbol, { mayAgree, isLetGo }]) => isLetGo !== true && (!mayAgree || differs.includes(symbol) || differs.includes(WHOLE)));
    }
    return [];
  }

  /** Symbols on which books and exchange differ or cannot be compared, but for those that are set aside; in mode `observe` nothing can be done about what differs. */
  async function differing(): Promise<string[]> {
    const differences = await findDifferences(ports, account, null);
    if ('cause' in differences) return [WHOLE];
    const aside = new Set(await books.readSetAside(account));
    const canAct = ports.rules(account).mode !== 'observe';
    return differences.keys
      .filter(({ symbol, unreadable, unanswered, acts }) => !aside.has(symbol) && (unreadable !== null || (canAct && (unanswered > 0 || acts.length > 0))))
      .map(({ symbol }) => symbol);
  }

  const first = [...(await namedSymbols(ports, books, account, recovery))];
  let unread: readonly string[] = [];
  let left = await recoverAll(first, false);
  let again: readonly string[] = first;
  if (!recovery.isOver()) {
    recovery.tell('waiting until whatever was on its way would be found');
    await recovery.untilFindable();
    const named = new Set([...first, ...(await namedSymbols(ports, books, account, recovery))]);
    // The markets are gone through once, and not before: an execution may be listed as late as an order is found.
    const elsewhere = await executedElsewhere(ports, books, account, recovery, named);
    ({ unread } = elsewhere);
    again = [...named, ...elsewhere.found];
    // Whatever was at rest before counts for nothing until it was looked at as late as this.
    left = await recoverAll(again, true);
    let differs = await differing();
    while (left.length + differs.length > 0 && !recovery.isOver()) {
      await ports.runtime.wait(LOOK_AGAIN_MS);
      left = await recoverAll(differs.filter((symbol) => symbol !== WHOLE), true);
      differs = await differing();
    }
    left = [...new Set([...left, ...differs])];
  } else if (left.length === 0) left = [WHOLE];
  const unsettled = left;
  const used = exchange.usage();
  const setAside = await books.readSetAside(account);
  await ports.store.addReport({
    account,
    symbol: null,
    cause: 'recover',
    findings: [...unsettled.map((symbol) => ({ what: 'unsettled', symbol, said: 'the recovery did not bring it to rest' })), ...unread.map((symbol) => ({ what: 'unreadable', symbol, said: 'its executions could not be read' }))],
    acts: [{ act: 'recovered', ...sum }],
    calls: used.calls - usedBefore.calls,
    weight: used.weight - usedBefore.weight,
    durationMs: Math.round(ports.runtime.monotonicMs() - startedMs),
  });
  return { ...sum, keys: again.length, unsettled, unread, setAside };
}

/** What the books have reason to look at, and what the exchange holds. */
async function namedSymbols(ports: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery): Promise<ReadonlySet<string>> {
  const named = new Set(await books.readSymbols(account));
  const view = await untilRead(ports, recovery, () => ports.exchange(account).readAccount());
  if (view !== null) for (const { symbol } of [...view.positions, ...view.orders]) named.add(symbol);
  return named;
}

interface Executed {
  readonly found: readonly string[];
  /** Markets that cannot be read although the account can. */
  readonly unread: readonly string[];
}

/** Every other market on which something was executed that the books lack: what came and went in the lost time has left no other trace. */
async function executedElsewhere(ports: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery, named: ReadonlySet<string>): Promise<Executed> {
  const markets = [...(await ports.exchange(account).markets()).keys()].filter((symbol) => !named.has(symbol));
  const found: string[] = [];
  const unread: string[] = [];
  for (let i = 0; i < markets.length; i += MARKETS_AT_ONCE) {
    recovery.tell(`looking for executions on ${markets.length} other markets: ${i} are done`);
    const some = markets.slice(i, i + MARKETS_AT_ONCE);
    const lost = await Promise.all(some.map((symbol) => readLost(ports, books, { ...account, symbol }, recovery)));
    some.forEach((symbol, index) => {
      if (lost[index] === 'unread') unread.push(symbol);
      else if (lost[index] !== false) found.push(symbol);
    });
  }
  return { found, unread };
}

/**
 * Whether something of a market is lost; null when the time is over. A market that cannot be read again and again while the account can be is
 * let go (I12): nothing of ours is sent without having read it, and what is held or rests there the account shows.
 */
async function readLost(ports: Ports, books: RecoveryBooks, key: SymbolKey, recovery: AccountRecovery): Promise<boolean | 'unread' | null> {
  const exchange = ports.exchange(key);
  for (let misses = 0; misses < MISSES_MAX; ) {
    const reading = await hasLost(exchange, books, key, recovery.sinceMs);
    if (reading.type === 'read') return reading.value;
    recovery.tell(`${key.symbol} could not be read: ${reading.cause}`);
    if (recovery.isOver()) return null;
    await ports.runtime.wait(Math.max(LOOK_AGAIN_MS, reading.retryAfterMs ?? 0));
    if (reading.retryAfterMs === undefined && (await exchange.readAccount()).type === 'read') misses += 1;
  }
  return 'unread';
}

/** Reads until it can be read; null when the time is over. */
async function untilRead<Value>(ports: Ports, recovery: AccountRecovery, read: () => Promise<Reading<Value>>): Promise<Value | null> {
  for (;;) {
    const reading = await read();
    if (reading.type === 'read') return reading.value;
    recovery.tell(`the exchange could not be read: ${reading.cause}`);
    if (recovery.isOver()) return null;
    await ports.runtime.wait(Math.max(LOOK_AGAIN_MS, reading.retryAfterMs ?? 0));
  }
}
