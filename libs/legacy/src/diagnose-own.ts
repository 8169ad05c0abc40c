import type { Diagnosis } from './apply-cleanup.ts';
import type { LegacyConnection } from './connect-legacy.ts';

/**
 * The same questions, asked of Breakwater's own books. The workers mend those with the exchange in sight, so that nothing is planned here; what
 * is not zero is for `breakwater diff` and `breakwater resync`. Reads only.
 */
export async function diagnoseOwn(connection: LegacyConnection): Promise<Diagnosis> {
  const [row] = await connection.query<{ live: number; duplicates: number; keys: number; ghosts: number; no_time: number; no_reason: number; strays: number; has_index: boolean }>(`
    SELECT count(*) FILTER (WHERE status <> 'closed')::integer AS live,
           (count(*) FILTER (WHERE status <> 'closed') - count(DISTINCT (exchange, account, symbol, leg)) FILTER (WHERE status <> 'closed'))::integer AS duplicates,
           (SELECT count(*)::integer FROM (SELECT FROM position WHERE status <> 'closed' GROUP BY exchange, account, symbol, leg HAVING count(*) > 1) k) AS keys,
           count(*) FILTER (WHERE status = 'open' AND NOT EXISTS (SELECT FROM "order" o WHERE o.position_id = p.id))::integer AS ghosts,
           count(*) FILTER (WHERE status = 'closed' AND closed_at IS NULL)::integer AS no_time,
           count(*) FILTER (WHERE status = 'closed' AND close_reason IS NULL)::integer AS no_reason,
           (SELECT count(*)::integer FROM fill f WHERE NOT EXISTS (SELECT FROM "order" o WHERE o.id = f.order_id)) AS strays,
           COALESCE((SELECT i.indisunique AND i.indisvalid FROM pg_index i WHERE i.indexrelid = to_regclass('public.position_one_live_per_key')), false) AS has_index
      FROM position p`);
  const { live, duplicates, keys, ghosts, no_time, no_reason, strays, has_index } = row!;
  return {
    damage: { livePositions: live, duplicates, ghosts, spellings: 0, closedWithoutTime: no_time, closedWithoutReason: no_reason, strayChildren: strays, unknownStatuses: {} },
    plan: { changes: [], undecided: [] },
    verification: { duplicateKeys: keys, ghosts, surplusRows: duplicates, hasIndex: has_index },
  };
}
