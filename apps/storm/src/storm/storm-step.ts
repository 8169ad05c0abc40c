import { accountKeyText, type Leg, symbolKeyText } from '@breakwater/core';
import { redisFaults, type WorldHappening, worldHappenings } from '../nemesis/fault-names.ts';
import { acts } from '../world/happen.ts';
import { noteOthers, positionSize } from '../world/world.ts';
import type { Dice } from '../time/dice.ts';
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
  if (roll <= 96) return storm.fleet.revive();
  if (roll <= 98) return switchByHand(storm);
  resyncByHand(storm);
}

/** Somebody sends a wave, of one symbol alone where that is given. */
export function deliverWave({ sender, visit, timeline, trace }: Storm, about?: string): void {
  const { store, jobs } = visit('sender');
  trace.add(timeline.nowMs(), 'sender', 'a wave is delivered');
  sender.submit(store, jobs, timeline.nowMs(), about);
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
    lookAgain(storm, symbol);
    const roll = dice.between(1, 10);
    // A price that runs away while a stop is under way is how exits begin.
    if (roll <= 2) strikeWorld(storm, symbol, 'price-crash');
    else if (roll <= 4) strikeWorld(storm, symbol);
    else if (roll <= 5) strikeWorld(storm, symbol, dice.pick(closings));
    else if (roll <= 6) strikeProcess(storm);
    else if (roll <= 7) strikeRedis(storm);
    else if (roll <= 8) nemesis.lieInWait(symbol, 'wire drop-request');
    else if (storm.profile.fronts.length > 0) nemesis.startFront(dice.pick(storm.profile.fronts), dice.pick([200, 1_000, 4_000]));
  });
}

/** What changes neither an order nor a size but by what the fleet itself has placed. */
const ofTheMarket: ReadonlySet<WorldHappening> = new Set(['price-moves', 'price-through-stop', 'price-crash', 'hand-sets-leverage', 'thin-book']);
/** What ends a position behind the fleet's back. */
const closings = ['price-through-stop', 'hand-cleans-up', 'hand-closes', 'hand-reduces'] as const satisfies readonly WorldHappening[];
/** After so long the fleet has a look at a symbol that was struck, in milliseconds: beyond where two reads count as two. */
const LOOKS_MS = [1_000, 2_200, 3_400];

/** Has somebody look at a symbol, as a person would who has just changed something by hand. */
export function lookNow({ jobs, world }: Storm, symbol: string): void {
  jobs.enqueueResync({ ...world.key, symbol }, 'hand').catch(() => undefined);
}

/** Has the fleet look at a symbol a few times after it was struck: what it believes of what it sees shows only then. */
export function lookAgain(storm: Storm, symbol: string): void {
  for (const inMs of LOOKS_MS) {
    storm.timeline.after(inMs, () => {
      if (!storm.nemesis.isCalm()) lookNow(storm, symbol);
    });
  }
}

/** How often something happens to a leg that is open rather than to the one that is not, of a million. */
const TO_THE_OPEN_LEG = 600_000;

/** The leg of a symbol that something happens to. */
function pickLeg({ dice, world }: Storm, symbol: string): Leg {
  if (world.legs.length === 1) return world.legs[0]!;
  const open = world.legs.filter((leg) => !positionSize(world, symbol, leg).eq('0'));
  return open.length === 1 && dice.chance(TO_THE_OPEN_LEG) ? open[0]! : dice.pick(world.legs);
}

/** Something happens to a symbol that the fleet did not do, on one of its legs. */
export function strikeWorld(storm: Storm, symbol = storm.dice.pick(storm.world.symbols), name = storm.dice.pick(worldHappenings), leg = pickLeg(storm, symbol)): void {
  const { dice, world, trace, timeline } = storm;
  storm.note(`world ${name}`, symbol);
  const happened = acts[name](world, dice, { symbol, leg });
  if (happened && !ofTheMarket.has(name)) for (const touched of name === 'hand-flips' ? world.legs : [leg]) noteOthers(world, symbol, touched);
  trace.add(timeline.nowMs(), 'world', `${name} ${symbol}${leg === 'net' ? '' : ` ${leg}`}${happened ? '' : ' (could not)'}`);
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

/** The operator switches entries off or on, or the account to another mode and back. */
function switchByHand(storm: Storm): void {
  if (storm.limitDice?.chance(500_000)) return handleLimits(storm, storm.limitDice);
  const { dice, visit, books, timeline, trace, rules } = storm;
  const account = books.accounts.get(accountKeyText(rules.account.key))!;
  const { store } = visit('operator');
  const isSwitch = dice.chance(500_000);
  const mode = account.mode === 'trade' ? 'protect' : 'trade';
  trace.add(timeline.nowMs(), 'operator', isSwitch ? `switches entries ${account.areEntriesEnabled ? 'off' : 'on'}` : `sets the account to mode ${mode}`);
  const wish = isSwitch ? store.switchEntries(rules.account.key, !account.areEntriesEnabled) : store.configureAccount(rules.account.key, mode, rules.account.positionsMax, rules.account.limits);
  wish.catch(() => undefined);
}

/** The operator takes note of results that nobody knows, switches one symbol, or starts a worker that sets the limits again. */
function handleLimits({ visit, books, world, timeline, trace, rules }: Storm, dice: Dice): void {
  const { store } = visit('operator');
  const unknown = [...books.pages.values()].filter(({ subject, acknowledgedAtMs }) => subject.startsWith('realised-loss-unknown.') && acknowledgedAtMs === null);
  const tell = (what: string): void => trace.add(timeline.nowMs(), 'operator', what);
  if (unknown.length > 0 && dice.chance(500_000)) {
    const { subject } = dice.pick(unknown);
    tell(`acknowledges ${subject}`);
    return void store.acknowledgePage(subject).catch(() => undefined);
  }
  if (dice.chance(200_000)) {
    tell('sets the limits again');
    return void store.configureFleetLimits(rules.limits ?? {}).catch(() => undefined);
  }
  const key = { ...world.key, symbol: dice.pick(world.symbols) };
  const isOff = (books.claims.get(symbolKeyText(key))?.entriesOffAtMs ?? null) !== null;
  tell(`switches entries of ${key.symbol} ${isOff ? 'on' : 'off'}`);
  store.switchSymbolEntries(key, isOff).catch(() => undefined);
}

function resyncByHand({ dice, visit, world, trace, timeline }: Storm): void {
  const { jobs } = visit('operator');
  trace.add(timeline.nowMs(), 'operator', 'asks for a resync');
  const wish = dice.chance(500_000) ? jobs.enqueueAccountResync(world.key, 'hand') : jobs.enqueueResync({ ...world.key, symbol: dice.pick(world.symbols) }, 'hand');
  wish.catch(() => undefined);
}
