import type { Deed } from '../schedule/deed.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import { note, type Tally } from './tally.ts';

type Hindrance = Extract<Deed, { kind: 'cut' | 'slow' | 'hold' }>;

/** Cuts, slows or holds the ways between one worker, or all, and one server. */
export function hinderWays({ fleet }: ChaosWorld, tally: Tally, deed: Hindrance): void {
  const slots = deed.slot === 'all' ? fleet.slots : fleet.slots.slice(deed.slot, deed.slot + 1);
  const ways = slots.map((slot) => slot.ways[deed.server]);
  const whose = deed.slot === 'all' ? 'everybody' : slots.map(({ name }) => name).join();
  switch (deed.kind) {
    case 'cut': {
      const connections = ways.reduce((sum, way) => sum + way.cut(), 0);
      if (connections === 0) return;
      tally.cuts += 1;
      return note(tally, `${connections} connections of ${whose} to ${deed.server} were cut`);
    }
    case 'slow':
      for (const way of ways) way.slow(deed.delayMs, deed.forMs);
      tally.slowed += 1;
      return note(tally, `the way of ${whose} to ${deed.server} took ${deed.delayMs} ms longer for ${deed.forMs} ms`);
    case 'hold':
      for (const way of ways) way.hold(deed.forMs);
      tally.held += 1;
      return note(tally, `nothing got through between ${whose} and ${deed.server} for ${deed.forMs} ms`);
  }
}
