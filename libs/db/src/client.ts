import type { PrismaClient } from './generated/client.ts';

/** Prisma's client as screens use it. */
export type ScreenClient = PrismaClient;

/**
 * Opens Prisma's client, for reads of people and screens; nothing that carries a promise goes through it. Loaded only
 * when it is called: it costs tens of megabytes that no worker needs. Like every connection of ours, it waits for nothing
 * for ever.
 */
export async function openClient(databaseUrl: string): Promise<ScreenClient> {
  const [{ PrismaClient: Client }, { PrismaPg }] = await Promise.all([import('./generated/client.ts'), import('@prisma/adapter-pg')]);
  const adapter = new PrismaPg({
    connectionString: databaseUrl,
    application_name: 'breakwater screens',
    max: 2,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    query_timeout: 12_000,
  });
  return new Client({ adapter });
}

/** The database's clock: ages on screens are told by it, not by the clock of whoever looks. */
export async function readNow(client: ScreenClient): Promise<Date> {
  const [row] = await client.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  return row?.now ?? new Date();
}
