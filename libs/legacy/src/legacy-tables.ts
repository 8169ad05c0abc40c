import { LEGACY_SCHEMA, LEGACY_TABLES, type LegacyConnection, type LegacyTable } from './connect-legacy.ts';

/** The columns that a clean-up cannot do without; everything else a database may have or not. */
const REQUIRED: Readonly<Record<LegacyTable, readonly string[]>> = {
  positions: ['id', 'symbol', 'exchange', 'status', 'exit_reason', 'closed_at'],
  orders: ['id', 'position_id'],
  trades: ['id', 'position_id'],
};

/** The columns that a table has, by name, generated ones apart; each with the most characters that it holds (null: any number) and its type. */
export type Columns = ReadonlyMap<string, { readonly lengthMax: number | null; readonly type: string }>;
export type LegacyColumns = Readonly<Record<LegacyTable, Columns>>;

/** What is in the way of a clean-up: no database of the Python bot, or one of another make. */
export class NoLegacyDatabase extends Error {}

/** Which columns the three tables have. Throws `NoLegacyDatabase` where a table or a column is missing without which nothing can be told. */
export async function readColumns(connection: LegacyConnection): Promise<LegacyColumns> {
  const rows = await connection.query<{ table_name: LegacyTable; column_name: string; length_max: number | null; type: string }>(
    `SELECT table_name, column_name, character_maximum_length::integer AS length_max, udt_name AS type FROM information_schema.columns
      WHERE table_schema = $1 AND table_name = ANY($2) AND is_generated = 'NEVER' ORDER BY table_name, ordinal_position`,
    [LEGACY_SCHEMA, LEGACY_TABLES],
  );
  const columnsOf = (table: LegacyTable): Columns => {
    const columns = new Map(rows.filter(({ table_name }) => table_name === table).map(({ column_name, length_max, type }) => [column_name, { lengthMax: length_max, type }]));
    if (columns.size === 0) throw new NoLegacyDatabase(`This database has no table ${LEGACY_SCHEMA}.${table}: it is not the Python bot's, or its user may not see it.`);
    const missing = REQUIRED[table].filter((name) => !columns.has(name));
    if (missing.length > 0) throw new NoLegacyDatabase(`${LEGACY_SCHEMA}.${table} has no column ${missing.join(', ')}: nothing can be told of its rows without.`);
    return columns;
  };
  return { positions: columnsOf('positions'), orders: columnsOf('orders'), trades: columnsOf('trades') };
}

/** A table's name as SQL takes it. */
export const nameOf = (table: LegacyTable): string => `${LEGACY_SCHEMA}.${table}`;
