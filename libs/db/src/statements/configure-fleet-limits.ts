import { EXCHANGES, type FleetLimits, limitText } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * The limits that accounts share (I10): a row for each group that has one. Locks them in the order of their scopes, as a
 * reservation does, so that a worker that starts cannot wait for an entry that waits for it.
 */
const CONFIGURE_FLEET_LIMITS: Statement = {
  name: 'configure_fleet_limits',
  text: `
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(scope text, positions_max integer, exposure_max numeric)
), known AS MATERIALIZED (
  SELECT l.scope FROM fleet_limit l ORDER BY l.scope FOR UPDATE
), dropped AS (
  DELETE FROM fleet_limit l USING known k WHERE l.scope = k.scope AND NOT EXISTS (SELECT FROM given g WHERE g.scope = l.scope)
)
INSERT INTO fleet_limit AS l (scope, positions_max, exposure_max)
SELECT g.scope, g.positions_max, g.exposure_max FROM given g, (SELECT count(*) FROM known) AS locked
 ORDER BY g.scope
ON CONFLICT (scope) DO UPDATE SET positions_max = EXCLUDED.positions_max, exposure_max = EXCLUDED.exposure_max, updated_at = clock_timestamp()
 WHERE (l.positions_max, l.exposure_max) IS DISTINCT FROM (EXCLUDED.positions_max, EXCLUDED.exposure_max)`,
};

/** Sets the limits that accounts share; one that is not given is taken away. */
export async function configureFleetLimits(database: Database, limits: FleetLimits): Promise<void> {
  const scopes = [{ scope: 'fleet', ...limits }, ...EXCHANGES.map((exchange) => ({ scope: exchange, ...limits.exchanges?.[exchange] }))];
  const rows = scopes.map(({ scope, positionsMax, exposureMax }) => ({ scope, positions_max: positionsMax ?? null, exposure_max: limitText(exposureMax) }));
  await database.run(CONFIGURE_FLEET_LIMITS, [JSON.stringify(rows.filter((row) => row.positions_max !== null || row.exposure_max !== null))]);
}
