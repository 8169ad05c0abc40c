import type { SymbolKey } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';
import { eventContext } from './event-context.ts';
import { insertEvents } from './insert-rows.ts';
import { quarantinePageSubject } from './quarantine-key.ts';

/**
 * An operator gives a key back that was set aside: it is due at once, so that the next sweep looks at it as at any other. The
 * page about it is settled; if the trouble goes on, it is set aside and told again.
 */
const RELEASE_QUARANTINE: Statement = {
  name: 'release_quarantine',
  text: `
WITH told AS MATERIALIZED (
  SELECT $1::exchange AS exchange, $2::text AS account, $3::text AS symbol, $4::jsonb AS body, clock_timestamp() AS at
), released AS (
  UPDATE claim c SET quarantine_reason = NULL, quarantined_at = NULL, due_at = LEAST(c.due_at, t.at) FROM told t
   WHERE c.exchange = t.exchange AND c.account = t.account AND c.symbol = t.symbol AND c.quarantined_at IS NOT NULL
  RETURNING c.exchange, c.account, c.symbol, t.body, t.at
), new_event AS (${insertEvents('released')}
), settled AS (
  UPDATE page SET acknowledged_at = clock_timestamp() WHERE subject = $5::text AND acknowledged_at IS NULL AND EXISTS (SELECT FROM released)
)
SELECT EXISTS (SELECT FROM released) AS is_released`,
};

/** Gives the key back to the fleet. False: it is not set aside. */
export async function releaseQuarantine(database: Database, worker: string | null, key: SymbolKey): Promise<boolean> {
  const body = { events: [{ position_id: null, type: 'quarantine_released', evidence: null, data: {} }], context: eventContext(worker) };
  const [row] = await database.run<{ is_released: boolean }>(RELEASE_QUARANTINE, [key.exchange, key.account, key.symbol, JSON.stringify(body), quarantinePageSubject(key)]);
  return row?.is_released ?? false;
}
