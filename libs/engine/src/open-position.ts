import { type EntryPlan, type EntryView, isLive, type KeyRecords, limitSentence, planEntry, refusalCodes, type Request, type SignalRecord, type SymbolKey, symbolKeyText, unreachable, type Verdict, ZERO } from '@breakwater/core';
import { readMarket } from './find-market.ts';
import { handOffProtection } from './hand-off-protection.ts';
import { type HeldKey, holdKey } from './hold-key.ts';
import { lookFor } from './look-for.ts';
import { mendKey } from './mend-key.ts';
import type { Ports } from './ports.ts';
import { placeStopFirst } from './place-stop-first.ts';
import { type Sent, sendIntent } from './send-intent.ts';
import { orSetAside } from './set-aside.ts';
import { settleIntents } from './settle-intents.ts';
import { waitToldBy } from './told-wait.ts';
import { untriedSignal } from './untried-signal.ts';

/** Margin mode, leverage, entry, and one to spare. */
const ROUNDS_MAX = 4;
/** How soon the look-ups follow that search for an entry whose reply was lost; after them the sweeper comes back. */
const LOOKS_AFTER_MS = [0, 150, 500, 1_000];

/**
 * Opens the position of the signal that the wave worker selected for this key (I2, I3, I10).
 *
 * A crash at any await is finished by whoever takes the key next: the rows say exactly how far it came.
 */
export async function openPosition(anyPorts: Ports, key: SymbolKey): Promise<Verdict> {
  const ports = lookFor(anyPorts, 'entry');
  let waveId: string | null = null;
  let isFilled = false;
  let taken: HeldKey['claim'] | null = null;
  const verdict = await holdKey(ports, key, orSetAside(ports, 'opening', async (held) => {
    taken = held.claim;
    const settled = await settleIntents(ports, held);
    if (settled.type === 'deposed') return { type: 'skip', reason: 'another worker took the key over' };
    if (settled.type === 'quiet') {
      held.wishAttention(settled.forMs);
      return { type: 'snooze', reason: 'a request is unanswered and may still arrive', forMs: settled.forMs };
    }
    const { signal } = settled.records;
    // What was settled just now may have opened a position, or left a row that waits: it is looked after like any other.
    // So is the row of a signal whose entry went out, and whose booking was lost.
    if (signal === null || isUnderWay(settled.records, signal)) return mendKey(ports, held);
    waveId = signal.waveId;
    // Before any look at the exchange: it may be the look that the key was set aside for.
    if (settled.records.quarantineReason !== null) return (await end(ports, held, signal, { outcome: 'skipped_filter', reason: `the symbol is quarantined: ${settled.records.quarantineReason}` })).verdict;
    if (isTooOld(settled.records)) return (await end(ports, held, signal, { outcome: 'skipped_filter', reason: "the signal is older than its wave's policy allows" })).verdict;
    // What somebody wants out of comes before what somebody wants into.
    if (settled.records.wishes.length > 0) return mendKey(ports, held);
    // Before any look at the exchange as well: that may last for hours, and each look costs weight.
    if (settled.records.areEntriesOff) return later(held, 'entries are off', ENTRIES_OFF_MS).verdict;
    const entered = await enter(ports, held, signal);
    isFilled = entered.isFilled;
    return entered.verdict;
  }));
  if (isFilled && taken !== null) await handOffProtection(ports, key, taken);
  // The wave goes on with its reserve, or ends. A lost wake-up is found by the sweeper. While the entry waits, the wave has
  // nothing to go on with: waking it would wake this entry at once, and so on without a pause.
  if (waveId !== null && verdict.type !== 'snooze') await ports.jobs.enqueueWave(waveId).catch(() => undefined);
  return verdict;
}

/** How often a signal is taken up whose entry is kept out. */
const ENTRIES_OFF_MS = 1_000;

/** How a signal ends that led to no entry. */
type Ending = Omit<Extract<EntryPlan, { type: 'skip' }>, 'type'>;

/** Whether the signal has a live row already: its entry was sent, and only what became of it is not written down. */
function isUnderWay(records: KeyRecords, signal: SignalRecord): boolean {
  return records.positions.some((position) => position.signalId === signal.id && isLive(position.status));
}

/**
 * Whether an untried signal has outlived its wave's policy: that needs no look at an exchange which may not answer for a long
 * time, and each look costs weight.
 */
function isTooOld(records: KeyRecords): boolean {
  return records.signalExpiresAtMs !== null && records.signalExpiresAtMs <= records.nowMs && untriedSignal(records) !== null;
}

