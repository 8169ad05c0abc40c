import { isFollowing, isLive } from '@breakwater/core';
import { setPrice } from '@breakwater/paper';
import type { Dice } from '../time/dice.ts';
import { shift } from '../world/hand.ts';
import { priceOf } from '../world/world.ts';
import { lookNow } from './storm-step.ts';
import type { Storm } from './storm.ts';

/** How often a price runs, in milliseconds, and how far: mostly the way of the position, and now and then back through the stop that followed. */
const RUNS_APART_MS = [500, 1_500, 3_000];
const AHEAD = ['1.002', '1.004', '1.007', '1.012'];
const BACK = ['0.997', '0.985'];
const GOES_AHEAD = 750_000;
const LULL_MS = 3_500;

/**
 * Prices that run, where stops follow them: by chance alone a position hardly lives to see one. From dice of their own, so that a storm
 * in which nothing follows is what it was before anything did.
 */
export function runPrices(storm: Storm, dice: Dice): void {
  if (!isFollowing(storm.rules.wave.stop)) return;
  const runOne = (): void => {
    if (storm.nemesis.isCalm()) return;
    storm.timeline.after(dice.pick(RUNS_APART_MS), runOne);
    const open = [...storm.books.positions.values()].filter((row) => isLive(row.status) && row.entryPrice !== null);
    if (open.length === 0) return;
    const { side, key: { symbol } } = dice.pick(open);
    const ahead = dice.chance(GOES_AHEAD);
    const factor = dice.pick(ahead ? AHEAD : BACK);
    const { last } = priceOf(storm.world, symbol);
    // What is ahead for a long is behind for a short.
    const to = side === 'long' ? shift(storm.world, symbol, last, factor) : last.plus(last).minus(shift(storm.world, symbol, last, factor));
    setPrice(storm.world.exchange, symbol, { last: to, mark: null });
    storm.trace.add(storm.timeline.nowMs(), 'world', `the price of ${symbol} runs ${ahead ? 'ahead' : 'back'} to ${to.toFixed()}`);
    if (dice.chance(500_000)) lookNow(storm, symbol);
    // Often the world leaves the fleet the time to follow.
    if (dice.chance(700_000)) storm.lullUntilMs = Math.max(storm.lullUntilMs, storm.timeline.nowMs() + LULL_MS);
  };
  storm.timeline.after(dice.pick(RUNS_APART_MS), runOne);
}
