import { EXCHANGES, type ExchangeId } from '@breakwater/core';

/** Whether a symbol has one net position, or a long and a short leg. */
export const positionModes = ['one-way', 'hedge'] as const;
export type PositionMode = (typeof positionModes)[number];

/** Where a storm takes place. */
export interface Setting {
  readonly exchange: ExchangeId;
  readonly mode: PositionMode;
}

/** The setting of a seed: seeds that follow each other go through all of them in turn, so that every range has as many of each. `pinned` goes before. */
export function settingOf(seed: number, pinned: Partial<Setting> = {}): Setting {
  const exchange = EXCHANGES[seed % EXCHANGES.length]!;
  const mode = positionModes[Math.floor(seed / EXCHANGES.length) % positionModes.length]!;
  return { exchange, mode, ...pinned };
}
