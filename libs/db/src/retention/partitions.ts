/** Tables of history that are partitioned by month; see the migration `what_is_old_is_dropped_by_the_month`. */
export type PartitionedTable = 'position_event' | 'reconciliation_report';

/** Makes the partitions of the months to come that are missing: a year ahead, however rarely that is done. */
export const MAKE_PARTITIONS = `SELECT create_month_partitions(name, clock_timestamp(), 12) FROM unnest(ARRAY['position_event', 'reconciliation_report']) AS name`;

/**
 * How to drop the months of a table that are over for so many months (`$1`). Of events no month goes in which a position that lives still
 * was begun, nor one after that: its whole story can be told for as long as it lives.
 */
export function dropPartitions(table: PartitionedTable): string {
  const since = `clock_timestamp() - make_interval(months => $1::integer)`;
  const before = table === 'position_event' ? `LEAST(${since}, (SELECT min(created_at) FROM position WHERE status <> 'closed'))` : since;
  return `SELECT drop_month_partitions('${table}', ${before}) AS count`;
}
