import { isLive } from '@breakwater/core';
import { createDice } from '../time/dice.ts';
import { deliverWave, strikeWorld } from './storm-step.ts';
import type { Storm } from './storm.ts';

/** In so many storms, of a million. */
const STORMS = 300_000;
/** Far from the dice of everything else. */
const LAST_DICE = 0xe4d;

/**
 * Once both sides agree, a position is touched, somebody has seen it and found its key busy, so that it is due in a moment,
 * and before it is, signals come for it. No pass makes good what these leave undone. False where nothing was done.
 */
export function endInBusiness(storm: Storm): boolean {
  const dice = createDice(storm.seed ^ LAST_DICE);
  const { books, store, rules } = storm;
  const open = [...books.positions.values()].filter(({ status, origin }) => isLive(status) && origin !== 'foreign');
  if (open.length === 0 || !dice.chance(STORMS)) return false;
  const { key } = dice.pick(open);
  strikeWorld(storm, key.symbol, dice.pick(['hand-adds', 'hand-cancels-stop', 'hand-reduces'] as const));
  void store.makeDue(key, rules.bounds.leaseMs);
  deliverWave(storm, key.symbol);
  return true;
}
