import type { SymbolKey } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/** Moves the time at which a key is due forward, never back; one row, so the newest version decides. A key without a claim gets one that is free. */
const MAKE_DUE: Statement = {
  name: 'make_due',
  text: `
INSERT INTO claim AS c (exchange, account, symbol, fence_until, due_at)
VALUES ($1::exchange, $2::text, $3::text, clock_timestamp(), clock_timestamp() + $4::bigint * interval '1 millisecond')
ON CONFLICT (exchange, account, symbol) DO UPDATE SET due_at = EXCLUDED.due_at
 WHERE c.due_at IS NULL OR c.due_at > EXCLUDED.due_at`,
};

/** Makes the key due after `inMs` at the latest, whoever holds it. */
export async function makeDue(database: Database, key: SymbolKey, inMs: number): Promise<void> {
  await database.run(MAKE_DUE, [key.exchange, key.account, key.symbol, Math.round(inMs)]);
}
