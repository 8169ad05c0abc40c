import type { KeyRecords, SignalRecord } from '@breakwater/core';

/** The signal that the wave worker selected for this key, as long as no row says that its entry was tried; else null. */
export function untriedSignal({ signal, positions }: KeyRecords): SignalRecord | null {
  return signal === null || positions.some(({ signalId }) => signalId === signal.id) ? null : signal;
}
