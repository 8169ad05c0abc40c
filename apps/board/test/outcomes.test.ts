import { connect, type Database } from '@breakwater/db';
import { until } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BoardWorld, openBoardWorld, type RunningBoard, TOKEN as BOARD_TOKEN } from './board-world.ts';
import { openStream, type OpenStream } from './event-stream.ts';

const SENDER = 'token-of-the-senders-of-waves-1';
const SETTLE = `UPDATE signal SET outcome = $2, reason = 'because', outcome_at = now() WHERE external_id = $1`;

let world: BoardWorld;
let boards: readonly [RunningBoard, RunningBoard];
let side: Database;
beforeAll(async () => {
  world = await openBoardWorld();
  boards = [await world.startBoard({ BREAKWATER_INTAKE_TOKEN: SENDER }), await world.startBoard({ BREAKWATER_INTAKE_TOKEN: SENDER })];
  side = connect({ databaseUrl: world.environment['DATABASE_URL'] ?? '', connectionsMax: 2 });
});
afterAll(async () => {
  await side?.close();
  await world?.close();
});

const query = <Row>(text: string, values: readonly unknown[] = []) => side.run<Row>({ name: '', text }, values);
const settle = (id: string, outcome = 'failed') => query(SETTLE, [id, outcome]);

async function addWave(id: string, signals: number, source = 'ats'): Promise<void> {
  const body = JSON.stringify({ source, id, at: '2025-10-17T19:20:05Z', signals: Array.from({ length: signals }, (_, index) => ({ id: `${id}-${index + 1}`, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.9' })) });
  const answer = await fetch(`${boards[0].url}/v1/waves`, { method: 'POST', headers: { authorization: `Bearer ${SENDER}`, 'content-type': 'application/json' }, body });
  expect(answer.status).toBe(202);
}

const follow = (board: RunningBoard, question = '', headers: Readonly<Record<string, string>> = {}): Promise<OpenStream> => openStream(`${board.url}/v1/outcomes${question}`, { authorization: `Bearer ${SENDER}`, ...headers });
const signalsOf = ({ events }: OpenStream): string[] => events.filter(({ event }) => event === 'message').map(({ data }) => data.signal?.id ?? data.type);
const untilTold = (stream: OpenStream, ...ids: readonly string[]) => until(() => ids.every((id) => signalsOf(stream).includes(id)), { what: () => `${ids.join()} to be told; told were ${signalsOf(stream).join()}` });

describe('GET /v1/outcomes', () => {
  test('tells on every board, at once, what becomes of signals from then on, whoever settles them', async () => {
    await addWave('w', 3);
    await settle('w-1');
    const streams = await Promise.all(boards.map((board) => follow(board)));
    await until(() => streams.every(({ events }) => events.length === 1), { what: 'the streams to be ready' });
    await settle('w-2', 'opened');
    await query(`UPDATE wave SET status = 'finished', finished_at = now() WHERE external_id = 'w'`);
    for (const stream of streams) {
      await untilTold(stream, 'w-2', 'wave.finished');
      expect(signalsOf(stream)).toEqual(['w-2', 'wave.finished']);
      expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control')]).toEqual([200, 'text/event-stream; charset=utf-8', 'no-store']);
      const [ready, first] = stream.events;
      expect(ready).toMatchObject({ event: 'ready', id: expect.stringMatching(/^\d+$/) });
      expect(first?.data).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), sequence: Number(first?.id), type: 'signal.outcome', source: 'ats', wave: { id: 'w' }, signal: { id: 'w-2', symbol: 'TAGUSDT', before: 'pending', outcome: 'opened', reason: 'because' } });
      stream.close();
    }
  });

  test('begins with all that is kept, or after a sequence, and tells one sender’s alone', async () => {
    await addWave('x', 2);
    await addWave('y', 1, 'bot');
    for (const id of ['x-1', 'y-1', 'x-2']) await settle(id);
    const all = await follow(boards[0], '?after=0');
    await untilTold(all, 'x-1', 'y-1', 'x-2');
    const after = all.events.find(({ data }) => data.signal?.id === 'x-1')?.id ?? '';
    const [behind, bot] = await Promise.all([follow(boards[1], `?after=${after}`), follow(boards[1], '?after=0&source=bot')]);
    await untilTold(behind, 'x-2');
    expect(signalsOf(behind)).toEqual(['y-1', 'x-2']);
    await untilTold(bot, 'y-1');
    await settle('x-1', 'opened');
    await settle('y-1', 'opened');
    await until(() => signalsOf(bot).length === 2, { what: 'the second outcome of bot' });
    expect(signalsOf(bot)).toEqual(['y-1', 'y-1']);
    for (const stream of [all, behind, bot]) stream.close();
  });

  test('loses and repeats nothing for a client that is cut off again and again, on either board, while commits come out of order', { timeout: 120_000 }, async () => {
    const count = 120;
    await addWave('race', count);
    const first = await follow(boards[0]);
    await until(() => first.events.length === 1, { what: 'the stream to be ready' });
    let lastId = first.lastId();
    first.close();
    // Each transaction holds its outcome back while later ones commit: the order of ids is not that of commits.
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      const client = connect({ databaseUrl: world.environment['DATABASE_URL'] ?? '', connectionsMax: 1 });
      for (let index = writer + 1; index <= count; index += 6) {
        await client.run({ name: '', text: `DO $$ BEGIN UPDATE signal SET outcome = 'failed', reason = 'because' WHERE external_id = 'race-${index}'; PERFORM pg_sleep(${((index * 7) % 5) * 0.02}); END $$` }, []);
      }
      await client.close();
    });
    const told: string[] = [];
    for (let visit = 0; told.length < count && visit < 500; visit += 1) {
      const stream = await follow(boards[visit % 2] ?? boards[0], '?after=0', { 'last-event-id': lastId ?? '' });
      await until(() => signalsOf(stream).length >= Math.min(3, count - told.length), { what: 'some outcomes' });
      stream.close();
      await stream.ended;
      told.push(...signalsOf(stream));
      lastId = stream.lastId();
    }
    await Promise.all(writers);
    expect(told).toHaveLength(count);
    expect(new Set(told).size).toBe(count);
    const ids = (await query<{ external_id: string }>(`SELECT s.external_id FROM outcome_message m JOIN signal s ON s.id = m.signal_id WHERE s.external_id LIKE 'race-%' ORDER BY m.id`)).map((row) => row.external_id);
    // Otherwise this test has raced nothing.
    expect(told).not.toEqual(ids);
  });

  test('goes on without notifications, and after the database has dropped every connection', async () => {
    await addWave('deaf', 2);
    const stream = await follow(boards[0]);
    await until(() => stream.events.length === 1, { what: 'the stream to be ready' });
    await query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await query(`ALTER TABLE signal DISABLE TRIGGER signal_changes_outcome`);
    await settle('deaf-1');
    await query(`ALTER TABLE signal ENABLE TRIGGER signal_changes_outcome`);
    await query(`INSERT INTO outcome_message (source, wave_id, signal_id, type, body, is_owed) SELECT source, wave_id, id, 'signal.outcome', '{"signal":{"id":"deaf-1"}}', false FROM signal WHERE external_id = 'deaf-1'`);
    await untilTold(stream, 'deaf-1');
    stream.close();
  });

  test('says that messages are missing to who comes back too late, and begins again with all for who knows of later ones than there are', async () => {
    await addWave('old', 1);
    await settle('old-1');
    const before = await follow(boards[0], '?after=0');
    await untilTold(before, 'old-1');
    before.close();
    const last = Number(before.lastId());
    await query(`UPDATE outcome_order SET forgotten = 2`);
    const late = await follow(boards[0], '?after=1');
    await untilTold(late, 'old-1');
    expect(late.events.find(({ event }) => event === 'gap')?.data).toEqual({ after: 1, forgotten: 2, last });
    const early = await follow(boards[0], '', { 'last-event-id': String(last + 1_000) });
    await untilTold(early, 'old-1');
    expect(early.events.slice(0, 2)).toMatchObject([{ event: 'ready', id: '2' }, { event: 'gap' }]);
    for (const stream of [late, early]) stream.close();
    await query(`UPDATE outcome_order SET forgotten = 0`);
  });

  test('is for senders only, and refuses what it does not understand', async () => {
    for (const token of ['', `Bearer ${BOARD_TOKEN}`]) expect((await fetch(`${boards[0].url}/v1/outcomes`, { headers: token === '' ? {} : { authorization: token } })).status).toBe(401);
    const ask = async (question: string, headers: Readonly<Record<string, string>> = {}) => {
      const response = await fetch(`${boards[0].url}/v1/outcomes${question}`, { headers: { authorization: `Bearer ${SENDER}`, ...headers } });
      return [response.status, ((await response.json()) as { error: string }).error];
    };
    expect(await ask('?after=x')).toEqual([400, 'after must be a sequence, as the id of an event is, or 0 for all that is kept.']);
    expect(await ask('', { 'last-event-id': '-1' })).toEqual([400, 'Last-Event-ID must be a sequence, as the id of an event is, or 0 for all that is kept.']);
    expect(await ask('?source=')).toEqual([400, 'source must be the name of one sender, once.']);
    expect(await ask('?sauce=ats')).toEqual([400, '"sauce" is not known: there are after and source.']);
    const away = await world.startBoardAlone({ BREAKWATER_INTAKE_TOKEN: SENDER, DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' });
    const refused = await fetch(`${away.url}/v1/outcomes`, { headers: { authorization: `Bearer ${SENDER}` } });
    expect(refused.status).toBe(503);
    await away.process.stop();
  });

  test('ends with a word when the board is told to stop, and the client goes on elsewhere', async () => {
    const board = await world.startBoard({ BREAKWATER_INTAKE_TOKEN: SENDER });
    const stream = await follow(board);
    await until(() => stream.events.length === 1, { what: 'the stream to be ready' });
    await board.process.stop();
    expect(await board.process.ended).toBe(0);
    expect([await stream.ended, stream.comments.at(-1)]).toEqual(['ended', 'the board stops, come back']);
    await addWave('after-stop', 1);
    await settle('after-stop-1');
    const next = await follow(boards[0], '', { 'last-event-id': stream.lastId() ?? '' });
    await untilTold(next, 'after-stop-1');
    next.close();
  });
});
