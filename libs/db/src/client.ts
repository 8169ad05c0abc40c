import type { PrismaClient } from './generated/client.ts';

/**
 * Opens Prisma's client, for reads of people and screens; nothing that carries a promise goes through it. Loaded only
 * when it is called: it costs tens of megabytes that no worker needs.
 */
export async function openClient(databaseUrl: string): Promise<PrismaClient> {
  const [{ PrismaClient: Client }, { PrismaPg }] = await Promise.all([import('./generated/client.ts'), import('@prisma/adapter-pg')]);
  return new Client({ adapter: new PrismaPg({ connectionString: databaseUrl, application_name: 'breakwater screens', max: 2, statement_timeout: 10_000 }) });
}
