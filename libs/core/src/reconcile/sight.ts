import type { Bounds } from '../bounds.ts';
import type { SymbolKey } from '../key.ts';
import type { Market } from '../market.ts';
import { isReportOf, type OrderReport, type TriggerType } from '../order.ts';
import type { StopRule } from '../stop-plan.ts';
import type { AccountMode, Execution, KeyRecords, KeyView } from '../views.ts';

/**
 * What becomes of a position that is not ours: `adopt` takes it into the books as if we had opened it; `protect-only`
 * gives it a row that holds the key, and a stop; `alert` only tells; `ignore` does nothing.
 */
export type ForeignPolicy = 'adopt' | 'protect-only' | 'alert' | 'ignore';

/** Both sides of one symbol key, seen at one time, with all that a decision about it needs. */
export interface Sight {
  readonly key: SymbolKey;
  readonly market: Market;
  readonly records: KeyRecords;
  readonly view: KeyView;
  /** Exchange time at which the observation began: what every request that rests on it is signed with. */
  readonly beganAtMs: number;
  /** Reports of unfinished orders of ours that no open list shows, by order row id. */
  readonly lookedUp: ReadonlyMap<string, OrderReport>;
  /** null: not read. Oldest first. */
  readonly executions: readonly Execution[] | null;
  /** The exchange refused a stop of this sight because its trigger had already been passed. */
  readonly isStopPassed: boolean;
  readonly rules: SightRules;
}

export interface SightRules {
  readonly bounds: Bounds;
  readonly deployment: string;
  readonly stop: StopRule;
  readonly stopTrigger: TriggerType;
  readonly foreignPositions: ForeignPolicy;
  /** In mode `observe` nothing is sent, so nothing that is wished for can be done. */
  readonly mode: AccountMode;
}

/**
 * The report of an order of ours: from the open lists, from its look-up, or, while both lag, from the orders that
 * executions belong to; null when none shows it.
 */
export function reportOf(sight: Sight, orderId: string): OrderReport | null {
  const order = sight.records.orders.find((candidate) => candidate.id === orderId);
  if (!order) return null;
  const listed = sight.view.orders.find((report) => isReportOf(report, order));
  return listed ?? sight.lookedUp.get(orderId) ?? sight.executions?.find((execution) => execution.order !== null && isReportOf(execution.order, order))?.order ?? null;
}
