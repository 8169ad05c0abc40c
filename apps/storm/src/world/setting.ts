import { EXCHANGES, type ExchangeId, POSITION_MODES, type PositionMode } from '@breakwater/core';
import type { Breach } from '../nemesis/profile.ts';

/** Where a storm takes place. */
export interface Setting {
  readonly exchange: ExchangeId;
  readonly mode: PositionMode;
}

/** The setting of a seed: seeds that follow each other go through all of them in turn, so that every range has as many of each. `pinned` goes before. */
export function settingOf(seed: number, pinned: Partial<Setting> = {}): Setting {
  const exchange = EXCHANGES[seed % EXCHANGES.length]!;
  const mode = POSITION_MODES[Math.floor(seed / EXCHANGES.length) % POSITION_MODES.length]!;
  return { exchange, mode, ...pinned };
}

/** How the venue breaks the assumed bounds in the storm of a seed, if it does: in each of the settings as often, one time in eight. */
export function breachAt(seed: number): Breach | null {
  const round = Math.floor(seed / (EXCHANGES.length * POSITION_MODES.length)) % 16;
  return round === 7 ? 'late' : round === 15 ? 'untrue' : null;
}
