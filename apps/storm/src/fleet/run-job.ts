import type { AccountKey, SymbolKey, Verdict } from '@breakwater/core';
import { openPosition, type Ports, processWave, protectPosition, resyncAccount, resyncKey } from '@breakwater/engine';
import type { MemoryJob } from '../memory/memory-jobs.ts';

/** Does what the workers do for a job of this name (apps/wave-worker, apps/sync-worker, apps/stop-worker). */
export function runJob(ports: Ports, { name, payload }: MemoryJob): Promise<Verdict> {
  const key = payload as SymbolKey & { readonly cause?: string };
  switch (name) {
    case 'process-wave':
      return processWave(ports, (payload as { readonly waveId: string }).waveId);
    case 'open-position':
      return openPosition(ports, key);
    case 'protect-position':
      return protectPosition(ports, key);
    case 'resync-key':
      return resyncKey(ports, key, key.cause ?? 'storm');
    case 'resync-account':
      return resyncAccount(ports, { exchange: key.exchange, account: key.account } satisfies AccountKey, key.cause ?? 'storm');
  }
}
