import type { KnownStates } from './explore.ts';

/** States that a table has room for; a small world has fewer, and a full table is an error. */
const ROOM = 2 ** 23;

/** Memory for the states of one exploration, shared by all who take part in it. */
export function allocateStates(room: number = ROOM): SharedArrayBuffer {
  return new SharedArrayBuffer(room * BigUint64Array.BYTES_PER_ELEMENT);
}

/**
 * The states that anybody has been in: a hash table of open addressing, in memory that several threads share. A state is
 * one number; its lowest two bits hold how many faults were left. Two states of one number would be taken for one: with 61
 * bits and a few million states the odds are below one in a hundred thousand.
 */
export function openStates(memory: SharedArrayBuffer): KnownStates {
  const slots = new BigUint64Array(memory);
  const room = BigInt(slots.length);

  function enter(state: bigint, faultsLeft: number): boolean {
    const entry = (state << 2n) | BigInt(faultsLeft);
    let index = Number(state % room);
    for (let tries = 0; tries < slots.length; ) {
      const found = Atomics.load(slots, index);
      if (found === 0n) {
        if (Atomics.compareExchange(slots, index, 0n, entry) === 0n) return true;
        continue;
      }
      if (found >> 2n === state) {
        if ((found & 3n) >= (entry & 3n)) return false;
        // Somebody else may have been here with as many faults meanwhile: then look again.
        if (Atomics.compareExchange(slots, index, found, entry) === found) return true;
        continue;
      }
      index = (index + 1) % slots.length;
      tries += 1;
    }
    throw new Error(`more states than the ${slots.length} that there is room for`);
  }

  return { enter, isKnown: (state) => !enter(state, 0) };
}
