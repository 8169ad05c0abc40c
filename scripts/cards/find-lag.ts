import { CannotTell, saw, type Seen } from './card.ts';
import type { Desk } from './desk.ts';

/** One thing to find after it has come about, by its name, and how to look for it. */
export type Hunt = readonly [name: string, look: () => Promise<true | null>];

/** Looks for one thing after another and measures how long each stays unfindable. `at once` if every first look finds it. Throws CannotTell if one is never found. */
export async function findLag(desk: Desk, hunts: readonly Hunt[]): Promise<Seen> {
  const late: string[] = [];
  for (const [name, look] of hunts) {
    const beganAtMs = performance.now();
    let looks = 0;
    const found = await desk.find(async () => {
      looks += 1;
      return look();
    });
    if (found === null) throw new CannotTell(`${name} could not be found within ${desk.waitMs} ms`);
    if (looks > 1) late.push(`${name} after ${Math.round(performance.now() - beganAtMs)} ms`);
  }
  return saw(late.length === 0 ? 'at once' : 'later', late.join(', ') || null);
}
