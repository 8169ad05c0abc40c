import { mergeFacts, type SymbolKey, symbolKeyText, type Verdict } from '@breakwater/core';
import { holdKey } from '../hold-key.ts';
import type { Ports } from '../ports.ts';
import { failLostSignal } from './fail-lost-signal.ts';
import type { RecoveryBooks } from './recovery-books.ts';

/** What came of letting a key go; only `done` has let it go. */
export interface KeyLetGo {
  readonly verdict: Verdict;
  readonly signalsEnded: number;
}

/**
 * Sets a key aside for a person that cannot be read while its account can be, and on which the exchange holds nothing: its market is gone, or
 * has become one of another kind. Otherwise one such key would keep the whole recovery from its end (I12). Its signals of the time before
 * fail; its row and its requests stay as they are, for nobody can tell.
 */
export async function letKeyGo(ports: Ports, books: RecoveryBooks, key: SymbolKey, sinceMs: number, cause: string): Promise<KeyLetGo> {
  let signalsEnded = 0;
  const verdict = await holdKey(ports, key, async (held) => {
    const { signals, heldSignalIds } = await books.readBookedKey(key, sinceMs, []);
    const facts = signals.filter(({ id }) => heldSignalIds.has(id)).map((signal) => failLostSignal(signal, `the books were restored to an earlier time, and whether its entry was sent after it cannot be read: ${cause}`));
    if (facts.length > 0 && (await ports.store.record(held.claim, mergeFacts(facts))) === 'deposed') return { type: 'skip', reason: 'another worker took the key over' };
    signalsEnded = facts.length;
    await ports.store.quarantineKey(held.claim, `it could not be read while its books were recovered, and the account holds nothing of it: ${cause}`);
    ports.log.error('key_quarantined', { key: symbolKeyText(key), reason: cause });
    return { type: 'done', summary: 'set aside for a person' };
  });
  return { verdict, signalsEnded };
}
