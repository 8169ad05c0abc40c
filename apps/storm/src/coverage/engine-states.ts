import { isLive, type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { MemoryBooks, PositionRow } from '../memory/memory-books.ts';

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

/** The state of one symbol, from the books alone. Of two legs the one tells it of which more is to come. */
export function engineState(books: MemoryBooks, key: SymbolKey): EngineState {
  const keyText = symbolKeyText(key);
  const claim = books.claims.get(keyText);
  if (claim?.quarantineReason != null) return 'quarantined';
  for (const intent of books.intents.values()) {
    if (intent.keyText !== keyText || (intent.outcome !== 'open' && intent.outcome !== 'unknown')) continue;
    const { request } = intent;
    if (request.kind === 'cancel' || request.kind === 'position_stop') return 'cancelling';
    if (request.kind !== 'place') return 'configuring';
    if (request.type === 'stop_market') return 'protecting';
    return request.reduceOnly ? 'exiting' : 'entering';
  }
  let state: EngineState = 'idle';
  for (const row of books.positions.values()) {
    if (row.keyText !== keyText || !isLive(row.status)) continue;
    const found = stateOf(row);
    if (ofRows.indexOf(found) > ofRows.indexOf(state)) state = found;
  }
  return state;
}

const ofRows: readonly EngineState[] = ['idle', 'protected', 'bare', 'waiting', 'exiting'];

function stateOf({ status, bareSinceMs }: PositionRow): EngineState {
  if (status === 'closing') return 'exiting';
  if (status === 'opening') return 'waiting';
  return bareSinceMs !== null ? 'bare' : 'protected';
}
