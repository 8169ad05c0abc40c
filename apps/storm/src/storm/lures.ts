import { requestEffect, symbolKeyText } from '@breakwater/core';
import { Decimal } from '@breakwater/paper';
import type { EngineState } from '../coverage/engine-states.ts';
import type { WorldHappening } from '../nemesis/fault-names.ts';
import { cancelNewestStopByHand, restoreSizeByHand } from '../world/hand.ts';
import { legOf, noteOthers } from '../world/world.ts';
import { wantHalfOff } from './send-exits.ts';
import { deliverWave, lookAgain, lookNow, strikeWorld } from './storm-step.ts';
import type { Storm } from './storm.ts';

type Lure = (storm: Storm, symbol: string) => void;

/** As long as two looks that count as two take, in milliseconds. */
const LAG_MS = 4_000;
/** So late is a wave decided about, in milliseconds: its job was given to another meanwhile, who found the key free again. */
const LATE_MS = 6_000;
/** After so long all is done that follows from a stop that was placed, in milliseconds. */
const SETTLED_MS = 400;
/** As long as it takes to replace a stop, and then to believe in the old one, in milliseconds. */
const GROWTH_MS = 5_000;
const UNDONE_MS = 20_000;
/** So old is a stop that a list shows although it lags, in milliseconds. */
const OLD_MS = 4_500;
/** So long the venue's clock is behind: as long as a request may be under way, in milliseconds. */
const LONG_MS = 12_000;
/** An order that fills so late is still within what the bounds allow, in milliseconds. */
const SLOWLY_MS = 1_900;
/** How far the venue's clock is behind: with what it may have been ahead before, when it was measured, still within what the fence allows for, in milliseconds. */
const BEHIND_MS = 500;
/** Within this a request arrives that nothing delays, in milliseconds. */
const UNDER_WAY_MS = 150;
/** A position that is to be gone soon is closed after so long, in milliseconds. */
const SOON_MS = 100;

/**
 * What leads into situations that chance alone meets once in thousands of storms, by the state in which a symbol must be:
 * each seed has one of these, or none.
 */
const lures: readonly Partial<Readonly<Record<EngineState, Lure>>>[] = [
  // A stop that the price has passed ends in an exit.
  { protecting: happensHere('price-crash') },
  // An entry that fills late leaves a row that waits.
  { entering: (storm, symbol) => storm.nemesis.lieInWait(symbol, 'wire late-fill') },
  // A size that grew needs another stop, and the first one goes; but its cancel never arrives, and a person undoes it all.
  { protected: growInPeace, cancelling: undoTheGrowth },
  // A position that is listed late looks flat just after its fill.
  { entering: listLate },
  // A list of positions that is empty for a while says nothing of any of them.
  { protected: listNothing },
  // A wave is read while its key is held, and decided about long after.
  { protected: decideLate },
  // A stop that meets few takers leaves a part of its position behind, and the price goes on.
  { protected: fillInPart },
  // An entry whose reply is lost, and which cannot be found for a while, keeps its place in the wave.
  { entering: loseTheReply },
  // A stop executes while the list that it waited in still shows it: whose execution was it?
  { protected: executeUnlisted },
  // A request that arrives when the venue only just takes it is still one that its intent covers.
  { entering: arriveLast, protecting: arriveLast },
  // An exit that was accepted and has not filled yet is not one that came to nothing.
  { protected: halve, exiting: (storm, symbol) => storm.nemesis.lieInWait(symbol, 'wire late-fill', { forMs: SLOWLY_MS }) },
];

/** The lure of a seed, by state. */
export function lureOf(seed: number): Partial<Readonly<Record<EngineState, Lure>>> {
  return lures[seed % lures.length]!;
}

/** Has it happen, and has somebody look: what was changed by hand is otherwise seen at the next pass alone. */
function happensHere(name: WorldHappening): Lure {
  return (storm, symbol) => {
    strikeWorld(storm, symbol, name);
    lookNow(storm, symbol);
    lookAgain(storm, symbol);
  };
}

/** Once all is done that protected it: another order under way would be told of the growth. */
function growInPeace(storm: Storm, symbol: string): void {
  storm.lullUntilMs = storm.timeline.nowMs() + SETTLED_MS + GROWTH_MS;
  storm.timeline.after(SETTLED_MS, () => {
    const row = [...storm.books.positions.values()].find(({ key, status }) => key.symbol === symbol && status === 'open');
    if (storm.nemesis.isCalm() || row === undefined) return;
    strikeWorld(storm, symbol, 'hand-adds', row.leg);
    lookNow(storm, symbol);
    lookAgain(storm, symbol);
  });
}

