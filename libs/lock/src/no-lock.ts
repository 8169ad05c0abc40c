import type { KeyLock } from '@breakwater/engine';

/**
 * The lock switched off: everybody gets every key at once. The fence must hold with it, which the tests of the fence
 * prove; it is also what a deployment without Redis runs on.
 */
export const noLock: KeyLock = {
  acquire: async () => ({ type: 'acquired', release: async () => {} }),
};
