import type { Claim } from '@breakwater/engine';
import { type SymbolKey, symbolKeyText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { eventContext } from './event-context.ts';
import { insertEvents, insertPages } from './insert-rows.ts';

/**
 * I12: a key that cannot be brought to an end is set aside and told to a human; sweeps pass it over from then on.
 *
 * Needs no claim that is still held, only one that nobody has followed: the epoch is asked of the locked, newest row. The
 * page is written in any case, because it must be heard; the event only if the key was set aside by this very act.
 */
const QUARANTINE_KEY: Statement = {
  name: 'quarantine_key',
  text: `
WITH told AS MATERIALIZED (
  SELECT $1::exchange AS exchange, $2::text AS account, $3::text AS symbol, $5::jsonb AS body, clock_timestamp() AS at
), set_aside AS (
  UPDATE claim c SET quarantine_reason = t.body->>'reason', quarantined_at = t.at FROM told t
   WHERE c.exchange = t.exchange AND c.account = t.account AND c.symbol = t.symbol AND c.epoch = $4::bigint AND c.quarantined_at IS NULL
  RETURNING c.exchange, c.account, c.symbol, t.body, t.at
), new_event AS (${insertEvents('set_aside')}
)${insertPages('told')}`,
};

/** The page about a key that is set aside. */
export function quarantinePageSubject(key: SymbolKey): string {
  return `${symbolKeyText(key)} is quarantined`;
}

/** Sets the key aside, unless somebody has claimed it since, and pages. */
export async function quarantineKey(database: Database, worker: string | null, { key, epoch }: Claim, reason: string): Promise<void> {
  const subject = quarantinePageSubject(key);
  const body = {
    reason,
    events: [{ position_id: null, type: 'key_quarantined', evidence: null, data: { reason } }],
    pages: [{ subject, text: reason }],
    context: eventContext(worker),
  };
  await database.run(QUARANTINE_KEY, [key.exchange, key.account, key.symbol, epoch, JSON.stringify(body)]);
}
