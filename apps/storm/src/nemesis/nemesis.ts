import type { Fault, FaultKind, ReadableList } from '@breakwater/paper-venue';
import type { Actor } from '../time/actor.ts';
import type { Dice } from '../time/dice.ts';
import type { CallPoint, Fate, Passage } from '../time/scheduler.ts';
import type { Timeline } from '../time/timeline.ts';
import type { Venue } from '../world/venues/venue.ts';
import { drawRefusal, drawUntruth } from './draw-refusal.ts';
import { callFaults, type FaultName, type Front, type VenueFault, venueFaults } from './fault-names.ts';
import type { Profile } from './profile.ts';

/** Who decides, from the seed, what goes wrong. */
export interface Nemesis extends Fate {
  /** The lies and losses that one request to the venue meets. */
  drawVenueFaults(point: CallPoint): readonly Fault[];
  /** Whether nobody listens at the venue's address. */
  isListenerClosed(): boolean;
  /** Listings may be named that a lag is to hold back, as far as it may, or one that is to be empty; and how far ahead the venue's clock is to run. */
  startFront(front: Front, forMs: number, aim?: FrontAim): void;
  /**
   * Has one fault of a call or a request strike at the next one of this symbol (null: of none) that it can strike at, or of
   * one method alone; a pause or a delay may be given its length.
   */
  lieInWait(symbol: string | null, fault: FaultName, aim?: FaultAim): void;
  /** Begins the storm: until then nothing goes wrong either. */
  begin(): void;
  /** Ends the storm: from here on nothing goes wrong any more, and nobody stands still. */
  calm(): void;
  isCalm(): boolean;
}

/** What a front is to be in particular. */
export interface FrontAim {
  readonly lists?: readonly ReadableList[];
  readonly skewMs?: number;
}

/** What a fault that lies in wait is to strike, for how long, in milliseconds, and which one takes its place. */
export interface FaultAim {
  readonly method?: string;
  readonly forMs?: number;
  readonly next?: FaultName;
}

export interface NemesisOptions {
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly profile: Profile;
  readonly venue: Venue;
  /** Whether something is under way for this symbol that a fault would hurt: an intent without an answer, a row between two states. */
  isDelicate(symbol: string): boolean;
  /** A fault struck. */
  onFault(name: FaultName, symbol: string | null, actor: Actor | null): void;
  onKilled(actor: Actor): void;
  onPaused(actor: Actor, forMs: number): void;
  onActed(actor: Actor, point: CallPoint): void;
  /** A front begins (true) or has passed. */
  onFront(front: Front, isOn: boolean): void;
}

/** How much more often faults strike where something is under way. */
const DELICATE_FACTOR = 8;

/** Whether the call itself changes something at the venue, or says that it will, or decides about a wave. */
function changesState({ port, method, asks }: CallPoint): boolean {
  return port === 'wire' ? asks !== 'list' && asks !== 'order' : ['commitIntent', 'record', 'readWave', 'recordWaveProgress'].includes(method);
}

/** How long a request may still be under way after its sender was killed, in milliseconds. */
const LAST_WORD_MS_MAX = 5_000;

const quiet: Passage = { thereMs: 1, backMs: 1, fault: null, pauseMs: 0 };

