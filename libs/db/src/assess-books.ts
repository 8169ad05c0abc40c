import type { ScreenClient } from './client.ts';

/** How the books stand, in rows: what should be none, besides the live ones. */
export interface BooksOnScreen {
  readonly livePositions: number;
  /** Live rows beyond the first of their key, and how many keys have them. */
  readonly duplicates: number;
  readonly duplicateKeys: number;
  /** Open rows that no order tells of. */
  readonly ghosts: number;
  readonly closedWithoutTime: number;
  readonly closedWithoutReason: number;
  /** Whether the index stands that keeps a second live row out (I1). */
  readonly hasIndex: boolean;
}

/** Counts. Reads only. */
export async function assessBooks(client: ScreenClient): Promise<BooksOnScreen> {
  const [row] = await client.$queryRaw<BooksOnScreen[]>`
    WITH live AS (SELECT exchange, account, symbol, leg, count(*)::integer AS rows FROM position WHERE status <> 'closed' GROUP BY exchange, account, symbol, leg)
    SELECT COALESCE((SELECT sum(rows) FROM live), 0)::integer AS "livePositions",
           COALESCE((SELECT sum(rows - 1) FROM live), 0)::integer AS duplicates,
           (SELECT count(*) FROM live WHERE rows > 1)::integer AS "duplicateKeys",
           (SELECT count(*) FROM position p WHERE status = 'open' AND NOT EXISTS (SELECT FROM "order" o WHERE o.position_id = p.id))::integer AS ghosts,
           (SELECT count(*) FROM position WHERE status = 'closed' AND closed_at IS NULL)::integer AS "closedWithoutTime",
           (SELECT count(*) FROM position WHERE status = 'closed' AND close_reason IS NULL)::integer AS "closedWithoutReason",
           COALESCE((SELECT indisunique AND indisvalid FROM pg_index WHERE indexrelid = to_regclass('public.position_one_live_per_key')), false) AS "hasIndex"`;
  return row!;
}
