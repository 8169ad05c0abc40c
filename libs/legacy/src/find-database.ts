import type { LegacyConnection } from './connect-legacy.ts';

/** Whose database it is; null: neither's. */
export type Whose = 'python-bot' | 'breakwater' | null;

/** Tells by the tables that are there. */
export async function whoseDatabase(connection: LegacyConnection): Promise<Whose> {
  const [row] = await connection.query<{ bot: boolean; own: boolean }>(`SELECT to_regclass('monitoring.positions') IS NOT NULL AS bot, to_regclass('public.position_event') IS NOT NULL AS own`);
  return row?.bot === true ? 'python-bot' : row?.own === true ? 'breakwater' : null;
}
