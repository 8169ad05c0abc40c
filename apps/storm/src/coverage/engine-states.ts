import { isLive, symbolKeyText } from '@breakwater/core';
import { accountKey } from '../fleet/fleet-rules.ts';
import type { MemoryBooks } from '../memory/memory-books.ts';

/**
 * How far the fleet is with a symbol, told by its books: where a fault can strike.
 *
 *   idle           no live row, nothing under way
 *   configuring    leverage or margin mode was sent and has no answer
 *   entering       an entry was sent and has no answer
 *   waiting        a row without a fill, whose entry has its answer
 *   bare           open, without a stop, nothing under way
 *   protecting     a stop was sent, the first or another, and has no answer
 *   protected      open under its stop, nothing under way
 *   cancelling     a cancel was sent and has no answer
 *   exiting        a close was sent: it has no answer, or its row waits for what comes of it
 *   quarantined    set aside for a person
 */
export const engineStates = ['idle', 'configuring', 'entering', 'waiting', 'bare', 'protecting', 'protected', 'cancelling', 'exiting', 'quarantined'] as const;
export type EngineState = (typeof engineStates)[number];

/** The state of one symbol, from the books alone. */
export function engineState(books: MemoryBooks, symbol: string): EngineState {
  const keyText = symbolKeyText({ ...accountKey, symbol });
  const claim = books.claims.get(keyText);
  if (claim?.quarantineReason != null) return 'quarantined';
  let row = null;
  for (const candidate of books.positions.values()) if (candidate.keyText === keyText && isLive(candidate.status)) row = candidate;
  for (const intent of books.intents.values()) {
    if (intent.keyText !== keyText || (intent.outcome !== 'open' && intent.outcome !== 'unknown')) continue;
    const { request } = intent;
    if (request.kind === 'cancel') return 'cancelling';
    if (request.kind !== 'place') return 'configuring';
    if (request.type === 'stop_market') return 'protecting';
    return request.reduceOnly ? 'exiting' : 'entering';
  }
  if (row === null) return 'idle';
  if (row.status === 'closing') return 'exiting';
  if (row.status === 'opening') return 'waiting';
  return row.bareSinceMs !== null ? 'bare' : 'protected';
}
