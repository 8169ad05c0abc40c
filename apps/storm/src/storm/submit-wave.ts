import { decimal, derivedId, entryLeg, makeClientOrderId } from '@breakwater/core';
import type { Jobs, NewSignal, Store, WaveSubmission } from '@breakwater/engine';
import type { Scene } from '../checkers/checker.ts';
import type { FleetRules } from '../fleet/fleet-rules.ts';
import type { Dice } from '../time/dice.ts';
import type { World } from '../world/world.ts';

/** Waves as a sender delivers them: new ones, the same one twice, and new ones with old signals in them. */
export interface Sender {
  /** Delivers one wave; `about` one symbol alone, if it is to be. That it arrives is not sure, nor that the sender hears of it, nor that the queue does. */
  submit(store: Store, jobs: Jobs, nowMs: number, about?: string): void;
  /** Every signal so far, by the client order id of its entry. */
  readonly entryIds: Scene['entryIds'];
}

/** A sender with signals for the symbols of a world. */
export function createSender(dice: Dice, world: World, rules: FleetRules, deployment: string): Sender {
  const entryIds = new Map<string, { symbol: string; signal: string; signalId: string }>();
  const sent: WaveSubmission[] = [];
  let count = 0;

  function newSignal(about?: string): NewSignal {
    const old = sent.flatMap(({ signals }) => signals);
    // The same signal in another wave is the same signal.
    if (old.length > 0 && about === undefined && dice.chance(100_000)) return dice.pick(old);
    const externalId = `s${(count += 1)}`;
    const symbol = about ?? dice.pick(world.symbols);
    const subject = JSON.stringify(['storm', externalId]);
    const id = derivedId('signal', 'storm', externalId);
    entryIds.set(makeClientOrderId({ ...world.key, deployment, role: 'entry', subject, generation: 1 }), { symbol, signal: externalId, signalId: id });
    const side = dice.pick(['long', 'short'] as const);
    return {
      id,
      externalId,
      key: { ...world.key, symbol, leg: entryLeg(rules.account.positionMode, side) },
      side,
      score: decimal(String(dice.between(1, 99))),
      notional: rules.wave.notional === null ? null : decimal(rules.wave.notional),
      leverage: rules.wave.leverage,
      stopRule: rules.wave.stop,
    };
  }

  return {
    entryIds,
    submit(store, jobs, nowMs, about) {
      const isTwin = sent.length > 0 && about === undefined && dice.chance(150_000);
      const fresh = [...new Map(Array.from({ length: dice.between(1, 3) }, () => newSignal(about)).map((signal) => [signal.id, signal])).values()];
      const externalId = `w${sent.length + 1}`;
      const wave = isTwin ? dice.pick(sent) : { source: 'storm', externalId, contentHash: externalId, atMs: nowMs, policy: rules.wave, signals: fresh };
      if (!isTwin) sent.push(wave);
      const isAnnounced = about !== undefined || dice.chance(800_000);
      void store.acceptWave(wave).then((accepted) => (isAnnounced && accepted.type !== 'forgotten' ? jobs.enqueueWave(accepted.waveId) : undefined)).catch(() => undefined);
    },
  };
}
