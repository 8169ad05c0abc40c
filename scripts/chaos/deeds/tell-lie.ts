import { setTimeout as delay } from 'node:timers/promises';
import type { Lie } from '../schedule/deed.ts';
import type { Hand } from '../world/hand.ts';
import { note, type Tally } from './tally.ts';

let told = 0;

/** Lets the paper exchange lie for a while. Counts it only if somebody was lied to. */
export async function tellLie(hand: Hand, tally: Tally, { fault, forMs }: Lie, over: AbortSignal): Promise<void> {
  const id = `lie-${(told += 1)}`;
  await hand.act('POST', 'faults', { ...fault, id });
  await delay(forMs, undefined, { signal: over }).catch(() => {}); // the calm ends it early
  const faults = await hand.act<readonly { id: string; fired: number }[]>('GET', 'faults');
  const fired = faults.find((one) => one.id === id)?.fired ?? 0;
  await hand.tryTo('DELETE', `faults/${id}`);
  if (fired === 0) return;
  tally.lies += 1;
  note(tally, `the exchange lied ${fired} times in ${forMs} ms: ${JSON.stringify(fault)}`);
}
