import { type Decimal, decimal } from './decimal.ts';
import { type ExchangeId, positionKeyText, type SymbolKey, symbolKeyText } from './key.ts';
import { figuresOf, figureText, whyMarketFails, type WaveFilters } from './market-facts.ts';
import { type SignalOutcome, type SignalRecord } from './signal.ts';
import { marketName, NOTHING_READ, type WaveFacts } from './wave-facts.ts';
import { sizeByBalance } from './wave-size.ts';
import { type WaveWindow, windowOf } from './wave-window.ts';

export interface WaveLimits extends WaveWindow {
  /** How many positions the wave may open. */
  readonly open: number;
  readonly stopList: readonly string[];
  /** The only symbols that may be opened; absent: all. */
  readonly whiteList?: readonly string[] | undefined;
  readonly signalAgeMsMax: number;
  readonly filters?: WaveFilters | undefined;
  /** Part of the available balance that a position is worth, where the signal names no notional; a decimal string. */
  readonly balanceFraction?: string | undefined;
  /** Most that this may come to; a decimal string in the quote currency. */
  readonly notionalMax?: string | undefined;
}

export interface WavePlan {
  /** 1 for the best; every signal has one, also those that are skipped. */
  readonly ranks: readonly { readonly signalId: string; readonly rank: number }[];
  /** Signals that go to the entry workers now, best first. */
  readonly selectedIds: readonly string[];
  /** The notional of those of them that name none themselves. */
  readonly sizes: readonly { readonly signalId: string; readonly notional: Decimal }[];
  readonly outcomes: readonly { readonly signalId: string; readonly outcome: Exclude<SignalOutcome, 'pending'>; readonly reason: string }[];
  /** Keys that have a place and cannot be judged: what the policy asks for has not been read. */
  readonly unread: readonly SymbolKey[];
  /** The same of the reserve, the next in line first: what may be read together with those. */
  readonly unreadReserve: readonly SymbolKey[];
  /** Every signal has an outcome. */
  readonly isFinished: boolean;
}

/**
 * Which signals of a wave are worked on now, and what became of the others, with a reason for each.
 *
 * The best N by score are opened, no more at an exchange than its cap; one that is skipped or fails is replaced from the
 * reserve, in order; what is left once N stand is skipped as over the limit. A second signal for the same key stays in
 * reserve until it is known whether the better one stands.
 *
 * Places are given down the ranking, and only an outcome that is *recorded* gives one up: what this plan merely finds
 * (a key that is taken just now, a market that fails or could not be read) may look different to another worker, so its place
 * is not given away before the next look. Hence two workers that look at the same wave, even at different moments and with
 * different facts, never open more than N, nor more than a cap (I10): places are a matroid (key within exchange within wave), in
 * which whoever is taken out lets one other in and pushes nobody else out.
 */
export function planWave(signals: readonly SignalRecord[], takenKeys: ReadonlySet<string>, ageMs: number, limits: WaveLimits, facts: WaveFacts = NOTHING_READ): WavePlan {
  const ranked = [...signals].sort(byScore);
  const ranks = ranked.map((signal, index) => ({ signalId: signal.id, rank: index + 1 }));
  const outcomes: { signalId: string; outcome: Exclude<SignalOutcome, 'pending'>; reason: string }[] = [];
  const selectedIds: string[] = [];
  const sizes: { signalId: string; notional: Decimal }[] = [];
  const unread: SymbolKey[] = [];
  const reserve: SignalRecord[] = [];
  const places = countPlaces(ranked.filter(holdsPlace), limits);
  const mayBeTried = windowOf(ranked.filter((signal) => whyListed(signal, limits) === null), limits);
  for (const signal of ranked) {
    if (signal.outcome !== 'pending' || signal.isSelected) continue;
    const key = positionKeyText(signal.key);
    const better = places.holderOf(key);
    const why = whyListed(signal, limits) ?? whyNotTried(signal, mayBeTried, limits) ?? whyOld(signal, ageMs, limits, facts) ?? whyDouble(key, better);
    if (why !== null) {
      outcomes.push({ signalId: signal.id, ...why });
    } else if (better === undefined && places.isFree(signal.key.exchange)) {
      places.give(signal);
      const found = takenKeys.has(key) ? duplicate(`a position is live on ${key}`) : judge(signal, limits, facts);
      if (found.type === 'skip') outcomes.push({ signalId: signal.id, outcome: found.outcome, reason: found.reason });
      else if (found.type === 'unread') unread.push(signal.key);
      else selectedIds.push(signal.id);
      if (found.type === 'select' && found.notional !== null) sizes.push({ signalId: signal.id, notional: found.notional });
    } else {
      reserve.push(signal);
    }
  }
  const opened = countPlaces(ranked.filter((signal) => signal.outcome === 'opened'), limits);
  const isSettled = selectedIds.length === 0 && unread.length === 0 && ranked.every((signal) => !holdsPlace(signal) || signal.outcome === 'opened');
  const full = reserve.map((signal) => ({ signalId: signal.id, reason: opened.whyFull(signal.key.exchange) }));
  const unreadReserve = reserve.filter((signal) => judge(signal, limits, facts).type === 'unread').map(({ key }) => key);
  const plan = { ranks, selectedIds, sizes, outcomes, unread, unreadReserve };
  if (!isSettled || full.some(({ reason }) => reason === null)) return { ...plan, isFinished: false };
  for (const { signalId, reason } of full) outcomes.push({ signalId, outcome: 'skipped_limit', reason: reason ?? '' });
  return { ...plan, isFinished: true };
}

