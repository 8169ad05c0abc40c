/** A seeded generator whose whole state is one number, so that it can be saved and goes on where it stopped. */
export interface Random {
  state: number;
}

/** A generator for `seed` (any integer). The same seed gives the same sequence for ever. */
export function createRandom(seed: number): Random {
  return { state: seed >>> 0 };
}

/** The next number of the sequence, in [0, 1). Algorithm: mulberry32. Used for price walks and names, never for money. */
export function drawNumber(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) >>> 0;
  let mixed = random.state;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
}

/** A whole number from `from` to `to`, both included. */
export function drawInteger(random: Random, from: number, to: number): number {
  return from + Math.floor(drawNumber(random) * (to - from + 1));
}

/** `length` hexadecimal digits, lower case. */
export function drawHex(random: Random, length: number): string {
  let digits = '';
  while (digits.length < length) digits += drawInteger(random, 0, 15).toString(16);
  return digits;
}
