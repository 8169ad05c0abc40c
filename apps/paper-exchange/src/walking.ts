import { walkPrices } from '@breakwater/paper';
import type { World } from './world.ts';

/** Time between two steps of the random walk. */
export const walkEveryMs = 250;

/**
 * Lets prices walk in real time while the world says so. Returns how to stop it. A virtual clock needs no timer: it
 * walks when it is advanced.
 */
export function startWalking(world: World): () => void {
  const timer = setInterval(() => {
    if (world.isWalking) walkPrices(world.exchange);
  }, walkEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}
