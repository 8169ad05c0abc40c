import { reconcile, refusalCodes, type Sight, type Step, type Verdict, symbolKeyText } from '@breakwater/core';
import { type ExecutionHistory, openExecutionHistory } from './execution-history.ts';
import type { HeldKey } from './hold-key.ts';
import { lookAsBare, mayBeBare } from './look-for.ts';
import { observeKey } from './observe-key.ts';
import type { Ports } from './ports.ts';
import { sendIntent } from './send-intent.ts';
import { settleIntents } from './settle-intents.ts';
import { waitAfterDenial, waitToldBy } from './told-wait.ts';
import { untriedSignal } from './untried-signal.ts';

/** Far above what any state needs; reaching it means that decisions do not settle, which a human must hear (I12). */
const ROUNDS_MAX = 24;

/**
 * Brings one key to rest under its claim: settle what is unanswered, look, decide, carry out one step, look again,
 * until there is nothing to do. Carrying out stops at the first step that is not confirmed.
 */
export async function mendKey(ports: Ports, held: HeldKey): Promise<Verdict> {
  const acts: string[] = [];
  const history = openExecutionHistory();
  let isStopPassed = false;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const settled = await settleIntents(ports, held);
    if (settled.type === 'deposed') return { type: 'skip', reason: 'another worker took the key over' };
    const eyes = lookAsBare(ports, settled.records);
    const observation = await observeKey(eyes, held.key);
    if (observation.type === 'unreadable') {
      const forMs = waitToldBy(observation, mayBeBare(settled.records));
      held.wishAttention(forMs);
      return { type: 'snooze', reason: `unreadable: ${observation.cause}`, forMs };
    }
    const decided = await decide(eyes, held, history, { ...observation.sight, isStopPassed }, round < ROUNDS_MAX / 2);
    if (decided.type === 'outdated') continue;
    const done = { type: 'done', summary: acts.length === 0 ? 'nothing to do' : acts.join('; '), ...(untriedSignal(settled.records) === null ? {} : { isWaitedFor: true as const }) } as const;
    if (decided.type === 'agreed') return done;
    if (decided.type === 'wait') {
      held.wishAttention(decided.forMs);
      if (decided.isRoutine) return { ...done, isRoutine: true };
      return { type: 'snooze', reason: [...acts, decided.why].join('; '), forMs: decided.forMs };
    }
    if (decided.type === 'unsettled') return quarantine(ports, held, 'the books do not settle on one view of the exchange');
    acts.push(decided.step.why);
    if (settled.type === 'quiet' && !decided.step.send.mayBreakQuiet) {
      held.wishAttention(settled.forMs);
      return { type: 'snooze', reason: 'a request is unanswered and may still arrive', forMs: settled.forMs };
    }
    const { step, sight } = decided;
    const sent = await sendIntent(ports, held, {
      ...step.send,
      newPosition: null,
      position: sight.records.positions.find((position) => position.id === step.send.positionId) ?? null,
      signedAtMs: sight.beganAtMs,
      why: step.why,
      releaseWhenAccepted: false,
    });
    const stopped = afterSending(held, sent, mayBeBare(sight.records));
    if (stopped !== null) return stopped;
    if (sent.type === 'answered' && sent.outcome.type === 'rejected') isStopPassed = sent.outcome.code === refusalCodes.stopWouldTrigger;
  }
  return quarantine(ports, held, `after ${ROUNDS_MAX} rounds there is still something to do: ${acts.slice(-3).join('; ')}`);
}

/** Sets the key aside with a page. It is looked at again now and then for as long as a position of it is bare (I4, I12). */
async function quarantine(ports: Ports, held: HeldKey, reason: string): Promise<Verdict> {
  held.wishAttention(QUARANTINED_MS);
  await ports.store.quarantineKey(held.claim, reason);
  ports.log.error('key_quarantined', { key: symbolKeyText(held.key), reason });
  return { type: 'give_up', reason };
}

