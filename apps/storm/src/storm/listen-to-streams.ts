import { type LastLook, planLook } from '@breakwater/core';
import type { AccountEvent } from '@breakwater/paper';
import { type StreamFault, streamFaults } from '../nemesis/fault-names.ts';
import type { Dice } from '../time/dice.ts';
import type { Storm } from './storm.ts';

/** In so many storms, of a million, somebody listens to the account's user stream. */
const STORMS = 250_000;
/** How often a message is met by a fault, of a million, and for how long the stream may be silent then, in milliseconds. */
const FAULTS = 250_000;
const SILENT_FOR_MS = [500, 3_000, 10_000];
/** As long as a message may be late, so that others overtake it, in milliseconds. */
const LATE_MS = [100, 700, 3_000];
const TRAVEL_MS_MAX = 60;
/** A storm is short: looks follow each other as soon as the real listener's do. */
const pace = { settleMs: 250, gapMs: 500, gapMsMax: 8_000 };

/**
 * A listener beside the fleet, in some storms: whatever becomes of the account may be told, at the wrong moment, twice, late or not at all, and
 * leads to a look at the key and to nothing else. It looks at the account once a silence is over. In the calm every message arrives.
 */
export function listenToStreams(storm: Storm, dice: Dice): void {
  if (!dice.chance(STORMS)) return;
  const { world, timeline, trace, nemesis, visit } = storm;
  const { jobs } = visit('listener');
  const last = new Map<string, LastLook>();
  const waiting = new Set<string>();
  let silentUntilMs = 0;

  function look(symbol: string): void {
    if (waiting.has(symbol)) return;
    const planned = planLook(last.get(symbol) ?? null, timeline.nowMs(), pace);
    waiting.add(symbol);
    timeline.after(planned.atMs - timeline.nowMs(), () => {
      waiting.delete(symbol);
      last.set(symbol, planned);
      jobs.enqueueResync({ ...world.key, symbol }, 'stream').catch(() => undefined);
    });
  }

  function strike(fault: StreamFault, symbol: string): void {
    storm.note(`stream ${fault}`, symbol);
    trace.add(timeline.nowMs(), 'stream', `** ${fault} (${symbol})`);
    if (fault === 'duplicate') for (const inMs of [travelMs(), travelMs() + dice.pick(LATE_MS)]) timeline.after(inMs, () => look(symbol));
    if (fault === 'late') timeline.after(dice.pick(LATE_MS), () => look(symbol));
    if (fault === 'silent') fallSilent();
  }

  function fallSilent(): void {
    const forMs = dice.pick(SILENT_FOR_MS);
    silentUntilMs = timeline.nowMs() + forMs;
    // It is found out, and the stream is opened again: what was missed nobody knows.
    timeline.after(forMs, () => void jobs.enqueueAccountResync(world.key, 'stream').catch(() => undefined));
  }

  const travelMs = (): number => dice.between(1, TRAVEL_MS_MAX);
  world.exchange.observers.add((event) => {
    if (event.kind === 'price' || event.account !== world.account) return;
    const symbol = symbolOf(event);
    if (symbol === null) return;
    if (!nemesis.isCalm() && timeline.nowMs() < silentUntilMs) return;
    if (!nemesis.isCalm() && dice.chance(FAULTS)) strike(dice.pick(streamFaults), symbol);
    else timeline.after(travelMs(), () => look(symbol));
  });
}

function symbolOf(event: AccountEvent): string | null {
  switch (event.kind) {
    case 'order':
    case 'conditional-order':
      return event.order.symbol;
    case 'position':
      return event.position.symbol;
    case 'leverage':
    case 'margin-type':
      return event.symbol;
    default:
      return null;
  }
}
