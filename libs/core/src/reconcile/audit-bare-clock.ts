import { stopBareClock } from '../book-report.ts';
import { changedPosition, type PositionChange } from '../facts.ts';
import { aimOf, isAcknowledged, stopsOf, whyInvalid } from '../plan-stop.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { Step } from '../step.ts';
import type { Sight } from './sight.ts';

/** What the audit has to write, and the row as it is then. */
export interface BareClock {
  readonly row: PositionRecord;
  readonly steps: readonly Step[];
}

/** Starts the bare clock when no valid stop rests although none was missed, and stops it when one does (I4). */
export function auditBareClock(sight: Sight, row: PositionRecord, report: PositionReport): BareClock {
  const aim = aimOf(sight, row);
  const stops = stopsOf(sight, row);
  const valid = aim === null ? undefined : stops.findLast((stop) => whyInvalid(stop, row, report.quantity, aim, sight) === null);
  if (valid?.report) {
    const change = stopBareClock(row, valid.report.createdAtMs);
    return change === null ? { row, steps: [] } : write(row, change, 'position_protected', 'a valid stop rests', { bareMs: change.addBareMs, stop: valid.order.clientOrderId });
  }
  if (row.bareSinceMs !== null || isAcknowledged(sight, stops)) return { row, steps: [] };
  // Since the last thing that is known to have happened to the position or its stops, in the exchange's time.
  const lastMs = Math.max(row.protectedAtMs ?? 0, row.firstFillAtMs ?? 0, report.updatedAtMs, ...stops.map((stop) => stop.report?.updatedAtMs ?? 0));
  const bareSinceMs = Math.min(sight.beganAtMs, lastMs);
  return write(row, { id: row.id, bareSinceMs }, 'position_bare', 'no valid stop rests: the bare clock runs', { since: bareSinceMs });
}

function write(row: PositionRecord, change: PositionChange, type: string, why: string, data: Readonly<Record<string, unknown>>): BareClock {
  const evidence = type === 'position_bare' ? 'E4' : 'E1';
  return {
    row: changedPosition(row, change),
    steps: [{ type: 'record', why, facts: { positions: [change], events: [{ positionId: row.id, type, evidence, data }] } }],
  };
}