/** How often a quarantined key is attended to while it is bare. */
const QUARANTINED_MS = 60_000;

/** How often a key is looked at again whose mending the account's mode forbids. */
const FORBIDDEN_MS = 60_000;

type Decided =
  | { readonly type: 'agreed' }
  | { readonly type: 'wait'; readonly why: string; readonly forMs: number; readonly isRoutine?: boolean }
  /** The look is so old that nothing should rest on it any more: look again, with all that is booked now. */
  | { readonly type: 'outdated' }
  /** The same facts are found again and again although they were written. */
  | { readonly type: 'unsettled' }
  | { readonly type: 'send'; readonly step: Extract<Step, { type: 'send' }>; readonly sight: Sight };

/**
 * Decides until the next thing is a request: writes what has come to be known and deepens the view on the way, on the
 * same observation of the exchange, so that the instant that a request is signed with stays true. However long that takes, the
 * time of the decision stays that of the observation: one look never counts as two, though this process slept in between (I6).
 */
async function decide(ports: Ports, held: HeldKey, history: ExecutionHistory, first: Sight, mayLookAgain: boolean): Promise<Decided> {
  const exchange = ports.exchange(held.key);
  let sight = first;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const steps = reconcile(sight);
    const step = steps.find((candidate) => candidate.type !== 'wait');
    if (step === undefined) {
      const waits = steps.filter((candidate) => candidate.type === 'wait');
      if (waits.length === 0) return { type: 'agreed' };
      const soonest = waits.reduce((a, b) => (a.forMs <= b.forMs ? a : b));
      return { type: 'wait', why: soonest.why, forMs: soonest.forMs, isRoutine: waits.every(({ isRoutine }) => isRoutine === true) };
    }
    // Beyond this the exchange would soon refuse what rests on the look; and facts have no window of their own, so they are held to it as well.
    if (step.type !== 'read_executions' && mayLookAgain && exchange.nowMs() - sight.beganAtMs > ports.bounds.protectionWindowMs / 2) return { type: 'outdated' };
    if (step.type === 'send') return { type: 'send', step, sight };
    if (step.type === 'read_executions') {
      const executions = await history.read(ports, sight, step.sinceMs);
      if ('cause' in executions) return { type: 'wait', why: `the executions could not be read: ${executions.cause}`, forMs: waitToldBy(executions, mayBeBare(sight.records)) };
      sight = { ...sight, executions };
    } else {
      if ((await ports.store.record(held.claim, step.facts)) === 'deposed') return { type: 'wait', why: 'another worker took the key over', forMs: 1_000 };
      ports.log.info('books_changed', { key: symbolKeyText(held.key), why: step.why });
      sight = { ...sight, records: { ...(await ports.store.readKey(held.key)), nowMs: first.records.nowMs } };
    }
  }
  return { type: 'unsettled' };
}

/** Why nothing more may be done now, or null to look again. */
function afterSending(held: HeldKey, sent: Awaited<ReturnType<typeof sendIntent>>, isBare: boolean): Verdict | null {
  if (sent.type === 'not_sent') {
    if (sent.why === 'deposed') return { type: 'skip', reason: 'another worker took the key over' };
    // What the account's mode forbids stays forbidden until a person changes it; the rest is a matter of moments.
    const forMs = sent.why === 'mode_forbids' ? FORBIDDEN_MS : 1_000;
    held.wishAttention(forMs);
    return { type: 'snooze', reason: `not sent: ${sent.why}`, forMs };
  }
  if (sent.outcome.type === 'denied') {
    // However long a ban is said to last: it may end before, and a position be bare by then (told-wait.ts).
    const forMs = waitAfterDenial(sent.outcome.retryAfterMs, isBare);
    held.wishAttention(forMs);
    return { type: 'snooze', reason: `not let through: ${sent.outcome.reason}`, forMs };
  }
  return null;
}
