import { type AccountLimits, decimal, type FleetLimits, symbolKeyText } from '@breakwater/core';
import type { MemoryBooks, PositionRow } from '../memory/memory-books.ts';
import { createDice, type Dice } from '../time/dice.ts';
import type { FleetRules } from './fleet-rules.ts';

/** How many storms have limits beside the number of positions, of a million. */
const WITH_LIMITS = 250_000;
/** Chosen so that hardly any seed which is kept or remembered has limits: their stories stay what they were. */
const SALT = 3177 << 16;

/** Dice of their own, so that a storm without such limits is the same with and without this file; null: it has none. */
export function limitDiceOf(seed: number): Dice | null {
  const dice = createDice(seed ^ SALT);
  return dice.chance(WITH_LIMITS) ? dice : null;
}

/** What a storm's limits are about: one thing alone is met more often than one among many. */
const themes = ['symbol', 'account', 'exchange', 'fleet', 'loss', 'all'] as const;
/** More positions than a storm has legs. */
const AMPLE = 6;

/** Limits as tight as a storm needs: each position is meant to cost 200. */
export function withLimits(rules: FleetRules, dice: Dice | null): FleetRules {
  if (dice === null) return rules;
  const theme = dice.pick(themes);
  const isAbout = (one: (typeof themes)[number]): boolean => theme === one || (theme === 'all' && dice.chance(500_000));
  const amount = (one: (typeof themes)[number], ...texts: readonly string[]) => (isAbout(one) ? decimal(dice.pick(texts)) : null);
  const shared = (one: 'exchange' | 'fleet') => (dice.chance(500_000) ? { positionsMax: isAbout(one) ? dice.pick([1, 2]) : null } : { exposureMax: amount(one, '250', '450') });
  const own: AccountLimits = { exposureMax: amount('account', '250', '450'), symbolExposureMax: amount('symbol', '250'), dailyLossMax: amount('loss', '5', '500') };
  const limits: FleetLimits = { ...shared('fleet'), exchanges: { [rules.account.key.exchange]: shared('exchange') } };
  const positionsMax = theme === 'all' ? rules.account.positionsMax : AMPLE;
  return { ...rules, account: { ...rules.account, positionsMax, limits: own }, limits };
}

/**
 * What an earlier fleet left: a position that was closed today in a contract that this storm is not about, with a result that nobody knows.
 * Only a limit of losses ever asks for it.
 */
export function leaveUnknownResult(books: MemoryBooks, { account }: FleetRules, dice: Dice | null, nowMs: number): void {
  if (dice === null || !account.limits?.dailyLossMax || !dice.chance(500_000)) return;
  const key = { ...account.key, symbol: 'SOLUSDT' };
  const row: PositionRow = {
    id: 'left-behind', key, keyText: symbolKeyText(key), leg: 'net', status: 'closed', origin: 'imported', signalId: null, side: 'long', quantity: decimal('1'), entryPrice: decimal('100'),
    stopRule: account.stop, firstFillAtMs: nowMs, protectedAtMs: null, bareSinceMs: null, bareMs: 0, closeReason: 'unknown', closedAtMs: nowMs, realisedPnl: null, plannedNotional: null, createdAtMs: nowMs,
  };
  books.positions.set(row.id, row);
  books.events.push({ atMs: nowMs, keyText: row.keyText, positionId: row.id, type: 'position_closed', evidence: 'E4', data: {}, worker: null });
}