/** A nemesis with the weather of its profile. */
export function createNemesis({ dice, timeline, profile, venue, isDelicate, onFault, onKilled, onPaused, onActed, onFront }: NemesisOptions): Nemesis {
  const untilMs = new Map<Front, number>();
  const inForce = new Map<Front, Fault>();
  const waiting = new Map<string | null, { readonly fault: FaultName; readonly aim: FaultAim | undefined }>();
  /** The listing that is empty while that front lasts. */
  let emptied = '';
  let isOver = false;
  let hasBegun = false;

  /**
   * Throws the dice for a fault of this rate. Where something delicate is under way it strikes far more often: a fault
   * between two looks at a quiet key teaches nothing.
   */
  function strikes(perMillion: number, point: CallPoint): boolean {
    if (!dice.chance(perMillion * DELICATE_FACTOR)) return false;
    return changesState(point) || (point.symbol !== null && isDelicate(point.symbol)) || dice.chance(1_000_000 / DELICATE_FACTOR);
  }

  /** The fault that lies in wait for such a call, if one does: it leaves its hiding place. */
  function takeWaiting<Name extends string>(kind: 'call' | 'wire', names: readonly Name[], point: CallPoint): Name | null {
    const { fault, aim } = waiting.get(point.symbol) ?? {};
    const name = aim?.method === undefined || aim.method === point.method ? (names.find((candidate) => fault === `${kind} ${candidate}`) ?? null) : null;
    if (name === null) return null;
    if (aim?.next === undefined) waiting.delete(point.symbol);
    else waiting.set(point.symbol, { fault: aim.next, aim: undefined });
    return name;
  }

  const isOn = (front: Front): boolean => (untilMs.get(front) ?? 0) > timeline.nowMs();

  function travelMs(port: string): number {
    const mostMs = port === 'wire' ? profile.venueMsMax : port === 'store' ? profile.storeMsMax : profile.queueMsMax;
    // Now and then a call takes far longer than the others: that is where interleavings come from.
    return dice.between(0, mostMs) * (dice.chance(30_000) ? 20 : 1);
  }

  return {
    begin() {
      hasBegun = true;
    },
    calm() {
      isOver = true;
      for (const front of untilMs.keys()) onFront(front, false);
      untilMs.clear();
    },
    isCalm: () => isOver,
    kill(actor) {
      actor.isAlive = false;
      onKilled(actor);
    },
    pause(actor, forMs) {
      actor.pausedUntilMs = Math.max(actor.pausedUntilMs, timeline.nowMs() + forMs);
      onPaused(actor, forMs);
    },
    onActed,
    plan(actor, point) {
      if (isOver || !hasBegun) return quiet;
      const thereMs = travelMs(point.port);
      const backMs = travelMs(point.port);
      if (point.port === 'store' && isOn('postgres-away')) {
        onFault('front postgres-away', point.symbol, actor);
        return { thereMs, backMs, fault: 'fail_before', pauseMs: 0 };
      }
      const possible = point.port === 'wire' ? callFaults.filter((name) => !name.startsWith('fail')) : callFaults;
      const aim = waiting.get(point.symbol)?.aim;
      const fault = takeWaiting('call', possible, point) ?? callFaults.find((name) => strikes(profile.call[name], point)) ?? null;
      // What a lost reply is to the wire has names of its own (drawVenueFaults).
      if (fault === null || (point.port === 'wire' && fault.startsWith('fail'))) return { thereMs, backMs, fault: null, pauseMs: 0 };
      onFault(`call ${fault}`, point.symbol, actor);
      // What is under way arrives, however long after its sender is gone.
      const isLastWord = point.port === 'wire' && fault === 'crash_after';
      return { thereMs: isLastWord ? dice.between(0, LAST_WORD_MS_MAX) : thereMs, backMs, fault, pauseMs: fault === 'pause' ? (aim?.forMs !== undefined && aim.method === point.method ? aim.forMs : dice.pick([500, 2_500, 6_000, 15_000])) : 0 };
    },
    isListenerClosed: () => isOn('closed-listener'),
    lieInWait: (symbol, fault, aim) => void waiting.set(symbol, { fault, aim }),
    startFront(front, forMs, aim) {
      untilMs.set(front, timeline.nowMs() + forMs);
      const fault = aimedFront(front, profile, aim) ?? frontFault(front, dice, profile, venue);
      if (fault !== null) inForce.set(front, fault);
      if (front === 'empty') emptied = aim?.lists?.[0] === 'positions' ? venue.emptied[0]! : dice.pick(venue.emptied);
      onFault(`front ${front}`, null, null);
      onFront(front, true);
      timeline.after(forMs, () => {
        if (!isOver && !isOn(front)) onFront(front, false);
      });
    },
    drawVenueFaults(point) {
      if (isOver || !hasBegun) return [];
      const faults: Fault[] = [];
      for (const [front, fault] of inForce) {
        if (!isOn(front) || (front === 'empty' && !(point.asks === 'list' && point.method.endsWith(emptied)))) continue;
        faults.push(fault);
        onFault(`front ${front}`, point.symbol, null);
      }
      const possible = venueFaults.filter((candidate) => oneFaultFits(candidate, point));
      const { aim } = waiting.get(point.symbol) ?? {};
      const demanded = takeWaiting('wire', possible, point);
      if (demanded === null && (profile.venuePerMillion === 0 || !strikes(profile.venuePerMillion, point))) return faults;
      const name = demanded ?? dice.pick(profile.venue).name;
      const fault = demanded !== null && aim?.forMs !== undefined ? makeFault(name, { delayMs: aim.forMs }) : oneFault(name, point, dice, profile, venue);
      if (fault === null) return faults;
      onFault(`wire ${name}`, point.symbol, null);
      return [...faults, fault];
    },
  };
}

