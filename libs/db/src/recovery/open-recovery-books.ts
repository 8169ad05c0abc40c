import type { RecoveryBooks } from '@breakwater/engine';
import { connect, type ConnectOptions } from '../connect.ts';
import { toMs } from '../statements/insert-rows.ts';
import { beginRecovery } from './begin-recovery.ts';
import { finishRecovery, markAgreed } from './finish-recovery.ts';
import { lookAhead } from './look-ahead.ts';
import { readBookedKey, readRecoverySymbols, readSetAside } from './read-booked-key.ts';

/** All claims are raised in one statement, however many there are, and each is waited for. */
const STATEMENT_TIMEOUT_MS = 120_000;
const LOCK_TIMEOUT_MS = 30_000;

const READ_CLOCK = { name: 'read_clock', text: `SELECT ${toMs('clock_timestamp()')} AS now_ms` };

/** Opens the books for a recovery of them. Connects at the first statement; throws what Postgres or the network says. */
export function openRecoveryBooks(options: ConnectOptions): RecoveryBooks & { close(): Promise<void> } {
  const database = connect({ applicationName: 'breakwater recover', connectionsMax: 2, statementTimeoutMs: STATEMENT_TIMEOUT_MS, lockTimeoutMs: LOCK_TIMEOUT_MS, ...options });
  return {
    lookAhead: (accounts) => lookAhead(database, accounts),
    nowMs: async () => Number((await database.run<{ now_ms: string }>(READ_CLOCK, []))[0]?.now_ms),
    begin: (accounts, fenceMs) => beginRecovery(database, accounts, fenceMs),
    readSymbols: (account) => readRecoverySymbols(database, account),
    readBookedKey: (key, sinceMs, clientOrderIds) => readBookedKey(database, key, sinceMs, clientOrderIds),
    readSetAside: (account) => readSetAside(database, account),
    markAgreed: (account) => markAgreed(database, account),
    finish: (accounts) => finishRecovery(database, accounts),
    close: () => database.close(),
  };
}
