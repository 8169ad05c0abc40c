import { LIVE_STATUSES } from './legacy-rows.ts';
import type { LegacyConnection } from './connect-legacy.ts';

/** What the bug report's three queries answer; all zero after a clean-up. */
export interface Verification {
  /** "Find all duplicate active positions": keys with more than one active row. */
  readonly duplicateKeys: number;
  /** "Find positions without orders": active rows of which no order tells. */
  readonly ghosts: number;
  /** "Assess current damage": active rows beyond the first of their key. The report counts by symbol alone, and so takes one symbol at two exchanges for a duplicate. */
  readonly surplusRows: number;
  /** Whether the partial unique index stands that keeps them so. */
  readonly hasIndex: boolean;
}

/** What the bot's own sync can never do again once this stands. The report's Fix #3, as an index: a constraint cannot have WHERE. */
export const INDEX_NAME = 'positions_one_live_row_per_key';
export const CREATE_INDEX = `CREATE UNIQUE INDEX ${INDEX_NAME} ON monitoring.positions (exchange, symbol) WHERE status IN (${LIVE_STATUSES.map((status) => `'${status}'`).join(', ')})`;

/** Asks the database itself. */
export async function verifyLegacy(connection: LegacyConnection): Promise<Verification> {
  const [row] = await connection.query<{ duplicates: number; ghosts: number; surplus: number; has_index: boolean }>(`
    SELECT (SELECT count(*)::integer FROM (SELECT FROM monitoring.positions WHERE status = 'active' GROUP BY symbol, exchange HAVING count(*) > 1) d) AS duplicates,
           (SELECT count(*)::integer FROM (SELECT FROM monitoring.positions p LEFT JOIN monitoring.orders o ON o.position_id::text = p.id::text
             WHERE p.status = 'active' GROUP BY p.id HAVING count(o.id) = 0) g) AS ghosts,
           (SELECT (count(*) - count(DISTINCT (symbol, exchange)))::integer FROM monitoring.positions WHERE status = 'active') AS surplus,
           EXISTS (SELECT FROM pg_indexes WHERE schemaname = 'monitoring' AND indexname = '${INDEX_NAME}') AS has_index`);
  return { duplicateKeys: row?.duplicates ?? 0, ghosts: row?.ghosts ?? 0, surplusRows: row?.surplus ?? 0, hasIndex: row?.has_index ?? false };
}
