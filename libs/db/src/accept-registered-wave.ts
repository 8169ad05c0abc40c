import { type AccountKey, accountKeyText, type AccountMode } from '@breakwater/core';
import type { WaveAcceptance, WaveSubmission } from '@breakwater/engine';
import type { PostgresStore } from './open-store.ts';

const FOREIGN_KEY_VIOLATION = '23503';

/** What of a configured account stands in its row. */
export interface RegisteredAccount {
  readonly key: AccountKey;
  readonly mode: AccountMode;
  readonly positionsMax: number;
}

/**
 * Takes a wave in as the store's `acceptWave` does. Signals belong to registered accounts, and a wave may come before any
 * worker has ever started: then the wave's accounts are registered here. Those that are registered stay as the workers'
 * configuration says, whatever this one does. Throws what Postgres or the network says.
 */
export async function acceptRegisteredWave(store: Pick<PostgresStore, 'acceptWave' | 'registerAccount'>, accounts: readonly RegisteredAccount[], wave: WaveSubmission): Promise<WaveAcceptance> {
  try {
    return await store.acceptWave(wave);
  } catch (error) {
    if ((error as { code?: unknown }).code !== FOREIGN_KEY_VIOLATION) throw error;
    const used = new Set([...wave.signals, ...(wave.exits ?? [])].map((signal) => accountKeyText(signal.key)));
    for (const { key, mode, positionsMax } of accounts) if (used.has(accountKeyText(key))) await store.registerAccount(key, mode, positionsMax);
    return await store.acceptWave(wave);
  }
}
