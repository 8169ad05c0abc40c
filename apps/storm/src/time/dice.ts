import { type Random, createRandom, drawHex, drawInteger } from '@breakwater/paper';

/** All chance of one storm, from one seed. */
export interface Dice {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True in `perMillion` of a million throws. */
  chance(perMillion: number): boolean;
  /** One of the list, which must not be empty. */
  pick<T>(list: readonly T[]): T;
  /** Hexadecimal digits. */
  hex(length: number): string;
}

/** Dice that fall alike for the same seed. */
export function createDice(seed: number): Dice {
  // Neighbouring seeds must not give neighbouring storms: the generator's state is mixed first.
  const random: Random = createRandom(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b));
  return {
    between: (from, to) => drawInteger(random, from, to),
    chance: (perMillion) => perMillion > 0 && drawInteger(random, 1, 1_000_000) <= perMillion,
    pick: (list) => list[drawInteger(random, 0, list.length - 1)]!,
    hex: (length) => drawHex(random, length),
  };
}
