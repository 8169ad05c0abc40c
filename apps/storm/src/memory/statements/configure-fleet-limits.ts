import { EXCHANGES, type FleetLimits, ZERO } from '@breakwater/core';
import { atomically } from '../atomically.ts';
import { must, toColumn } from '../constraints.ts';
import type { FleetLimitRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** Sets the limits that accounts share (I10); one that is not given is taken away. */
export function configureFleetLimits({ books }: Session, limits: FleetLimits): void {
  const given = [{ scope: 'fleet' as const, ...limits }, ...EXCHANGES.map((exchange) => ({ scope: exchange, ...limits.exchanges?.[exchange] }))];
  atomically((writing) => {
    for (const { scope, positionsMax, exposureMax } of given) {
      const row: FleetLimitRow = { scope, positionsMax: positionsMax ?? null, exposureMax: exposureMax ? toColumn(exposureMax) : null };
      must((row.positionsMax ?? 0) >= 0 && (row.exposureMax === null || row.exposureMax.gt(ZERO)), 'check', 'fleet_limit_not_negative', scope);
      if (row.positionsMax !== null || row.exposureMax !== null) writing.put(books.fleetLimits, scope, row);
      else writing.remove(books.fleetLimits, scope);
    }
  });
}
