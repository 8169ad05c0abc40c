import { once } from 'node:events';
import net from 'node:net';
import { connect, type Database, openOutcomeBooks, type OutcomeBooks } from '@breakwater/db';
import { cloneDatabase, type TestDatabase, until } from '@breakwater/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { serveOutcomes } from '../src/outcomes/serve-outcomes.ts';
import { openStream } from './event-stream.ts';

const FIELDS = `source, wave_id, type, body, is_owed`;

let database: TestDatabase;
let outbox: OutcomeBooks;
let app: FastifyInstance;
let side: Database;
let logged: Record<string, unknown>[];
beforeEach(async () => {
  database = await cloneDatabase();
  outbox = openOutcomeBooks({ databaseUrl: database.url });
  side = connect({ databaseUrl: database.url, connectionsMax: 1 });
  logged = [];
});
afterEach(async () => {
  await app.close();
  await Promise.all([outbox.close(), side.close()]);
  await database.drop();
});

async function serve(bounds: { heartbeatMs: number; slowMs: number }, streamsMax = 100): Promise<string> {
  app = fastify({ forceCloseConnections: true });
  const note = (event: string, fields: Readonly<Record<string, unknown>> = {}) => void logged.push({ event, ...fields });
  serveOutcomes(app, { outbox, log: { info: note, warn: note, error: note }, bounds, streamsMax }, { isForSenders: true });
  return app.listen({ port: 0 });
}

const addMessages = (count: number, bytes: number) => side.run({ name: '', text: `INSERT INTO outcome_message (${FIELDS}) SELECT 'ats', gen_random_uuid(), 'test', jsonb_build_object('text', repeat('x', $2)), false FROM generate_series(1, $1)` }, [count, bytes]);

describe('a stream', () => {
  test('is kept alive by comments, which carry how far it is', async () => {
    const url = await serve({ heartbeatMs: 50, slowMs: 1_000 });
    const stream = await openStream(`${url}/v1/outcomes?source=nobody`, {});
    await until(() => stream.comments.length >= 3, { what: 'signs of life' });
    await addMessages(5, 1);
    await until(() => stream.lastId() === '5', { what: 'the stream to say that it has passed what is of others' });
    expect(stream.comments.every((comment) => comment === 'alive')).toBe(true);
    expect(stream.events).toHaveLength(1);
    stream.close();
  });

  test('whose client takes nothing is cut off, and costs little until then', { timeout: 60_000 }, async () => {
    const url = new URL(await serve({ heartbeatMs: 1_000, slowMs: 300 }));
    await addMessages(2_000, 10_000);
    const slow = net.connect(Number(url.port), url.hostname);
    await once(slow, 'connect');
    slow.pause();
    slow.write('GET /v1/outcomes?after=0 HTTP/1.1\r\nhost: here\r\n\r\n');
    const cut = await until(() => logged.find(({ event }) => event === 'outcome_stream_too_slow'), { what: 'the slow client to be cut off', timeoutMs: 30_000 });
    // No more was read for it than a batch beyond what its socket holds.
    expect(cut['sequence']).toBeLessThan(1_500);
    slow.destroy();
    // Another one is not held up by it, and gets all.
    const quick = await openStream(`${url.href}v1/outcomes?after=0`, {});
    await until(() => quick.lastId() === '2000', { what: 'all messages', timeoutMs: 30_000 });
    expect(quick.events).toHaveLength(2_001);
    quick.close();
  });

  test('is refused when there are too many, however many come at once', async () => {
    const url = await serve({ heartbeatMs: 50, slowMs: 1_000 }, 2);
    const all = await Promise.all(Array.from({ length: 12 }, () => openStream(`${url}/v1/outcomes`, {})));
    expect(all.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(2);
    all.forEach((stream) => stream.close());
  });

  test('is refused when there are too many, and there is room again once one has gone', async () => {
    const url = await serve({ heartbeatMs: 50, slowMs: 1_000 }, 2);
    const [first, second] = await Promise.all([openStream(`${url}/v1/outcomes`, {}), openStream(`${url}/v1/outcomes`, {})]);
    expect((await fetch(`${url}/v1/outcomes`)).status).toBe(503);
    first.close();
    await until(async () => {
      const again = await openStream(`${url}/v1/outcomes`, {}).catch(() => null);
      again?.close();
      return again?.status === 200;
    }, { what: 'room for another stream' });
    second.close();
  });

  test('takes HEAD for what it is not', async () => {
    const url = await serve({ heartbeatMs: 50, slowMs: 1_000 });
    expect((await fetch(`${url}/v1/outcomes`, { method: 'HEAD' })).status).toBe(404);
  });
});
