import { createRandom, drawInteger } from '@breakwater/paper';

/** Chance out of a seed: the same seed gives the same draws for ever. */
export interface Dice {
  /** A whole number from FROM to TO, both included. */
  between(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** Whether something of so many per cent happens. */
  chance(percent: number): boolean;
  shuffled<T>(all: readonly T[]): T[];
}

/** Dice of a seed. */
export function rollDice(seed: number): Dice {
  const random = createRandom(seed);
  const between = (from: number, to: number): number => drawInteger(random, from, to);
  const pick = <T>(from: readonly T[]): T => {
    const picked = from[between(0, from.length - 1)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  };
  return {
    between,
    pick,
    chance: (percent) => between(1, 100) <= percent,
    shuffled: <T>(all: readonly T[]): T[] => {
      const left = [...all];
      return all.map(() => left.splice(between(0, left.length - 1), 1)[0] as T);
    },
  };
}
