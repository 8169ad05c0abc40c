import { Redis } from 'ioredis';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { assertNoProcessLeft, startProcess, until } from '@breakwater/testing';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';

const own = { url: '' };

describe('the servers', () => {
  afterEach(assertNoProcessLeft);

  test('start at the same time without meeting each other', async () => {
    const servers = await Promise.all([startPostgres(own), startPostgres(own), startRedis(own), startRedis(own)]);
    expect(new Set(servers.map(({ url }) => new URL(url).port)).size).toBe(4);
    await Promise.all(servers.map((server) => server.stop()));
    for (const { url } of servers) expect(await canConnect(url)).toBe(false);
  });

  test('write through to the disk, and never evict', async () => {
    const [postgres, redis] = await Promise.all([startPostgres(own), startRedis(own)]);
    const read = "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit";
    expect((await query(postgres.url, read)).rows).toEqual([{ fsync: 'on', commit: 'on' }]);
    const client = new Redis(redis.url);
    expect(await client.config('GET', 'maxmemory-policy')).toContain('noeviction');
    client.disconnect();
    await Promise.all([postgres.stop(), redis.stop()]);
  });

  test('keep their data in a folder that is asked for, and refuse a second server there', async () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-kept-'));
    const first = await startPostgres({ ...own, dir });
    await query(first.url, 'create table kept (answer int)');
    await expect(startPostgres({ ...own, dir })).rejects.toThrow(`${dir} is in use by another PostgreSQL`);
    await first.stop();
    const second = await startPostgres({ ...own, dir });
    expect((await query(second.url, 'select count(*)::int as kept from kept')).rows).toEqual([{ kept: 0 }]);
    await second.stop();
    fs.rmSync(dir, { recursive: true });
  });

  test('end with a process that is killed, and leave no folder behind', async () => {
    const holder = startProcess('scripts/test/hold-servers.ts', { environment: { DATABASE_URL: '', REDIS_URL: '' } });
    const { postgres, redis } = JSON.parse(await holder.untilLine('{')) as { postgres: string; redis: string };
    const { rows } = await query(postgres, "select current_setting('data_directory') as data");
    const { data } = rows[0] as { data: string };
    expect(fs.existsSync(data)).toBe(true);
    await holder.kill('SIGKILL');
    await until(async () => !(await canConnect(postgres)) && !(await canConnect(redis)), { what: 'the servers to end' });
    await until(() => !fs.existsSync(path.dirname(data)), { what: 'the data folder to go' });
  });

  test('that are named by a URL are used as they are, and not stopped', async () => {
    const server = await startRedis({ url: 'redis://10.0.0.1:6379' });
    expect(server).toMatchObject({ url: 'redis://10.0.0.1:6379', isOwn: false });
    await server.stop();
  });
});

async function query(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

function canConnect(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), hostname);
    socket.once('error', () => resolve(false)).once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
