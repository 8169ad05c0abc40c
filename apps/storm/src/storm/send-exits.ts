import { decimal, decimalText, derivedId, type ExitAction, type StopRule } from '@breakwater/core';
import type { NewWish, WaveSubmission } from '@breakwater/engine';
import type { Dice } from '../time/dice.ts';
import { priceOf } from '../world/world.ts';
import type { Storm } from './storm.ts';

/** How many of a million storms have signals that exit, and how often one comes, in milliseconds. */
const STORMS_WITH_EXITS = 400_000;
const EXITS_APART_MS = [400, 1_200, 3_000, 6_000];
const LULL_MS = 4_000;
/** How often it is about a symbol that we hold, of a million. */
const ABOUT_WHAT_IS_OPEN = 850_000;
/** What a sender wants: a close ends all else. */
const WANTS = ['close', 'reduce', 'reduce', 'set_stop', 'set_stop'] as const satisfies readonly ExitAction[];
/** Where a wished stop lies, as parts of the price: some would be passed at once, some loosen. */
const STOPS_AT = ['0.94', '0.97', '0.985', '0.995', '1.005', '1.015', '1.03', '1.06'];

/**
 * Signals that exit, as a sender and an operator deliver them: from dice of their own, so that a storm without them is what it was
 * before there were any.
 */
export function sendExits(storm: Storm, dice: Dice): void {
  if (!dice.chance(STORMS_WITH_EXITS)) return;
  const sent: WaveSubmission[] = [];
  const sendOne = (): void => {
    if (storm.nemesis.isCalm()) return;
    // A delivery that comes twice changes nothing.
    const isTwin = sent.length > 0 && dice.chance(150_000);
    const wave = isTwin ? dice.pick(sent) : newWave(storm, dice, sent.length + 1);
    if (!isTwin) sent.push(wave);
    deliver(storm, wave, dice.chance(800_000));
    // Now and then the world leaves the fleet the time to do it.
    if (dice.chance(500_000)) storm.lullUntilMs = Math.max(storm.lullUntilMs, storm.timeline.nowMs() + LULL_MS);
    storm.timeline.after(dice.pick(EXITS_APART_MS), sendOne);
  };
  storm.timeline.after(dice.pick(EXITS_APART_MS), sendOne);
}

/** Somebody wants half of what we hold of a symbol off, on each of its legs. */
export function wantHalfOff(storm: Storm, symbol: string): void {
  const atMs = storm.timeline.nowMs();
  const externalId = `half-of-${symbol}-${atMs}`;
  const half: NewWish = { id: derivedId('signal', 'closer', externalId), externalId, key: { ...storm.world.key, symbol }, action: 'reduce', leg: null, side: null, quantity: null, fraction: decimal('0.5'), stopRule: null, mayLoosen: false, coversForeign: false };
  deliver(storm, { source: 'closer', externalId, contentHash: externalId, atMs, policy: storm.rules.wave, signals: [], exits: [half] }, true);
}

/** That it arrives is not sure; only what is announced is worked on at once. */
function deliver(storm: Storm, wave: WaveSubmission, isAnnounced: boolean): void {
  const { store, jobs } = storm.visit(wave.source);
  storm.trace.add(storm.timeline.nowMs(), wave.source, `wants ${(wave.exits ?? []).map(describe).join(', ')}`);
  void store.acceptWave(wave).then((accepted) => (isAnnounced && accepted.type !== 'forgotten' ? jobs.enqueueWave(accepted.waveId) : undefined)).catch(() => undefined);
}

function newWave(storm: Storm, dice: Dice, count: number): WaveSubmission {
  const isOperator = dice.chance(150_000);
  const source = isOperator ? 'operator' : 'closer';
  const exits = Array.from({ length: dice.between(1, 2) }, (_, index) => newExit(storm, dice, source, `x${count}-${index}`));
  return { source, externalId: `x${count}`, contentHash: `x${count}`, atMs: storm.timeline.nowMs(), policy: storm.rules.wave, signals: [], exits };
}

function newExit({ world, books }: Storm, dice: Dice, source: string, externalId: string): NewWish {
  const open = world.symbols.filter((symbol) => [...books.positions.values()].some((row) => row.key.symbol === symbol && (row.status === 'open' || row.status === 'opening')));
  const symbol = open.length > 0 && dice.chance(ABOUT_WHAT_IS_OPEN) ? dice.pick(open) : dice.pick(world.symbols);
  const action = source === 'operator' ? 'close' : dice.pick(WANTS);
  const isPart = dice.chance(500_000);
  const side = dice.chance(150_000) ? dice.pick(['long', 'short'] as const) : null;
  return {
    id: derivedId('signal', source, externalId),
    externalId,
    key: { ...world.key, symbol },
    action,
    leg: dice.chance(150_000) ? dice.pick(world.legs.filter((leg) => side === null || leg === 'net' || leg === side)) : null,
    side,
    quantity: action === 'reduce' && !isPart ? decimal(dice.pick(['0.001', '0.01', '0.02', '1', '50'])) : null,
    fraction: action === 'reduce' && isPart ? decimal(dice.pick(['0.25', '0.5', '1'])) : null,
    stopRule: action === 'set_stop' ? wishedStop(world, dice, symbol) : null,
    mayLoosen: action === 'set_stop' && dice.chance(300_000),
    coversForeign: source === 'operator' && dice.chance(300_000),
  };
}

function wishedStop(world: Storm['world'], dice: Dice, symbol: string): StopRule {
  if (dice.chance(300_000)) return { percent: dice.pick(['0.5', '1.5', '4']) };
  return { price: decimalText(decimal(priceOf(world, symbol).mark.toFixed()).times(dice.pick(STOPS_AT)).round(4)) };
}

function describe({ key: { symbol }, action, leg, side, quantity, fraction, stopRule, mayLoosen, coversForeign }: NewWish): string {
  const amount = quantity ?? fraction;
  return [action, symbol, leg, side, amount && decimalText(amount), stopRule && JSON.stringify(stopRule), mayLoosen && 'loosened if need be', coversForeign && 'foreign too'].filter(Boolean).join(' ');
}
