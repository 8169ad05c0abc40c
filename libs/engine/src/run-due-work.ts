import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import { openPosition } from './open-position.ts';
import { processWave } from './process-wave.ts';
import { protectPosition } from './protect-position.ts';
import type { DueWork, Ports } from './ports.ts';
import { resyncKey } from './resync-key.ts';

/**
 * Hands work to the queues; where the queues are gone, does it here. So a Redis that is down, flushed or failed over
 * costs the division of labour, never protection.
 */
export async function handOutOrRun(ports: Ports, due: DueWork): Promise<void> {
  for (const key of due.protections) await orRun(ports, key, () => ports.jobs.enqueueProtection(key), () => protectPosition(ports, key));
  for (const key of due.resyncs) await resyncOrRun(ports, key, 'sweep');
  for (const key of due.entries) await orRun(ports, key, () => ports.jobs.enqueueEntry(key), () => openPosition(ports, key));
  for (const waveId of due.waveIds) await orRun(ports, null, () => ports.jobs.enqueueWave(waveId), () => processWave(ports, waveId));
}

/** Enqueues a resync of one key, or runs it here when the queue cannot be reached. */
export async function resyncOrRun(ports: Ports, key: SymbolKey, cause: string): Promise<void> {
  await orRun(ports, key, () => ports.jobs.enqueueResync(key, cause), () => resyncKey(ports, key, cause));
}

/** One failure must not keep the other keys from being attended to (I12). */
async function orRun(ports: Ports, key: SymbolKey | null, enqueue: () => Promise<void>, run: () => Promise<unknown>): Promise<void> {
  try {
    await enqueue();
  } catch (error) {
    ports.log.warn('queue_unreachable', { key: key === null ? null : symbolKeyText(key), error: String(error) });
    await run().catch((failure: unknown) => ports.log.error('due_work_failed', { key: key === null ? null : symbolKeyText(key), error: String(failure) }));
  }
}
