import type { LegacyConnection } from './connect-legacy.ts';
import { type Columns, type LegacyColumns, nameOf } from './legacy-tables.ts';
import type { ChildTable, LegacyChild, LegacyPosition, LegacyRows } from './legacy-rows.ts';

/** The rows of the three tables, oldest first. Reads only. */
export async function readLegacy(connection: LegacyConnection, columns: LegacyColumns): Promise<LegacyRows> {
  const positions = await connection.query<LegacyPosition>(
    `SELECT id::text AS id, symbol::text AS symbol, exchange::text AS exchange, status::text AS status, ${list(columns.positions, {
      side: 'side',
      exchangeOrderId: 'exchange_order_id',
      signalId: 'signal_id',
      exitReason: 'exit_reason',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      closedAt: 'closed_at',
    })}
       FROM ${nameOf('positions')} ORDER BY ${ageOf(columns.positions)}`,
  );
  return { positions, children: [...(await readChildren(connection, 'orders', columns.orders)), ...(await readChildren(connection, 'trades', columns.trades))] };
}

async function readChildren(connection: LegacyConnection, table: ChildTable, columns: Columns): Promise<readonly LegacyChild[]> {
  // The bot names the exchange's id of an order differently in different versions.
  const idColumn = ['exchange_order_id', 'order_id'].find((name) => columns.has(name)) ?? 'exchange_order_id';
  return connection.query<LegacyChild>(
    `SELECT '${table}' AS table, id::text AS id, NULLIF(position_id::text, '') AS "positionId", ${list(columns, { symbol: 'symbol', exchange: 'exchange', exchangeOrderId: idColumn, createdAt: 'created_at' })}
       FROM ${nameOf(table)} ORDER BY ${ageOf(columns)}`,
  );
}

/** Select items: each column as text under its name here, null where the table does not have it. */
function list(columns: Columns, wanted: Readonly<Record<string, string>>): string {
  return Object.entries(wanted)
    .map(([name, column]) => (columns.has(column) ? `NULLIF(${column}::text, '') AS "${name}"` : `NULL AS "${name}"`))
    .join(', ');
}

const ageOf = (columns: Columns): string => `${columns.has('created_at') ? 'created_at, ' : ''}id`;
