import { carryOutDue, readNextDueMs, walkPrices } from '@breakwater/paper';
import type { World } from './world.ts';

/** Time between two steps of the random walk. */
export const walkEveryMs = 250;
/** How late a promise of the exchange may be carried out while nobody asks for anything. */
const dueEveryMs = 20;

/** Does what is due by now: recorded prices, late fills, countdowns. */
export function carryOutPromises(world: World): void {
  world.replay?.play();
  for (const { exchange, streams } of world.venues) {
    carryOutDue(exchange);
    streams.carryOutDue();
  }
}

/** One step of the random walk, on every venue. */
function walkAll(world: World): void {
  for (const { exchange } of world.venues) walkPrices(exchange);
}

/**
 * Keeps the world going in real time: promises when they are due, and the walk of prices while the world says so.
 * Returns how to stop it. A virtual clock needs no timer: `advanceWorld` moves it.
 */
export function startWalking(world: World): () => void {
  const walk = setInterval(() => {
    if (world.isWalking) walkAll(world);
  }, walkEveryMs);
  const due = setInterval(() => carryOutPromises(world), dueEveryMs);
  walk.unref();
  due.unref();
  return () => {
    clearInterval(walk);
    clearInterval(due);
  };
}

/** The next instant within `leftMs` at which something happens, as a step from now. */
function findStepMs(world: World, leftMs: number): number {
  const nowMs = world.clock.nowMs();
  const dues = [...world.venues.flatMap(({ exchange, streams }) => [readNextDueMs(exchange), streams.readNextDueMs()]), world.replay?.nextDueMs() ?? null].flatMap((dueMs) => (dueMs === null ? [] : [Math.max(1, dueMs - nowMs)]));
  return Math.min(leftMs, ...dues, ...(world.isWalking ? [walkEveryMs] : []));
}

/** Moves a virtual clock, stopping wherever something is due on the way. Returns `false` for a real clock. */
export function advanceWorld(world: World, byMs: number): boolean {
  let leftMs = byMs;
  do {
    const stepMs = findStepMs(world, leftMs);
    if (!world.clock.advance(stepMs)) return false;
    carryOutPromises(world);
    if (world.isWalking && stepMs === walkEveryMs) walkAll(world);
    leftMs -= stepMs;
  } while (leftMs > 0);
  return true;
}