/** The old stop would be right again, had nobody meant to cancel it. */
function undoTheGrowth(storm: Storm, symbol: string): void {
  const { world, books, dice, timeline, trace } = storm;
  storm.nemesis.lieInWait(symbol, 'wire drop-request');
  const cancelled = [...books.orders.values()].findLast((order) => order.key.symbol === symbol && order.cancelIntendedAtMs !== null && order.status === 'resting');
  if (cancelled?.quantity == null) return;
  const size = new Decimal(cancelled.quantity.toFixed());
  const spot = { symbol, leg: legOf(world, cancelled.side === 'sell' ? 'long' : 'short') };
  const isDone = restoreSizeByHand(world, dice, spot, cancelled.side === 'sell' ? size : size.times('-1'));
  const isAlone = cancelNewestStopByHand(world, spot);
  trace.add(timeline.nowMs(), 'world', `the growth of ${symbol} is undone${isDone && isAlone ? '' : ' (could not)'}`);
  noteOthers(world, symbol, spot.leg);
  storm.lullUntilMs = timeline.nowMs() + UNDONE_MS;
  lookAgain(storm, symbol);
}

function listLate(storm: Storm, symbol: string): void {
  storm.nemesis.startFront('lag', LAG_MS, { lists: ['positions'] });
  lookNow(storm, symbol);
  lookAgain(storm, symbol);
}

function listNothing(storm: Storm, symbol: string): void {
  storm.nemesis.startFront('empty', LAG_MS, { lists: ['positions'] });
  lookNow(storm, symbol);
  lookAgain(storm, symbol);
}

function executeUnlisted(storm: Storm, symbol: string): void {
  storm.lullUntilMs = storm.timeline.nowMs() + OLD_MS;
  storm.timeline.after(OLD_MS, () => {
    if (storm.nemesis.isCalm()) return;
    storm.nemesis.startFront('lag', LAG_MS, { lists: storm.dice.pick([['conditional-orders'], ['conditional-orders', 'orders']] as const) });
    happensHere('price-through-stop')(storm, symbol);
  });
}

function loseTheReply(storm: Storm, symbol: string): void {
  storm.nemesis.lieInWait(symbol, 'wire drop-reply');
  storm.nemesis.startFront('lag', LAG_MS, { lists: ['orders'] });
}

/** The venue's clock is behind, so it takes for longer what was signed, and the request is under way just so long. */
function arriveLast(storm: Storm, symbol: string): void {
  const { books, nemesis, rules, timeline, world } = storm;
  const key = symbolKeyText({ ...world.key, symbol });
  const sent = [...books.intents.values()].findLast(({ keyText, outcome }) => keyText === key && outcome === 'open');
  if (sent === undefined) return;
  const windowMs = requestEffect(sent.request) === 'reduces' ? rules.bounds.protectionWindowMs : rules.bounds.entryWindowMs;
  nemesis.startFront('clock-skew', LONG_MS, { skewMs: -BEHIND_MS });
  nemesis.lieInWait(symbol, 'wire delay-request', { forMs: sent.signedAtMs + windowMs + BEHIND_MS - UNDER_WAY_MS - timeline.nowMs() });
}

function halve(storm: Storm, symbol: string): void {
  storm.lullUntilMs = storm.timeline.nowMs() + LATE_MS;
  wantHalfOff(storm, symbol);
}

function decideLate(storm: Storm, symbol: string): void {
  storm.lullUntilMs = storm.timeline.nowMs() + SETTLED_MS + LATE_MS * 2;
  // Once the wave that led here is done with: it is the next one that is to be decided late.
  storm.timeline.after(SETTLED_MS, () => {
    if (storm.nemesis.isCalm()) return;
    storm.nemesis.lieInWait(null, 'call pause', { method: 'readWave', forMs: LATE_MS });
    deliverWave(storm, symbol);
    storm.timeline.after(SOON_MS, () => {
      if (storm.nemesis.isCalm()) return;
      strikeWorld(storm, symbol, 'price-through-stop');
      lookNow(storm, symbol);
    });
  });
}

function fillInPart(storm: Storm, symbol: string): void {
  strikeWorld(storm, symbol, 'thin-book');
  strikeWorld(storm, symbol, 'price-through-stop');
  storm.timeline.after(SOON_MS, () => {
    if (storm.nemesis.isCalm()) return;
    strikeWorld(storm, symbol, 'price-crash');
    lookNow(storm, symbol);
  });
}
