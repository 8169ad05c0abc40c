import pg from 'pg';
import { cloneDatabase } from './database.ts';

/** The Python bot's three tables, as its report and its history tell of them. */
const TABLES = `
CREATE SCHEMA monitoring;
CREATE TABLE monitoring.positions (
  id serial PRIMARY KEY, signal_id integer, symbol varchar(50) NOT NULL, exchange varchar(50) NOT NULL, side varchar(10) NOT NULL,
  quantity numeric(20,8) NOT NULL, entry_price numeric(20,8) NOT NULL, current_price numeric(20,8), stop_loss_price numeric(20,8), has_stop_loss boolean DEFAULT false,
  exchange_order_id varchar(100), status varchar(20) NOT NULL DEFAULT 'active', exit_reason varchar(20), error_details jsonb, realized_pnl numeric(20,8),
  opened_at timestamptz, closed_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
CREATE TABLE monitoring.orders (
  id serial PRIMARY KEY, position_id varchar(100), exchange varchar(50), symbol varchar(50), order_id varchar(100), type varchar(50), side varchar(10),
  size numeric(20,8), price numeric(20,8), status varchar(50), created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE monitoring.trades (
  id serial PRIMARY KEY, position_id varchar(100), exchange varchar(50), symbol varchar(50), order_id varchar(100), side varchar(10),
  quantity numeric(20,8), price numeric(20,8), created_at timestamptz NOT NULL DEFAULT now());
-- The bot stamps its rows by a trigger.
CREATE FUNCTION monitoring.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = clock_timestamp(); RETURN NEW; END $$;
CREATE TRIGGER positions_stamp BEFORE INSERT OR UPDATE ON monitoring.positions FOR EACH ROW EXECUTE FUNCTION monitoring.stamp();
`;

export interface LegacyDatabase {
  readonly url: string;
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Inserts a row; what is not given is plausible. Times are `2025-10-17 19:21:07+00`, say. */
  addPosition(row: Readonly<Record<string, unknown>>): Promise<void>;
  addOrder(row: Readonly<Record<string, unknown>>): Promise<void>;
  addTrade(row: Readonly<Record<string, unknown>>): Promise<void>;
  position(id: number): Promise<Record<string, unknown>>;
  /** Every row of every table in the order in which they lie there, every index, sequence and trigger: what a dump would hold. */
  dump(): Promise<string>;
  close(): Promise<void>;
}

/** A database in which the Python bot has worked, with empty tables. */
export async function openLegacyDatabase(): Promise<LegacyDatabase> {
  const database = await cloneDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  await client.query(TABLES);
  const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> => (await client.query(text, [...values])).rows as Row[];
  const add = async (table: string, row: Readonly<Record<string, unknown>>): Promise<void> => {
    const names = Object.keys(row);
    // The stamp of a row that is written for a test is what the test says.
    await query(`SET session_replication_role = replica`);
    await query(`INSERT INTO monitoring.${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`, Object.values(row));
    await query(`SET session_replication_role = origin`);
  };
  return {
    url: database.url,
    query,
    addPosition: (row) => add('positions', { symbol: 'TAGUSDT', exchange: 'binance', side: 'long', quantity: '564334', entry_price: '0.00035440', ...row }),
    addOrder: (row) => add('orders', { exchange: 'binance', symbol: 'TAGUSDT', type: 'MARKET', side: 'BUY', status: 'FILLED', ...row }),
    addTrade: (row) => add('trades', { exchange: 'binance', symbol: 'TAGUSDT', side: 'BUY', quantity: '564334', price: '0.00035440', ...row }),
    position: async (id) => (await query<Record<string, unknown>>(`SELECT * FROM monitoring.positions WHERE id = $1`, [id]))[0]!,
    dump: () => dump(query),
    async close() {
      await client.end();
      await database.drop();
    },
  };
}

async function dump(query: LegacyDatabase['query']): Promise<string> {
  const lines: string[] = [];
  const tables = await query<{ name: string }>(`SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`);
  for (const { name } of tables) {
    lines.push(`== ${name}`, ...(await query<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY ctid`)).map(({ row }) => row));
  }
  const catalog = await query<{ line: string }>(`
    SELECT indexdef AS line FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    UNION ALL SELECT format('%s.%s %s', schemaname, sequencename, last_value) FROM pg_sequences
    UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT nspname::text FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
    ORDER BY 1`);
  return [...lines, '== catalog', ...catalog.map(({ line }) => line)].join('\n');
}
