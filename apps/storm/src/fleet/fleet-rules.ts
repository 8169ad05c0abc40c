import type { Bounds, FleetLimits, ForeignPolicy, StopRule, WavePolicy } from '@breakwater/core';
import type { AccountRules } from '@breakwater/engine';
import type { Dice } from '../time/dice.ts';
import { drawWavePolicy } from './draw-wave-policy.ts';

/** How the fleet of one storm is configured. */
export interface FleetRules {
  readonly bounds: Bounds;
  readonly account: AccountRules;
  /** What accounts share; there is only one here, so it counts what the account's do. */
  readonly limits?: FleetLimits;
  readonly wave: WavePolicy;
  /** How often a resync of the whole account is asked for, in milliseconds. */
  readonly resyncEveryMs: number;
  /** How long a request to the venue may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** Draws a configuration as an operator might have it; what its waves are like beyond the plain policy comes from dice of its own. */
export function drawFleetRules(dice: Dice, policyDice: Dice, bounds: Bounds, { key, positionMode }: Pick<AccountRules, 'key' | 'positionMode'>): FleetRules {
  const stop: StopRule = { percent: dice.pick(['1', '2', '5']) };
  const foreignPositions = dice.pick<ForeignPolicy>(['protect-only', 'protect-only', 'adopt', 'alert', 'ignore']);
  const entrySlippagePercentMax = policyDice.pick([undefined, undefined, '0.5']);
  // How the instant after the fill is bridged, each as its exchange lets it.
  const isBridged = policyDice.pick([true, true, false]);
  const attachStop = key.exchange === 'bybit' && isBridged;
  const stopFirst = key.exchange === 'binance' && policyDice.pick([true, false, false]);
  return {
    bounds,
    account: { key, mode: 'trade', positionMode, entrySlippagePercentMax, attachStop, stopFirst, positionsMax: dice.between(1, 3), stop, stopTrigger: dice.pick(['mark', 'last'] as const), marginMode: 'isolated', foreignPositions },
    wave: drawWavePolicy(dice, policyDice, key.exchange, stop),
    resyncEveryMs: dice.pick([5_000, 15_000]),
    timeoutMs: dice.pick([400, 1_500, 5_000]),
  };
}