interface Entered {
  readonly verdict: Verdict;
  readonly isFilled: boolean;
}

async function enter(ports: Ports, held: HeldKey, signal: SignalRecord): Promise<Entered> {
  const exchange = ports.exchange(held.key);
  const rules = ports.rules(held.key);
  const listed = await readMarket(exchange, held.key.symbol);
  if (listed.type === 'unreadable') return later(held, `unreadable: ${listed.cause}`, waitToldBy(listed));
  const { market } = listed;
  if (market === null) return end(ports, held, signal, { outcome: 'failed', reason: `${held.key.exchange} lists no market ${held.key.symbol}` });
  let look: Look | null = null;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    // A setting that was just made is known by its answer: the look that it rests on carries the entry too, for as long as it is young.
    if (look === null || exchange.nowMs() - look.beganAtMs > ports.bounds.entryWindowMs / 2) {
      const beganAtMs = exchange.nowMs();
      const [records, reading] = await Promise.all([ports.store.readKey(held.key), exchange.readKeyAndSettings(held.key.symbol)]);
      if (reading.type === 'unreadable') return later(held, `unreadable: ${reading.cause}`, waitToldBy(reading));
      look = { beganAtMs, records, view: reading.value };
    }
    const { beganAtMs, records, view }: Look = look;
    const { marginMode, stop, mode, positionMode, entrySlippagePercentMax = null } = rules;
    const attachedStopTrigger = rules.attachStop === true ? rules.stopTrigger : null;
    const plan = planEntry(signal, records, view, view.settings, market, { deployment: ports.deployment, marginMode, stop, mode, positionMode, entrySlippagePercentMax, attachedStopTrigger });
    if (plan.type === 'skip') return end(ports, held, signal, plan);
    if (plan.type === 'wait') return later(held, plan.why, plan.forMs);
    const sending = { position: null, cancelsOrderId: null, closesPositionId: null, signedAtMs: beganAtMs, evidence: 'E1' as const, mayBreakQuiet: false, mayCancelNewest: false };
    if (plan.type === 'configure') {
      const sent = await sendIntent(ports, held, { ...sending, request: plan.request, newOrder: null, newPosition: null, why: plan.why, releaseWhenAccepted: false });
      const failed = whyNotConfigured(sent);
      if (failed?.isFinal) return end(ports, held, signal, { outcome: failed.isInUse ? 'skipped_filter' : 'failed', reason: `${plan.why}, and could not be set: ${failed.reason}` });
      if (failed) return later(held, `${plan.why}, and is not set yet: ${failed.reason}`, waitToldBy(failed));
      look = { ...look, view: { ...view, settings: withSetting(view.settings, plan.request) } };
      continue;
    }
    const sent = await sendIntent(ports, held, {
      ...sending,
      request: plan.request,
      newOrder: plan.newOrder,
      newPosition: plan.newPosition,
      why: `signal ${signal.source} ${signal.externalId}`,
      releaseWhenAccepted: true,
      ...(rules.stopFirst === true && { precede: () => placeStopFirst(ports, held, plan, beganAtMs) }),
    });
    return afterEntry(ports, held, signal, sent);
  }
  return end(ports, held, signal, { outcome: 'failed', reason: 'the settings of the symbol do not stay as they are set' });
}

/** What an entry rests on, and the exchange's time at which looking began. */
interface Look {
  readonly beganAtMs: number;
  readonly records: KeyRecords;
  readonly view: EntryView;
}

/** The settings after the exchange has accepted to change one. */
function withSetting(settings: EntryView['settings'], request: Request): EntryView['settings'] {
  if (request.kind === 'leverage') return { ...settings, leverage: request.leverage };
  return request.kind === 'margin_mode' ? { ...settings, marginMode: request.mode } : settings;
}

