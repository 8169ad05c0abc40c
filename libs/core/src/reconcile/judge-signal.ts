import type { DuplicateCatcher } from '../plan-entry.ts';
import { isLive } from '../position.ts';
import type { Step } from '../step.ts';
import type { Sight } from './sight.ts';

/**
 * A selected signal that waits for a key on which a row of another is live: a duplicate, as planEntry would say. Whoever holds
 * the key says so, because a key that is held again and again is never free for the signal's own job (I12).
 */
export function judgeSignal({ records }: Sight): Step[] {
  const { signal } = records;
  const row = signal === null ? undefined : records.positions.find((position) => isLive(position.status) && position.leg === signal.key.leg);
  if (signal === null || row === undefined || row.signalId === signal.id) return [];
  const reason = `position ${row.id} is ${row.status} on this key`;
  return [
    {
      type: 'record',
      why: `signal ${signal.externalId} finds the key taken`,
      facts: {
        signals: [{ id: signal.id, outcome: 'skipped_duplicate', reason }],
        events: [{ positionId: null, type: 'signal_skipped_duplicate', evidence: null, data: { source: signal.source, signal: signal.externalId, reason, caughtBy: 'plan' satisfies DuplicateCatcher } }],
      },
    },
  ];
}
