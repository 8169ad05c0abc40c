import { accountKey } from '../fleet/fleet-rules.ts';
import { redisFaults, worldHappenings } from '../nemesis/fault-names.ts';
import { acts } from '../world/happen.ts';
import type { Storm } from './storm.ts';

/** One happening of the storm, drawn from the seed: to the market, the account, the fleet, or what it runs on. */
export function happen(storm: Storm): void {
  const { dice, profile } = storm;
  const roll = dice.between(1, 100);
  if (roll <= 22) return deliverWave(storm);
  if (roll <= 72) return strikeWorld(storm);
  if (roll <= 84 && profile.fronts.length > 0) return storm.nemesis.startFront(dice.pick(profile.fronts), dice.pick([200, 1_000, 4_000, 9_000]));
  if (roll <= 89) return strikeProcess(storm);
  if (roll <= 93) return strikeRedis(storm);
  if (roll <= 97) return storm.fleet.revive();
  resyncByHand(storm);
}

function deliverWave({ sender, visit, timeline, trace }: Storm): void {
  const { store, jobs } = visit('sender');
  trace.add(timeline.nowMs(), 'sender', 'a wave is delivered');
  sender.submit(store, jobs, timeline.nowMs());
}

/** How often a committed intent is met by something before it is answered, of a million, and for how long it may be, in milliseconds. */
const AMBUSHES = 250_000;
const AMBUSH_MS_MAX = 150;

/** Has the world, a process or Redis strike at a symbol just while a request of it is under way. */
export function ambush(storm: Storm, symbol: string): void {
  const { dice, timeline, nemesis } = storm;
  if (nemesis.isCalm() || !dice.chance(AMBUSHES)) return;
  timeline.after(dice.between(0, AMBUSH_MS_MAX), () => {
    if (nemesis.isCalm()) return;
    const roll = dice.between(1, 10);
    // A price that runs away while a stop is under way is how exits begin.
    if (roll <= 3) strikeWorld(storm, symbol, 'price-crash');
    else if (roll <= 7) strikeWorld(storm, symbol);
    else if (roll <= 8) strikeProcess(storm);
    else if (roll <= 9) strikeRedis(storm);
    else if (storm.profile.fronts.length > 0) nemesis.startFront(dice.pick(storm.profile.fronts), dice.pick([200, 1_000]));
  });
}

/** Something happens to a symbol that the fleet did not do. */
export function strikeWorld(storm: Storm, symbol = storm.dice.pick(storm.world.symbols), name = storm.dice.pick(worldHappenings)): void {
  const { dice, world, trace, timeline } = storm;
  storm.note(`world ${name}`, symbol);
  const happened = acts[name](world, dice, symbol);
  if (happened) world.othersActedAtMs.set(symbol, timeline.nowMs());
  trace.add(timeline.nowMs(), 'world', `${name} ${symbol}${happened ? '' : ' (could not)'}`);
}

function strikeProcess(storm: Storm): void {
  const alive = storm.fleet.alive();
  if (alive.length === 0) return storm.fleet.revive();
  const { actor } = storm.dice.pick(alive);
  if (storm.dice.chance(500_000)) {
    storm.note('call crash_after', null);
    storm.trace.add(storm.timeline.nowMs(), actor.name, '** is killed');
    return storm.nemesis.kill(actor);
  }
  storm.note('call pause', null);
  storm.nemesis.pause(actor, storm.dice.pick([1_000, 4_000, 10_000]));
  storm.trace.add(storm.timeline.nowMs(), actor.name, '** stands still');
}

/** Redis loses its jobs, its locks, or hands out a job twice. */
export function strikeRedis(storm: Storm, name = storm.dice.pick(redisFaults)): void {
  const { trace, timeline } = storm;
  storm.note(`redis ${name}`, null);
  trace.add(timeline.nowMs(), 'redis', `** ${name}`);
  if (name === 'redis-flushed') storm.jobs.lose();
  if (name === 'job-stalled') storm.fleet.stallOne();
  else storm.locks.forget();
}

function resyncByHand({ dice, visit, world, trace, timeline }: Storm): void {
  const { jobs } = visit('operator');
  trace.add(timeline.nowMs(), 'operator', 'asks for a resync');
  const wish = dice.chance(500_000) ? jobs.enqueueAccountResync(accountKey, 'hand') : jobs.enqueueResync({ ...accountKey, symbol: dice.pick(world.symbols) }, 'hand');
  wish.catch(() => undefined);
}
