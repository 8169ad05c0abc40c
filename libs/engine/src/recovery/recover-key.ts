import { bookLost, entryClientOrderId, type Facts, hasFacts, isTerminal, type LostSight, mergeFacts, type SymbolKey, symbolKeyText, type Unreadable, type Verdict, ZERO } from '@breakwater/core';
import { type HeldKey, holdKey } from '../hold-key.ts';
import { lookAsBare } from '../look-for.ts';
import { mendKey } from '../mend-key.ts';
import { observeKey } from '../observe-key.ts';
import type { Ports } from '../ports.ts';
import { waitToldBy } from '../told-wait.ts';
import { failLostSignal } from './fail-lost-signal.ts';
import { hasExecuted, type LostHistory } from './lost-history.ts';

/** Lives of a key follow one another: each is written down once the one before it is closed. */
const ROUNDS_MAX = 8;

/** What a recovery of one key came to. */
export interface KeyRecovered {
  readonly verdict: Verdict;
  /** Why the key or its executions could not be read; null: they were. */
  readonly unreadable: Unreadable | null;
  /** Nothing was executed that was not known when the books were compared. */
  readonly isCurrent: boolean;
  /** Where it was asked for: no signal of the time before is without an outcome. */
  readonly hasEndedSignals: boolean;
  /** What was written down again. */
  readonly recovered: { readonly positions: number; readonly orders: number; readonly signalsEnded: number };
}

/**
 * Recovers one key under its claim: writes down what the books lost of it, and mends it as ever, until nothing more is lost. `endsSignals`
 * once the look is so late that an entry of the time before would be found: signals of which none was found fail, because one that may
 * have been sent is never sent again (I2).
 */
export async function recoverKey(ports: Ports, key: SymbolKey, history: LostHistory, endsSignals: boolean): Promise<KeyRecovered> {
  const recovered = { positions: 0, orders: 0, signalsEnded: 0 };
  let isCurrent = false;
  let hasEndedSignals = false;
  let unreadable: Unreadable | null;
  // Outside the claim, which lasts only so long: a busy key has many orders.
  unreadable = await history.read();
  if (unreadable !== null) return { verdict: { type: 'snooze', reason: `unreadable: ${unreadable.cause}`, forMs: waitToldBy(unreadable) }, unreadable, isCurrent, hasEndedSignals, recovered };
  const verdict = await holdKey(ports, key, async (held) => {
    let isIncomplete = false;
    let mended: Verdict = { type: 'done', summary: 'nothing to do' };
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const lost = await look(ports, held, history);
      unreadable = lost.type === 'unreadable' ? lost : null;
      if (lost.type === 'unreadable') return snoozeUnread(held, lost);
      const facts = bookLost(lost.lost);
      if (hasFacts(facts)) {
        if ((await ports.store.record(held.claim, facts)) === 'deposed') return { type: 'skip', reason: 'another worker took the key over' };
        recovered.positions += facts.newPositions?.length ?? 0;
        recovered.orders += facts.newOrders?.length ?? 0;
        ports.log.info('books_recovered', { key: symbolKeyText(key), positions: facts.newPositions?.length ?? 0, orders: facts.newOrders?.length ?? 0 });
      }
      isIncomplete = !hasFacts(facts) && history.isIncomplete(lost.lost, ports.runtime.monotonicMs(), 2 * ports.bounds.notFindableMs);
      mended = await mendKey(ports, held);
      if (!hasFacts(facts)) break;
    }
    isCurrent = !isIncomplete && !(await history.isOutdated());
    if (!isCurrent) return { type: 'snooze', reason: 'not all that was executed was listed when it was read', forMs: 0 };
    if (!endsSignals) return mended;
    const ended = await endSignals(ports, held, history);
    if (typeof ended !== 'number') return ended;
    recovered.signalsEnded += ended;
    hasEndedSignals = true;
    return mended;
  });
  return { verdict, unreadable, isCurrent, hasEndedSignals, recovered };
}

async function look(ports: Ports, held: HeldKey, history: LostHistory): Promise<{ readonly type: 'seen'; readonly lost: LostSight } | Unreadable> {
  const records = await ports.store.readKey(held.key);
  const observation = await observeKey(lookAsBare(ports, records), held.key);
  return observation.type === 'unreadable' ? observation : { type: 'seen', lost: await history.compare(observation.sight) };
}

function snoozeUnread(held: HeldKey, unreadable: Unreadable): Verdict {
  const forMs = waitToldBy(unreadable);
  held.wishAttention(forMs);
  return { type: 'snooze', reason: `unreadable: ${unreadable.cause}`, forMs };
}

/** Ends the key's signals of the time before that led to no position; says how many, or why that cannot be told yet. */
async function endSignals(ports: Ports, held: HeldKey, history: LostHistory): Promise<number | Verdict> {
  const looked = await look(ports, held, history);
  if (looked.type === 'unreadable') return snoozeUnread(held, looked);
  const { lost } = looked;
  const facts: Facts[] = [];
  for (const signal of lost.booked.signals.filter(({ id }) => lost.booked.heldSignalIds.has(id))) {
    const clientOrderId = entryClientOrderId(signal, ports.deployment);
    const lookup = await ports.exchange(held.key).findByClientOrderId(held.key.symbol, 'plain', clientOrderId);
    const isExecuted = hasExecuted(lost, clientOrderId) || (lookup.type === 'found' && lookup.report.executedQuantity.gt(ZERO));
    const mayExecute = lookup.type === 'found' && !isTerminal(lookup.report.status);
    // Its position is written down first: executions may be listed late.
    if (lookup.type === 'unreadable' || isExecuted || mayExecute) {
      held.wishAttention(1_000);
      return { type: 'snooze', reason: isExecuted ? `the entry of signal ${signal.externalId} executed, and is not in the books yet` : mayExecute ? `the entry of signal ${signal.externalId} has not ended yet` : 'an entry could not be looked up', forMs: 1_000 };
    }
    facts.push(failLostSignal(signal, lookup.type === 'found' ? `its entry was sent and ended unfilled (${lookup.report.status}), as the exchange tells: the books had lost it` : 'the books were restored to an earlier time, and whether its entry was sent after it is not known'));
  }
  if (facts.length === 0) return 0;
  const isRecorded = (await ports.store.record(held.claim, mergeFacts(facts))) === 'recorded';
  return isRecorded ? facts.length : { type: 'skip', reason: 'another worker took the key over' };
}
