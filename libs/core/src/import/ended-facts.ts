import { decimalText } from '../decimal.ts';
import type { Facts, NewPosition } from '../facts.ts';
import type { Leg, SymbolKey } from '../key.ts';
import type { StopPlan } from '../stop-plan.ts';
import { type EndedPosition, importedPositionId, type OldPosition } from './old-position.ts';

/**
 * Positions of the old books that are over, as closed rows: what was held, when, and at what price. Nobody asks the exchange about them, so no more than
 * that is taken for true. Why and with what result they ended is hearsay (that bot guessed both where it had not looked): the row says
 * `unknown` and not known, and its event tells what the old books say.
 */
export function endedFacts(key: SymbolKey, leg: Leg, ended: readonly EndedPosition[]): Facts {
  const rows = ended.map((old) => ({ old, id: importedPositionId(key, leg, old) }));
  return {
    newPositions: rows.map(({ old, id }): NewPosition => ({
      ...{ id, leg, status: 'closed', origin: 'imported', signalId: null, side: old.side, quantity: old.quantity, entryPrice: old.entryPrice },
      ...{ stopRule: lastPlanOf(old), firstFillAtMs: null, bareSinceMs: null },
    })),
    positions: rows.map(({ old, id }) => ({ id, status: 'closed', closeReason: 'unknown', closedAtMs: old.closedAtMs, realisedPnl: null })),
    events: rows.map(({ old, id }) => ({
      positionId: id,
      type: 'ended_position_imported',
      evidence: null,
      data: { oldId: old.id, openedAtMs: old.openedAtMs, oldReason: old.told.reason, oldRealisedPnl: old.told.realisedPnl },
    })),
  };
}

/** Where its stop was meant to be; an empty plan where the old books do not say. No plan of a closed row is ever asked for. */
function lastPlanOf({ stopPrice }: OldPosition): StopPlan {
  return stopPrice === null ? ({} as StopPlan) : { movedTo: decimalText(stopPrice) };
}