/** A front that somebody wants just so; null where nobody does. */
function aimedFront(front: Front, { staleMsMax }: Profile, { lists, skewMs }: FrontAim = {}): Fault | null {
  if (front === 'lag' && lists !== undefined) return makeFault('lag', { delayMs: staleMsMax, lists: [...lists] });
  return front === 'clock-skew' && skewMs !== undefined ? makeFault('clock-skew', { skewMs }) : null;
}

/** What a front does to each request, if it acts on requests. */
function frontFault(front: Front, dice: Dice, { staleMsMax }: Profile, { ban }: Venue): Fault | null {
  switch (front) {
    case 'overload':
    case 'maintenance':
      return makeFault(front);
    case 'ban':
      return makeFault('refuse', { ...ban, retryAfterSeconds: dice.between(1, 3) });
    case 'lag':
      // Of the four listings one or all are late, as replicas are. A late position beside orders that are not is what deceives most.
      return makeFault('lag', { delayMs: dice.between(50, staleMsMax), ...(dice.chance(700_000) ? { lists: [dice.pick(['orders', 'conditional-orders', 'positions', 'positions', 'positions', 'trades'] as const)] } : {}) });
    case 'hide':
      return makeFault('hide', { delayMs: dice.between(50, staleMsMax), lists: [dice.pick(['orders', 'conditional-orders', 'trades'] as const)] });
    case 'empty':
      return makeFault('empty-list');
    case 'clock-skew':
      return makeFault('clock-skew', { skewMs: dice.pick([-900, -300, 300, 900]) });
    default:
      return null;
  }
}

/** Whether a mishap makes sense for such a request: only a market order fills late, only a listing can be empty or short, and an error is untrue only of what was carried out. */
function oneFaultFits(name: VenueFault, { asks }: CallPoint): boolean {
  if (name === 'late-fill') return asks === 'market';
  if (name === 'untrue-reply') return asks !== 'list' && asks !== 'order';
  return (name !== 'empty-list' && name !== 'short-list') || asks === 'list';
}

/** One mishap of one request; null where it makes no sense. */
function oneFault(name: VenueFault, point: CallPoint, dice: Dice, { staleMsMax, breach }: Profile, venue: Venue): Fault | null {
  if (!oneFaultFits(name, point)) return null;
  switch (name) {
    case 'delay-request':
    case 'delay-reply':
      return makeFault(name, { delayMs: dice.between(100, 8_000) });
    case 'late-fill':
      return makeFault(name, { delayMs: dice.between(50, staleMsMax) });
    case 'refuse':
      return makeFault('refuse', drawRefusal(dice, venue, point.asks ?? 'list'));
    case 'untrue-reply':
      return makeFault(name, drawUntruth(dice, venue, point.asks ?? 'market', breach === 'untrue'));
    default:
      return makeFault(name);
  }
}

function makeFault(kind: FaultKind, more: Partial<Fault> = {}): Fault {
  return { id: kind, kind, match: {}, nth: 1, probability: 1, timesLeft: 1, seen: 1, fired: 1, ...more };
}
