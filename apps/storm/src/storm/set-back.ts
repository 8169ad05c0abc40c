import { recoverBooks } from '@breakwater/engine';
import { isWorldFailing } from '../fleet/is-world-failing.ts';
import { copyBooks } from '../memory/memory-books.ts';
import { arePutBack } from '../memory/recovery/identity.ts';
import type { Dice } from '../time/dice.ts';
import type { Storm } from './storm.ts';

/** In so many storms, of a million, the database is put back to an earlier moment. */
const STORMS = 250_000;
/** When that moment is, how much is lost, and how long it takes until somebody recovers the books, in milliseconds. */
const TAKEN_AT_MS = [300, 1_000, 3_000, 6_000];
const LOST_MS = [100, 500, 2_000, 5_000, 9_000];
const HEARD_OF_MS = [0, 500, 3_000, 8_000];
/** An entry is under way for as long, mostly, in milliseconds. */
const UNDER_WAY_MS_MAX = 150;
/** How often somebody looks whether the recovery goes on, and how long each run of it may take, in milliseconds. */
const LOOKS_APART_MS = 2_000;
const RUN_MS_MAX = 60_000;
/** Longer than any storm. */
const BACK_MS = 3_600_000;

/**
 * The database is put back, in some storms: to what it was before waves that are long entered, with all workers killed or none, as a person
 * would who forgets to stop them. Then `recover` is run until it is done, however often it dies.
 */
export function setBack(storm: Storm, dice: Dice): void {
  if (storm.profile.breach !== null || !dice.chance(STORMS)) return;
  const { timeline, books, nemesis, trace, fleet } = storm;
  timeline.after(dice.pick(TAKEN_AT_MS), () => {
    // Before the first heartbeat a copy cannot be told from the original.
    if (nemesis.isCalm() || !books.identity.has('books')) return;
    const snapshot = copyBooks(books);
    const takenAtMs = timeline.nowMs();
    trace.add(takenAtMs, 'database', 'this moment will come again');
    timeline.after(dice.pick(LOST_MS), () => (dice.chance(500_000) ? atNextEntry(storm, dice, putBack) : putBack()));

    function putBack(): void {
      if (nemesis.isCalm()) return;
      storm.note('database set-back', null);
      trace.add(timeline.nowMs(), 'database', `** is put back by ${timeline.nowMs() - takenAtMs} ms`);
      storm.putBack(snapshot, takenAtMs);
      if (dice.chance(500_000)) for (const { actor } of fleet.alive()) nemesis.kill(actor);
      timeline.after(dice.pick(HEARD_OF_MS), () => recoverUntilDone(storm));
    }
  });
}

/** Does it just when an entry is under way of which the books will not know any more: once, at the next one that is committed. */
function atNextEntry(storm: Storm, dice: Dice, act: () => void): void {
  const { books, timeline, onBooksChanged } = storm;
  let isDone = false;
  storm.onBooksChanged = (symbol) => {
    onBooksChanged(symbol);
    const last = [...books.intents.values()].at(-1);
    if (isDone || last?.outcome !== 'open' || last.request.kind !== 'place' || last.request.reduceOnly) return;
    isDone = true;
    timeline.after(dice.between(0, UNDER_WAY_MS_MAX), act);
  };
}

/** Runs one recovery after the other until the books are those of this database again. */
function recoverUntilDone(storm: Storm): void {
  let runs = 0;
  function run(): void {
    const { timeline } = storm;
    const { actor, ports, books } = storm.openRecovery(`recover-${(runs += 1)}`);
    const endMs = timeline.nowMs() + RUN_MS_MAX;
    let hasEnded = false;
    const say = (text: string): void => storm.trace.add(timeline.nowMs(), actor.name, text);
    recoverBooks(ports, books, { accounts: [storm.world.key], backMs: BACK_MS, isOver: () => timeline.nowMs() >= endMs, onBegun: (begun) => say(JSON.stringify(begun)), tell: (_, text) => say(text) })
      .then((recovered) => say(recovered.type === 'ended' ? (recovered.why ?? 'the books are recovered') : recovered.type))
      .catch((error: unknown) => {
        if (!isWorldFailing(error)) throw error;
      })
      .then(() => void (hasEnded = true))
      .catch(storm.onBug);
    const watch = (): void => {
      if (!arePutBack(storm.books)) return;
      if (hasEnded || !actor.isAlive) run();
      else timeline.after(LOOKS_APART_MS, watch);
    };
    timeline.after(LOOKS_APART_MS, watch);
  }
  run();
}
