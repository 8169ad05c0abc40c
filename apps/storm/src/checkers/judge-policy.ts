import { decimal, MARKET_FIGURES, type MarketFigure, marketName, type WaveFilters } from '@breakwater/core';
import type { IntentRow, MemoryBooks, SignalRow, WaveRow } from '../memory/memory-books.ts';
import type { Scene } from './checker.ts';

/**
 * I3: the policy of a wave says which exposure is meant at all. An entry that was committed against its lists, during the cool-down of its
 * symbol, for a signal that was too old when the look began that it rests on, or on figures that are not kept with the wave or lie on the
 * wrong side of a limit, was not meant.
 */
export function judgePolicy({ books, lastLooks, nowMs }: Pick<Scene, 'books' | 'lastLooks' | 'nowMs'>, { request, orderId, key, keyText, epoch, createdAtMs }: IntentRow): string | null {
  if (request.kind !== 'place' || request.reduceOnly || orderId === null) return null;
  const positionId = books.orders.get(orderId)?.positionId ?? '';
  const signal = books.signals.get(books.positions.get(positionId)?.signalId ?? '');
  const wave = signal === undefined ? undefined : books.waves.get(signal.waveId);
  if (signal === undefined || wave === undefined) return null;
  const { policy } = wave;
  const what = `an entry into ${keyText} was committed although`;
  if (policy.stopList.includes(key.symbol)) return `${what} the symbol is on the stop list of its wave`;
  if (policy.whiteList !== undefined && !policy.whiteList.includes(key.symbol)) return `${what} the symbol is not on the white list of its wave`;
  const lookedAtMs = lastLooks.get(`${keyText} ${epoch}`)?.askedAtMs ?? 0;
  const oldMs = lookedAtMs - wave.atMs - policy.signalAgeMsMax;
  if (oldMs > 0) return `${what} its signal had been too old for ${oldMs} ms when somebody looked`;
  const figure = wrongFigure(wave, signal);
  if (figure !== null) return `${what} ${figure}`;
  const warmFromMs = coolUntilMs(books, keyText, policy.cooldownMs, nowMs());
  return warmFromMs !== null && createdAtMs < warmFromMs ? `${what} the symbol was cooling down for another ${warmFromMs - createdAtMs} ms` : null;
}

const LIMITS: Readonly<Record<MarketFigure, { readonly limit: keyof WaveFilters; readonly isLeast: boolean }>> = {
  openInterest: { limit: 'openInterestMin', isLeast: true },
  volume1h: { limit: 'volume1hMin', isLeast: true },
  move5mPercent: { limit: 'move5mPercentMax', isLeast: false },
  spreadPercent: { limit: 'spreadPercentMax', isLeast: false },
};

/** What of the figures that the policy asks for is missing or wrong; null when all are as they should be. */
function wrongFigure({ policy, facts }: WaveRow, { key, notional }: SignalRow): string | null {
  const told = facts.markets[marketName(key)] ?? {};
  for (const figure of MARKET_FIGURES) {
    const { limit, isLeast } = LIMITS[figure];
    const bound = policy.filters?.[limit];
    if (bound === undefined) continue;
    const value = told[figure] ?? null;
    if (value === null) return `${figure} is not known`;
    if (isLeast ? decimal(value).lt(bound) : decimal(value).gt(bound)) return `${figure} is ${value} where the limit is ${bound}`;
  }
  if (policy.balanceFraction === undefined) return null;
  if (notional === null) return 'it has no size';
  return policy.notionalMax !== undefined && notional.gt(policy.notionalMax) ? `its size is ${notional.toFixed()} where ${policy.notionalMax} is the most` : null;
}

/** When the cool-down of a key ends that its positions began by closing before now. */
function coolUntilMs(books: MemoryBooks, keyText: string, cooldownMs: number | undefined, nowMs: number): number | null {
  if (cooldownMs === undefined) return null;
  let latestMs: number | null = null;
  for (const row of books.positions.values()) {
    if (row.keyText !== keyText || row.status !== 'closed' || row.closedAtMs === null || row.closedAtMs > nowMs) continue;
    if (row.closeReason === 'never_filled' || row.closeReason === 'duplicate') continue;
    latestMs = Math.max(latestMs ?? 0, row.closedAtMs);
  }
  return latestMs === null ? null : latestMs + cooldownMs;
}
