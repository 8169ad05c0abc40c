import fs from 'node:fs';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../infrastructure/postgres.ts';
import { startRedis } from '../infrastructure/redis.ts';
import { findRedisProgram } from '../infrastructure/redis-program.ts';
import type {} from '../../libs/testing/src/database.ts';

const migrateFile = new URL('../../libs/db/src/migrate.ts', import.meta.url);

/**
 * Before the tests that need servers: starts Postgres and Redis (or takes those of DATABASE_URL and REDIS_URL), and migrates one
 * template database, of which every test file gets a clone. Returns the function that takes all of it away.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const template = `breakwater_template_${project.name}_${process.pid}`;
  await inDatabase(postgres.url, (client) => client.query(`create database ${template}`));
  await migrateTemplate(withDatabase(postgres.url, template));
  const redis = await startRedis();
  project.provide('databaseUrl', postgres.url);
  project.provide('templateName', template);
  project.provide('redisUrl', redis.url);
  project.provide('redisProgram', redis.isOwn ? await findRedisProgram() : 'redis-server');
  return async () => {
    if (!postgres.isOwn) await inDatabase(postgres.url, (client) => client.query(`drop database ${template} with (force)`));
    await Promise.all([postgres.stop(), redis.stop()]);
  };
}

async function migrateTemplate(url: string): Promise<void> {
  if (!fs.existsSync(migrateFile)) return; // a checkout from before the database library
  const { migrate } = (await import(migrateFile.href)) as { migrate(databaseUrl: string): Promise<unknown> };
  await migrate(url);
}

async function inDatabase(url: string, act: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
