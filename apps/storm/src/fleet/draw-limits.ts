import { type AccountLimits, decimal, type FleetLimits } from '@breakwater/core';
import { createDice, type Dice } from '../time/dice.ts';
import type { FleetRules } from './fleet-rules.ts';

/** How many storms have limits beside the number of positions, of a million. */
const WITH_LIMITS = 350_000;

/** Dice of their own, so that a storm without such limits is the same with and without this file; null: it has none. */
export function limitDiceOf(seed: number): Dice | null {
  const dice = createDice(seed ^ 0x10_11_7);
  return dice.chance(WITH_LIMITS) ? dice : null;
}

/** Limits as tight as a storm needs: each position is meant to cost 200. */
export function withLimits(rules: FleetRules, dice: Dice | null): FleetRules {
  if (dice === null) return rules;
  const amount = (...texts: readonly (string | null)[]) => {
    const text = dice.pick(texts);
    return text === null ? null : decimal(text);
  };
  const own: AccountLimits = { exposureMax: amount(null, '250', '450'), symbolExposureMax: amount(null, null, '250'), dailyLossMax: amount(null, null, '5', '30') };
  const shared = () => ({ positionsMax: dice.pick([null, null, 1, 2]), exposureMax: amount(null, null, '250', '450') });
  const limits: FleetLimits = { ...shared(), exchanges: { [rules.account.key.exchange]: shared() } };
  return { ...rules, account: { ...rules.account, limits: own }, limits };
}