/**
 * Whether the signal takes one of the wave's places: it stands, or may still come to stand. So does one that was given up while its
 * row is held for a late fill: the slot is not free either until that row closes, and whoever came for it would be sent away for good.
 */
function holdsPlace(signal: SignalRecord): boolean {
  return signal.hasLiveRow || signal.outcome === 'opened' || signal.outcome === 'unknown' || (signal.outcome === 'pending' && signal.isSelected);
}

/** The places of a wave that are taken, by key, by exchange and in all. */
function countPlaces(holders: readonly SignalRecord[], { open, openPerExchange }: WaveWindow) {
  const byKey = new Map<string, SignalRecord>();
  const at = new Map<ExchangeId, number>();
  let taken = 0;
  const give = (signal: SignalRecord): void => {
    byKey.set(positionKeyText(signal.key), signal);
    at.set(signal.key.exchange, (at.get(signal.key.exchange) ?? 0) + 1);
    taken += 1;
  };
  /** Why a signal for this exchange finds no place; null when there is one. */
  const whyFull = (exchange: ExchangeId): string | null => {
    if (taken >= open) return `the wave's ${open} positions are open`;
    const cap = openPerExchange?.[exchange];
    return cap !== undefined && (at.get(exchange) ?? 0) >= cap ? `the wave's ${cap} positions at ${exchange} are open` : null;
  };
  for (const holder of holders) give(holder);
  return { give, whyFull, isFree: (exchange: ExchangeId): boolean => whyFull(exchange) === null, holderOf: (key: string) => byKey.get(key) };
}

interface Skip {
  readonly outcome: 'skipped_duplicate' | 'skipped_filter' | 'skipped_limit';
  readonly reason: string;
}

/** By the policy's lists: for every worker alike, at any time. */
function whyListed({ key: { symbol } }: SignalRecord, { stopList, whiteList }: WaveLimits): Skip | null {
  if (stopList.includes(symbol)) return { outcome: 'skipped_filter', reason: `${symbol} is on the stop list` };
  return whiteList === undefined || whiteList.includes(symbol) ? null : { outcome: 'skipped_filter', reason: `${symbol} is not on the white list` };
}

function whyNotTried({ id }: SignalRecord, mayBeTried: ReadonlySet<string>, { open, reserve }: WaveLimits): Skip | null {
  return mayBeTried.has(id) ? null : { outcome: 'skipped_limit', reason: `it is behind the best ${open} and the reserve of ${reserve ?? 0}` };
}

function whyOld(signal: SignalRecord, ageMs: number, limits: WaveLimits, facts: WaveFacts): Skip | null {
  if (ageMs <= limits.signalAgeMsMax) return null;
  const missing = judge(signal, limits, facts).type === 'unread' ? ', and what its policy asks for could not be read until then' : '';
  return { outcome: 'skipped_filter', reason: `the signal is ${ageMs} ms old, at most ${limits.signalAgeMsMax} are allowed${missing}` };
}

function whyDouble(key: string, better: SignalRecord | undefined): Skip | null {
  return better?.outcome === 'opened' ? { outcome: 'skipped_duplicate', reason: `another signal of this wave opened ${key}` } : null;
}

type Judgement = ({ readonly type: 'skip' } & Skip) | { readonly type: 'unread' } | { readonly type: 'select'; readonly notional: Decimal | null };

function duplicate(reason: string): Judgement {
  return { type: 'skip', outcome: 'skipped_duplicate', reason };
}

/** Size and filters. Fail closed: what has not been read is not passed, and waits. */
function judge(signal: SignalRecord, limits: WaveLimits, facts: WaveFacts): Judgement {
  const { balanceFraction, notionalMax, filters } = limits;
  const market = figuresOf(filters).length === 0 ? {} : facts.markets.get(marketName(signal.key));
  const balance = signal.notional === null && balanceFraction !== undefined ? facts.balances.get(symbolKeyText(signal.key)) : null;
  const why = market === undefined ? null : whyMarketFails(market, filters);
  if (why !== null) return { type: 'skip', outcome: 'skipped_filter', reason: why };
  if (market === undefined || balance === undefined) return { type: 'unread' };
  const size = balance === null || balanceFraction === undefined ? null : sizeByBalance(balance, balanceFraction, notionalMax);
  const notional = size ?? signal.notional;
  const small = notional === null ? null : whyTooSmall(notional, filters?.notionalMin, size === null ? null : balance);
  return small === null ? { type: 'select', notional: size } : { type: 'skip', outcome: 'skipped_filter', reason: small };
}

function whyTooSmall(notional: Decimal, notionalMin: string | undefined, balance: Decimal | null): string | null {
  const of = balance === null ? '' : ` (of ${figureText(balance)} available)`;
  if (!notional.gt('0')) return `notional ${figureText(notional)}${of} opens nothing`;
  if (notionalMin === undefined || notional.gte(decimal(notionalMin))) return null;
  return `notional ${figureText(notional)}${of} is below ${figureText(decimal(notionalMin))}`;
}

/** Higher scores first; ties by the sender's id, so that every worker ranks alike. */
function byScore(a: SignalRecord, b: SignalRecord): number {
  return b.score.cmp(a.score) || (a.externalId < b.externalId ? -1 : 1);
}
