import type { ExchangeId, StopRule } from '@breakwater/core';
import type { WavePolicy } from '@breakwater/engine';
import type { Dice } from '../time/dice.ts';

/** Chances of a million that a storm's waves have a policy beyond the plain one, and that each part of it is in force then. */
const POLICIES = 400_000;
const PARTS = 400_000;

/**
 * Draws how waves are worked off. Most storms have the plain policy, so that entries are as many as ever. Of the filters it is the move that the
 * storm's markets come to lie on both sides of, when a price crashes; of the others only that they must be known.
 */
export function drawWavePolicy(dice: Dice, exchange: ExchangeId, stop: StopRule): WavePolicy {
  const open = dice.between(1, 3);
  const plain: WavePolicy = { open, notional: '200', leverage: dice.pick([1, 5]), stop, stopList: [], signalAgeMsMax: 20_000 };
  if (!dice.chance(POLICIES)) return plain;
  const some = (part: () => Partial<WavePolicy>): Partial<WavePolicy> => (dice.chance(PARTS) ? part() : {});
  return {
    ...plain,
    ...some(() => ({ reserve: dice.between(0, 2) })),
    ...some(() => ({ openPerExchange: { [exchange]: dice.between(1, Math.max(1, open - 1)) } })),
    ...some(() => ({ stopList: ['XRPUSDT'] })),
    ...some(() => ({ whiteList: ['ETHUSDT', 'XRPUSDT'] })),
    ...some(() => ({ cooldownMs: dice.pick([2_000, 10_000]) })),
    ...some(() => ({ notional: null, balanceFraction: dice.pick(['0.001', '0.003']), notionalMax: '250' })),
    ...some(() => ({ filters: { volume1hMin: '1000', ...dice.pick([{ move5mPercentMax: '3' }, { spreadPercentMax: '5', openInterestMin: '1000' }, { openInterestMin: '1000', notionalMin: '50' }]) } })),
  };
}
