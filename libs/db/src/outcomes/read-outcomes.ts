import type { Database, Statement } from '../connect.ts';
import { MESSAGE_COLUMNS, type MessageRow, type OutcomeMessage, toMessage } from './outcome-message.ts';

/** Which messages are read. */
export interface OutcomeSelection {
  /** Those of one sender; null for all. */
  readonly source: string | null;
  readonly limit: number;
}

const after = (name: string, where: string): Statement => ({
  name,
  text: `SELECT ${MESSAGE_COLUMNS} FROM outcome_message m WHERE m.sequence > $1::bigint AND ${where} ORDER BY m.sequence LIMIT $2::integer`,
});
const last = (name: string, where: string): Statement => ({
  name,
  text: `SELECT ${MESSAGE_COLUMNS} FROM outcome_message m WHERE m.sequence IS NOT NULL AND ${where} ORDER BY m.sequence DESC LIMIT $1::integer`,
});

// Two of each: one plan for both would read the messages of all senders to find those of one.
const AFTER = { all: after('outcomes_after', 'true'), one: after('outcomes_of_source_after', 'm.source = $3::text') };
const LAST = { all: last('last_outcomes', 'true'), one: last('last_outcomes_of_source', 'm.source = $2::text') };

/** Messages behind a sequence in their order, as far as they are ordered. A reader that continues from the last one misses none. */
export async function readOutcomesAfter(database: Database, sequence: number, { source, limit }: OutcomeSelection): Promise<readonly OutcomeMessage[]> {
  const rows = await database.run<MessageRow>(source === null ? AFTER.all : AFTER.one, [sequence, limit, ...(source === null ? [] : [source])]);
  return rows.map(toMessage);
}

/** The last messages, the oldest of them first. */
export async function readLastOutcomes(database: Database, { source, limit }: OutcomeSelection): Promise<readonly OutcomeMessage[]> {
  const rows = await database.run<MessageRow>(source === null ? LAST.all : LAST.one, [limit, ...(source === null ? [] : [source])]);
  return rows.map(toMessage).toReversed();
}
