import type { Database, Statement } from '../connect.ts';
import { MESSAGE_COLUMNS, type MessageRow, type OutcomeMessage, toMessage } from './outcome-message.ts';
import { isRoutedTo, routeValues, type WebhookRoute } from './webhook-route.ts';

/** A message that its destination has not taken yet. */
export interface WaitingMessage extends OutcomeMessage {
  /** How often it was tried. */
  readonly attempts: number;
}

/** In order; a wave of which one message waits to be tried again waits with all that follow. */
const READ_WAITING: Statement = {
  name: 'read_waiting_outcomes',
  text: `
SELECT ${MESSAGE_COLUMNS}, m.attempts
  FROM outcome_message m
 WHERE m.is_owed AND m.delivered_at IS NULL AND m.sequence IS NOT NULL AND ${isRoutedTo('m')}
   AND NOT EXISTS (SELECT FROM outcome_message b
                    WHERE b.wave_id = m.wave_id AND b.is_owed AND b.delivered_at IS NULL AND b.retry_at > clock_timestamp() AND b.sequence <= m.sequence)
 ORDER BY m.sequence LIMIT $3::integer`,
};

/** What may be sent to a destination now, in order. */
export async function readWaiting(database: Database, route: WebhookRoute, limit: number): Promise<readonly WaitingMessage[]> {
  const rows = await database.run<MessageRow & { attempts: number }>(READ_WAITING, [...routeValues(route), limit]);
  return rows.map((row) => ({ ...toMessage(row), attempts: row.attempts }));
}
