import { type AccountKey, type SymbolKey, symbolKeyText, type Unreadable } from '@breakwater/core';
import { readMarket } from '../find-market.ts';
import { lookFor } from '../look-for.ts';
import type { Ports } from '../ports.ts';
import { executedElsewhere } from './executed-elsewhere.ts';
import { letKeyGo } from './let-key-go.ts';
import { lookAgainInMs, UNREADABLE_MS, untilRead } from './look-again.ts';
import { type LostHistory, openLostHistory } from './lost-history.ts';
import { recoverKey } from './recover-key.ts';
import type { RecoveryBooks } from './recovery-books.ts';
import { stillDiffering, WHOLE } from './still-differing.ts';

const MISSES_MAX = 3;

interface Waits {
  readonly why: string;
  /** Nothing else is in the way of its counting as at rest than that both sides agree. */
  readonly mayAgree: boolean;
  /** It cannot be read, and nothing is there that would have to be: it keeps nobody waiting. */
  readonly isLetGo?: boolean;
  /** Before that nothing new is to be seen, in milliseconds. */
  readonly forMs?: number;
}

/** A key that is not at rest, and when it is looked at again. */
interface OpenKey extends Waits {
  readonly symbol: string;
  readonly looks: number;
  readonly atMs: number;
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
export async function recoverAccount(anyPorts: Ports, books: RecoveryBooks, account: AccountKey, recovery: AccountRecovery): Promise<AccountRecovered> {
  // Until it ends nobody enters: what they would have looked at is its own. What is closed and protected goes before it (I4).
  const ports = lookFor(anyPorts, 'entry');
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
    const { verdict, unreadable, isCurrent, hasEndedSignals, recovered } = await recoverKey(ports, key, history, endsSignals);
    sum.positions += recovered.positions;
    sum.orders += recovered.orders;
    sum.signalsEnded += recovered.signalsEnded;
    const why = 'reason' in verdict ? verdict.reason : verdict.summary;
    ports.log.info('key_recovered', { key: symbolKeyText(key), verdict: verdict.type, why });
    if (unreadable === null) misses.delete(symbol);
    else if (await isGone(symbol, unreadable)) return endsSignals ? letGo(key, unreadable.cause) : { why, mayAgree: false, isLetGo: true };
    const mayAgree = isCurrent && (!endsSignals || hasEndedSignals);
    return mayAgree && verdict.type === 'done' ? null : { why, mayAgree, ...(verdict.type === 'snooze' && { forMs: verdict.forMs }) };
  }

  /** Whether a key was unreadable again and again while the account was not, and the account holds nothing of it. */
  async function isGone(symbol: string, { retryAfterMs }: Unreadable): Promise<boolean> {
    if (retryAfterMs !== undefined) return false;
    const view = await exchange.readAccount();
    if (view.type === 'unreadable' || [...view.value.positions, ...view.value.orders].some((one) => one.symbol === symbol)) return false;
    const { times, sinceMs } = misses.get(symbol) ?? { times: 0, sinceMs: ports.runtime.monotonicMs() };
    misses.set(symbol, { times: times + 1, sinceMs });
    const listed = await readMarket(exchange, symbol);
    const isListed = listed.type === 'unreadable' || listed.market !== null;
    return times + 1 >= MISSES_MAX && ports.runtime.monotonicMs() - sinceMs >= Math.max(ports.bounds.notFindableMs, isListed ? UNREADABLE_MS : 0);
  }

  async function letGo(key: SymbolKey, cause: string): Promise<Waits | null> {
    const { verdict, signalsEnded } = await letKeyGo(ports, books, key, recovery.sinceMs, cause);
    sum.signalsEnded += signalsEnded;
    return verdict.type === 'done' ? null : { why: cause, mayAgree: false };
  }

  /** Each key until it is at rest, or the time is over; a key that has to wait does not keep the others waiting (I12). Gives those that are not. */
  async function recoverAll(symbols: readonly string[], endsSignals: boolean): Promise<readonly string[]> {
    let open: readonly OpenKey[] = symbols.map((symbol) => ({ symbol, why: 'read again', mayAgree: true, looks: 0, atMs: 0 }));
    while (open.length > 0) {
      await ports.runtime.wait(Math.max(0, Math.min(...open.map(({ atMs }) => atMs)) - ports.runtime.monotonicMs()));
      const left: OpenKey[] = [];
      for (const [index, key] of open.entries()) {
        if (recovery.isOver()) return open.map(({ symbol }) => symbol);
        if (key.atMs > ports.runtime.monotonicMs()) {
          left.push(key);
          continue;
        }
        const { symbol, looks } = key;
        recovery.tell(`${symbol}, ${index + 1} of ${open.length}: ${key.why}`);
        const waits = await recoverOne(symbol, endsSignals).catch((error: unknown): Waits => ({ why: String(error), mayAgree: false }));
        if (waits !== null) left.push({ ...waits, symbol, looks: looks + 1, atMs: ports.runtime.monotonicMs() + Math.max(lookAgainInMs(looks), waits.forMs ?? 0) });
      }
      // What waits for a price, or is not let through by a mode, may agree all the same.
      const differs = left.length > 0 && left.every(({ mayAgree }) => mayAgree) ? await stillDiffering(ports, books, account, recovery) : [];
      open = left.filter(({ symbol, mayAgree, isLetGo }) => isLetGo !== true && (!mayAgree || differs.includes(symbol) || differs.includes(WHOLE)));
    }
    return [];
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
    let differs = await stillDiffering(ports, books, account, recovery);
    for (let looks = 0; left.length + differs.length > 0 && !recovery.isOver(); looks += 1) {
      await ports.runtime.wait(lookAgainInMs(looks));
      left = await recoverAll(differs.filter((symbol) => symbol !== WHOLE), true);
      differs = await stillDiffering(ports, books, account, recovery);
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
