import type { Facts, SignalRecord } from '@breakwater/core';

/** Ends a signal of the time before as failed, with the reason: one that may have been sent is never sent again (I2). */
export function failLostSignal({ id, source, externalId }: SignalRecord, reason: string): Facts {
  return { signals: [{ id, outcome: 'failed', reason }], events: [{ positionId: null, type: 'signal_failed', evidence: 'E5', data: { source, signal: externalId, reason } }] };
}
