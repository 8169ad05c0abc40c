import { invariant } from '@breakwater/core';
import type { WaveAcceptance } from '@breakwater/engine';

/** The id of a wave that was handed in; these books forget none. */
export function takenWaveId(acceptance: WaveAcceptance): string {
  invariant(acceptance.type !== 'forgotten', 'books in memory forget no wave');
  return acceptance.waveId;
}