async function afterEntry(ports: Ports, held: HeldKey, signal: SignalRecord, sent: Sent): Promise<Entered> {
  if (sent.type === 'not_sent') {
    switch (sent.why) {
      case 'duplicate':
        return end(ports, held, signal, { outcome: 'skipped_duplicate', reason: 'a live row holds the key', caughtBy: 'index' });
      case 'no_slot':
        return end(ports, held, signal, { outcome: 'skipped_limit', reason: limitSentence(sent.limit) });
      case 'mode_forbids':
        return end(ports, held, signal, { outcome: 'skipped_filter', reason: 'the account is not in mode trade' });
      case 'no_budget':
        return later(held, `not sent: ${sent.reason}`, waitToldBy(sent));
      case 'entries_off':
      case 'nobody_protects':
      case 'not_quiet':
      case 'clock_unsure':
      case 'newest_stop':
      case 'wish_forbids':
        return later(held, `not sent: ${sent.why}`, 1_000);
      case 'deposed':
        return { verdict: { type: 'skip', reason: 'another worker took the key over' }, isFilled: false };
      default:
        return unreachable(sent);
    }
  }
  switch (sent.outcome.type) {
    case 'accepted':
      // An order at market may end without a taker.
      return { verdict: { type: 'done', summary: `entry accepted for ${symbolKeyText(held.key)}` }, isFilled: sent.outcome.report?.executedQuantity.gt(ZERO) ?? true };
    case 'rejected':
      return leave(ports, held, `entry rejected: ${sent.outcome.reason}`);
    case 'denied':
      // Who was asked too often is not asked again at once: what else the key was due for waits as well.
      held.wishAttention(waitToldBy(sent.outcome));
      return { verdict: { type: 'done', summary: `entry denied: ${sent.outcome.reason}` }, isFilled: false };
    case 'unknown':
      return findEntry(ports, held, sent.outcome.cause);
    default:
      return unreachable(sent.outcome);
  }
}

/** Looks for an entry whose reply was lost, a few times at once: most are found at the first look. */
async function findEntry(ports: Ports, held: HeldKey, cause: string): Promise<Entered> {
  for (const afterMs of LOOKS_AFTER_MS) {
    if (afterMs > 0) await ports.runtime.wait(afterMs);
    const settled = await settleIntents(ports, held);
    if (settled.type === 'deposed') break;
    if (settled.type === 'clear') return { verdict: { type: 'done', summary: 'the entry was found after its reply was lost' }, isFilled: isOpen(settled.records) };
  }
  return later(held, `the entry's outcome is unknown: ${cause}`, 1_000);
}

function isOpen(records: KeyRecords): boolean {
  return records.positions.some((position) => position.status === 'open');
}

/** Ends a signal that led to no entry, and leaves the key. */
async function end(ports: Ports, held: HeldKey, signal: SignalRecord, { outcome, reason, caughtBy = 'plan', page }: Ending): Promise<Entered> {
  const catcher = outcome === 'skipped_duplicate' ? { caughtBy } : {};
  await ports.store.record(held.claim, {
    signals: [{ id: signal.id, outcome, reason }],
    events: [{ positionId: null, type: `signal_${outcome}`, evidence: null, data: { source: signal.source, signal: signal.externalId, reason, ...catcher } }],
    ...(page && { pages: [page] }),
  });
  ports.log.info(`signal_${outcome}`, { key: symbolKeyText(held.key), signal: signal.externalId, reason, ...catcher });
  return leave(ports, held, `${outcome}: ${reason}`);
}

/**
 * Leaves a key that nothing was entered on as any other holder would: the claim may have been due for more than this
 * signal, and what it was due for is forgotten once it is taken. What has to wait there is due by itself again; the signal
 * has ended all the same, and its wave goes on.
 */
async function leave(ports: Ports, held: HeldKey, summary: string): Promise<Entered> {
  await mendKey(ports, held);
  return { verdict: { type: 'done', summary }, isFilled: false };
}

function later(held: HeldKey, reason: string, forMs: number): Entered {
  held.wishAttention(forMs);
  return { verdict: { type: 'snooze', reason, forMs }, isFilled: false };
}

/**
 * Why a setting is not as planned: `isFinal` ends the signal, otherwise it is tried again in a moment; `isInUse`: it is the
 * account's, and open positions need it as it is. Null: it is set.
 */
function whyNotConfigured(sent: Sent): { readonly isFinal: boolean; readonly isInUse: boolean; readonly reason: string; readonly retryAfterMs?: number } | null {
  if (sent.type === 'not_sent') return { isFinal: sent.why === 'mode_forbids', isInUse: false, reason: sent.why };
  switch (sent.outcome.type) {
    case 'accepted':
      return null;
    case 'rejected':
      return { isFinal: true, isInUse: sent.outcome.code === refusalCodes.accountInUse, reason: sent.outcome.reason };
    case 'denied':
      return { isFinal: false, isInUse: false, reason: sent.outcome.reason, retryAfterMs: sent.outcome.retryAfterMs };
    case 'unknown':
      return { isFinal: false, isInUse: false, reason: sent.outcome.cause };
    default:
      return unreachable(sent.outcome);
  }
}
