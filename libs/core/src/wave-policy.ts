import type { WaveLimits } from './plan-wave.ts';
import type { StopRule } from './stop-plan.ts';

/** How one wave is worked off; stored with the wave, so that a later change of configuration does not alter it. */
export interface WavePolicy extends WaveLimits {
  /** How many positions the wave may open. */
  readonly open: number;
  /** Size of a position whose signal names none: a decimal string, in the quote currency. null: the part of the balance that `balanceFraction` says. */
  readonly notional: string | null;
  readonly leverage: number;
  readonly stop: StopRule;
  /** Symbols that are never opened. */
  readonly stopList: readonly string[];
  /** A signal older than this is skipped. */
  readonly signalAgeMsMax: number;
  /** How long after a position of its symbol closed no entry follows; absent: no time at all. */
  readonly cooldownMs?: number | undefined;
}
