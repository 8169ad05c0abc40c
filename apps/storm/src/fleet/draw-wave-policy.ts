import type { ExchangeId, Follows, StopRule, WavePolicy } from '@breakwater/core';
import type { Dice } from '../time/dice.ts';

/** Chances of a million that a storm's waves have a policy beyond the plain one, and that each part of it is in force then. */
const POLICIES = 300_000;
const PARTS = 400_000;
/** Chances of a million that the stops of a storm's waves follow the price, or its positions grow old. */
const FOLLOWING = 250_000;

/**
 * Draws how waves are worked off. Most storms have the plain policy, so that entries are as many as ever. Of the filters it is the move that the
 * storm's markets come to lie on both sides of, when a price crashes; of the others only that they must be known. `policyDice` are apart, so that
 * storms with the plain policy do not change with what there is for the others to draw.
 */
export function drawWavePolicy(dice: Dice, policyDice: Dice, exchange: ExchangeId, stop: StopRule): WavePolicy {
  const policy = drawSelection(dice, policyDice, exchange, stop);
  return policyDice.chance(FOLLOWING) ? { ...policy, stop: { ...stop, ...drawFollows(policyDice) } } : policy;
}

/** In such small steps, and so soon, that the moves of a storm's prices and its minute are enough. */
function drawFollows(dice: Dice): Follows {
  const breakEven = { atPercent: '0.2', keepPercent: '0.05' };
  const trailing = { atPercent: '0.3', behindPercent: dice.pick(['0.2', '0.8']), stepPercent: '0.1' };
  const age = { fromMs: dice.pick([1_000, 8_000]), costPercent: '0.1', breakEvenForMs: 3_000, lossPercentPerHour: '90', closeAtMs: dice.pick([12_000, 25_000]) };
  return dice.pick<Follows>([{ trailing }, { trailing }, { breakEven }, { breakEven, trailing }, { age }, { trailing, age }]);
}

function drawSelection(dice: Dice, policyDice: Dice, exchange: ExchangeId, stop: StopRule): WavePolicy {
  const open = dice.between(1, 3);
  const plain: WavePolicy = { open, notional: '200', leverage: dice.pick([1, 5]), stop, stopList: [], signalAgeMsMax: 20_000 };
  if (!policyDice.chance(POLICIES)) return plain;
  const some = (part: () => Partial<WavePolicy>): Partial<WavePolicy> => (policyDice.chance(PARTS) ? part() : {});
  return {
    ...plain,
    ...some(() => ({ reserve: policyDice.between(0, 2) })),
    ...some(() => ({ openPerExchange: { [exchange]: policyDice.between(1, Math.max(1, open - 1)) } })),
    ...some(() => ({ stopList: ['XRPUSDT'] })),
    ...some(() => ({ whiteList: ['ETHUSDT', 'XRPUSDT'] })),
    ...some(() => ({ cooldownMs: policyDice.pick([2_000, 10_000]) })),
    ...some(() => ({ notional: null, balanceFraction: policyDice.pick(['0.001', '0.003']), notionalMax: '250' })),
    ...some(() => ({ filters: { volume1hMin: '1000', ...policyDice.pick([{ move5mPercentMax: '3' }, { spreadPercentMax: '5', openInterestMin: '1000' }, { openInterestMin: '1000', notionalMin: '50' }]) } })),
  };
}
