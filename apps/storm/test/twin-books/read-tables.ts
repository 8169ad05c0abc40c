import type { MemoryBooks } from '../../src/memory/memory-books.ts';
import type { Player } from './play.ts';
import type { Twins } from './open-twins.ts';

/**
 * All tables of both sides, each row as the fields that both have, in the words of the memory: the port's reads do not
 * show everything that is written.
 */
const TABLES = {
  account: 'accounts', fleet_limit: 'fleetLimits', claim: 'claims', position: 'positions', order: 'orders', intent: 'intents', fill: 'fills', signal: 'signals', wish: 'wishes', wave: 'waves', worker: 'workers',
  page: 'pages', position_event: 'events', reconciliation_report: 'reports',
} as const satisfies Record<string, keyof MemoryBooks>;

/** Signals that exit are rows of the same table in Postgres, and a table of their own in memory. */
const SOURCES: Readonly<Record<string, string>> = { signal: `(SELECT * FROM signal WHERE action = 'open')`, wish: `(SELECT * FROM signal WHERE action <> 'open')` };

/** Fields that one side alone has: a sum that the memory keeps, and what nobody of the engine reads. */
const LEFT_OUT = new Set(['bookedQuantity', 'updatedAtMs', 'deliveredAtMs', 'jobId', 'correlationId']);
/** Ids that are random in Postgres, and times of making that the memory does not keep. */
const LEFT_OUT_OF: Readonly<Record<string, readonly string[]>> = {
  fill: ['id'], page: ['id'], position_event: ['id'], reconciliation_report: ['id'], signal: ['createdAtMs', 'action', 'quantity', 'fraction', 'targetQuantity', 'mayLoosen', 'coversForeign'],
  wish: ['score', 'notional', 'leverage', 'rank', 'selectedAtMs'],
};
const RENAMED: Readonly<Record<string, string>> = { entriesEnabled: 'areEntriesEnabled' };

/** The tables of Postgres, in the shape of {@link memoryTables}. */
export async function postgresTables({ sql }: Twins, player: Player): Promise<unknown> {
  const parts = Object.keys(TABLES).map((table) => `'${table}', (SELECT COALESCE(jsonb_agg(to_jsonb(t)), '[]') FROM ${SOURCES[table] ?? `"${table}"`} t)`);
  const [row] = await sql<{ all: Record<string, Record<string, unknown>[]> }>(`SELECT jsonb_build_object(${parts.join(', ')}) AS all`);
  return shaped(player, (table) => (row?.all[table] ?? []).map(({ exchange, account, symbol, ...one }) => ({
    ...Object.fromEntries(Object.entries(one).map(toField)),
    about: [exchange, account, symbol].filter((part) => part != null).join('.'),
  })));
}

/** The tables in memory, a row a line, in one order. */
export function memoryTables({ books }: Twins, player: Player): unknown {
  return shaped(player, (table) => [...books[TABLES[table as keyof typeof TABLES]].values()].map(flat));
}

function shaped(player: Player, rowsOf: (table: string) => Record<string, unknown>[]): unknown {
  const of = (table: string): unknown =>
    rowsOf(table)
      .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !LEFT_OUT.has(name) && !LEFT_OUT_OF[table]?.includes(name))))
      .map((row) => JSON.stringify(player.plain(row)))
      .sort();
  return Object.fromEntries(Object.keys(TABLES).map((table) => [table, of(table)]));
}

/** `first_fill_at` becomes `firstFillAtMs`, its time milliseconds, and a number the shortest text of it. */
function toField([column, value]: [string, unknown]): [string, unknown] {
  const name = column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  const isTime = /(^at|At|Until|Since)$/.test(name);
  if (isTime) return [`${name}Ms`, value === null ? null : Date.parse(String(value))];
  return [RENAMED[name] ?? name, typeof value === 'number' ? String(value) : value];
}

function flat(row: object): Record<string, unknown> {
  const { key, keyText, about, exchange, account, symbol, ...rest } = row as Record<string, unknown>;
  const own = typeof account === 'object' && account !== null ? Object.values(account) : [exchange, account];
  const words = about ?? keyText ?? [...own, symbol].filter((part) => part != null).join('.');
  const leg = typeof key === 'object' && key !== null && 'leg' in key ? { leg: key.leg } : {};
  return { ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, asText(name, value)])), ...leg, about: words };
}

/** Exact numbers and whole ones alike as text; times and lists stay. */
function asText(name: string, value: unknown): unknown {
  if (typeof value === 'number') return name.endsWith('Ms') && !/^(bareMs|durationMs)$/.test(name) ? value : String(value);
  return typeof value === 'object' && value !== null && 'toFixed' in value ? String(Number(String(value))) : value;
}
