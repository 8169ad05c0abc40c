import { connect } from '@breakwater/db';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BoardWorld, openBoardWorld, TOKEN as BOARD_TOKEN, type RunningBoard } from './board-world.ts';

const SENDER = 'token-of-the-senders-of-waves-1';
const JSON_TYPE = 'application/json';
const NDJSON_TYPE = 'application/x-ndjson';

let world: BoardWorld;
let board: RunningBoard;
beforeAll(async () => {
  world = await openBoardWorld();
  board = await world.startBoard({ BREAKWATER_INTAKE_TOKEN: SENDER });
});
afterAll(() => world?.close());

const signal = (id: string, changes: Record<string, unknown> = {}) => ({ id, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.9', ...changes });
const wave = (id: string, ...signals: unknown[]) => JSON.stringify({ source: 'ats', id, at: '2025-10-17T19:20:05Z', signals });

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

async function call(method: string, path: string, { body, type = JSON_TYPE, token = SENDER, at = board }: { body?: string; type?: string; token?: string; at?: RunningBoard } = {}): Promise<Answer> {
  const headers = { ...(token !== '' && { authorization: `Bearer ${token}` }), ...(body !== undefined && { 'content-type': type }) };
  const response = await fetch(`${at.url}${path}`, { method, redirect: 'manual', headers, ...(body !== undefined && { body }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : text };
}

const post = (body: string, options: { type?: string; token?: string; at?: RunningBoard } = {}): Promise<Answer> => call('POST', '/v1/waves', { body, ...options });

async function query<Row>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  const side = connect({ databaseUrl: world.environment['DATABASE_URL'] ?? '', connectionsMax: 1 });
  try {
    return await side.run<Row>({ name: '', text }, values);
  } finally {
    await side.close();
  }
}

const countWaves = async (id: string): Promise<number> => (await query(`SELECT FROM wave WHERE external_id = $1`, [id])).length;

describe('POST /v1/waves', () => {
  test('takes a wave in, wakes a wave worker, and links to its state', async () => {
    const { status, headers, body } = await post(JSON.stringify(JSON.parse(wave('2025-10-17T19:15Z', signal('a', { symbol: 'tag/usdt', score: '0.900000000000000001' }), signal('b', { symbol: 'SOL/USDT:USDT', side: 'long' }))), null, 2));
    expect(status).toBe(202);
    expect(body).toEqual({ result: 'accepted', source: 'ats', id: '2025-10-17T19:15Z', waveId: expect.stringMatching(/^[0-9a-f-]{36}$/), state: '/v1/waves/ats/2025-10-17T19%3A15Z', signals: 2, refusals: [] });
    expect(headers.get('location')).toBe(body.state);
    expect((await world.queues.queues.waves.getWaiting()).map((job) => job.data)).toContainEqual({ waveId: body.waveId });
    const state = await call('GET', body.state);
    expect(state.status).toBe(200);
    expect(state.body).toMatchObject({ waveId: body.waveId, source: 'ats', id: '2025-10-17T19:15Z', status: 'received', outcomes: { pending: 2, opened: 0 } });
    expect(state.body.signals.map((one: Record<string, unknown>) => [one['id'], one['symbol'], one['score'], one['outcome'], one['reason']])).toEqual([
      ['a', 'TAGUSDT', '0.900000000000000001', 'pending', null],
      ['b', 'SOLUSDT', '0.9', 'pending', null],
    ]);
  });

  test('says of a repeated delivery that it is known, and what became of it so far', async () => {
    const text = wave('w-twice', signal('one'), signal('two', { symbol: 'SOLUSDT' }));
    const first = await post(text);
    await query(`UPDATE signal SET outcome = 'failed', reason = 'the exchange refused it', outcome_at = now() WHERE external_id = 'one'`);
    const again = await post(text);
    expect([first.status, again.status]).toEqual([202, 200]);
    expect(again.body).toMatchObject({ result: 'already_known', waveId: first.body.waveId, state: first.body.state, signals: 2, refusals: [] });
    expect(again.body.soFar).toMatchObject({ outcomes: { failed: 1, pending: 1 } });
    expect(again.body.soFar.signals.find((one: { id: string }) => one.id === 'one')).toMatchObject({ outcome: 'failed', reason: 'the exchange refused it' });
    expect(await countWaves('w-twice')).toBe(1);
  });

  test('takes one of many deliveries at once in, and knows the others', async () => {
    const text = wave('w-crowd', signal('crowd'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(text)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([...Array(11).fill(200), 202]);
    expect(new Set(answers.map(({ body }) => body.waveId)).size).toBe(1);
  });

  test('answers the same id with other content with 409 in one sentence, and keeps the first', async () => {
    const first = await post(wave('w-same', signal('same')));
    const other = await post(wave('w-same', signal('same', { score: '0.1' })));
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({ result: 'conflict', waveId: first.body.waveId, state: '/v1/waves/ats/w-same', error: 'The wave "w-same" of ats came before with other content: give the new one another id.' });
    expect((await call('GET', '/v1/waves/ats/w-same')).body.signals).toMatchObject([{ score: '0.9' }]);
  });

  test('refuses one that was made before the books remember, in a sentence, and takes in what is younger', async () => {
    await query(`INSERT INTO books (id, identity, waves_since) VALUES (1, 'here', '2024-01-01') ON CONFLICT (id) DO UPDATE SET waves_since = EXCLUDED.waves_since`);
    const old = await post(JSON.stringify({ ...JSON.parse(wave('w-old', signal('old'))), at: '2023-12-31T23:00:00Z' }));
    expect(old.status).toBe(400);
    expect(old.body).toMatchObject({ result: 'refused', waveId: null, refusals: [{ reason: 'is before 2024-01-01T00:00:00.000Z, and waves of that time are not remembered any more: whether this one came before cannot be told' }] });
    expect(await countWaves('w-old')).toBe(0);
    expect((await post(wave('w-young', signal('young')))).body).toMatchObject({ result: 'accepted' });
  });

  test('takes a single signal as a wave of one, and refuses a signal that came in another wave', async () => {
    expect((await post(wave('w-one', signal('lone')))).body).toMatchObject({ result: 'accepted', signals: 1 });
    const again = await post(wave('w-one-more', signal('lone'), signal('fresh')));
    expect([again.status, again.body.signals]).toEqual([202, 1]);
    expect(again.body.refusals).toEqual([{ path: 'signals[0].id', reason: 'the signal "lone" of ats came before, in another wave (pending)' }]);
  });

  test('takes a bare signal, known by its own id, and names its fields as it has them', async () => {
    const bare = (id: string, changes: Record<string, unknown> = {}) => JSON.stringify({ source: 'ats', at: '2025-10-17T19:20:05Z', ...signal(id, changes) });
    const first = await post(bare('bare'));
    expect([first.status, first.body]).toMatchObject([202, { result: 'accepted', id: 'bare', state: '/v1/waves/ats/bare', signals: 1 }]);
    const again = await post(bare('bare'));
    expect([again.status, again.body]).toMatchObject([200, { result: 'already_known', waveId: first.body.waveId, soFar: { outcomes: { pending: 1 } } }]);
    const wrong = await post(bare('bare-wrong', { symbol: 'NOSUCHUSDT' }));
    expect([wrong.status, wrong.body.refusals]).toEqual([400, [{ path: 'symbol', reason: '"NOSUCHUSDT" is not a market that binance lists' }]]);
  });

  test('names the path of what is wrong in a JSON body, takes the rest, and refuses a body of which nothing is left', async () => {
    const mixed = await post(wave('w-mixed', signal('good'), signal('bad', { stop: { price: '-1' } }), signal('gone', { symbol: 'NOSUCHUSDT' })));
    expect([mixed.status, mixed.body.signals, mixed.body.refusals]).toEqual([
      202,
      1,
      [
        { path: 'signals[1].stop.price', reason: 'must be above zero, not -1' },
        { path: 'signals[2].symbol', reason: '"NOSUCHUSDT" is not a market that binance lists' },
      ],
    ]);
    const none = await post(wave('w-none', signal('none', { symbol: 'NOSUCHUSDT' })));
    expect([none.status, none.body.error]).toEqual([400, 'The wave was refused: signals[0].symbol "NOSUCHUSDT" is not a market that binance lists.']);
    const noJson = await post('{"source":');
    expect([noJson.status, noJson.body.error, noJson.body.refusals]).toEqual([400, 'The wave was refused: the text is not JSON.', [{ path: '', reason: 'is not JSON' }]]);
    const number = await post(wave('w-number', signal('number', { score: 0.5 })));
    expect([number.status, number.body.refusals[0]]).toEqual([400, { path: 'signals[0].score', reason: 'must be a decimal in quotes, such as "0.25"' }]);
    expect(await countWaves('w-none')).toBe(0);
  });

  test('takes NDJSON, answers for each line, and names line and field of what is wrong', async () => {
    const all = await post(`${wave('n-1', signal('n1'))}\r\n\n${wave('n-2', signal('n2'))}\n`, { type: NDJSON_TYPE });
    expect([all.status, all.body.waves.map(({ line, id, result }: Record<string, unknown>) => [line, id, result])]).toEqual([202, [[1, 'n-1', 'accepted'], [3, 'n-2', 'accepted']]]);
    const mixed = await post([wave('n-1', signal('n1')), '{"source":', wave('n-3', signal('n3', { side: 'up' }), signal('n4'))].join('\n'), { type: `${NDJSON_TYPE}; charset=utf-8` });
    expect(mixed.status).toBe(207);
    expect(mixed.body.waves.map(({ line, result, refusals }: Record<string, unknown>) => [line, result, refusals])).toEqual([
      [1, 'already_known', []],
      [2, 'refused', [{ line: 2, field: '', reason: 'is not JSON' }]],
      [3, 'accepted', [{ line: 3, field: 'signals[0].side', reason: 'must be "long" or "short", not "up"' }]],
    ]);
    expect((await post('\n\n', { type: NDJSON_TYPE })).status).toBe(400);
  });

  test('limits bytes, signals and waves, and says the limit', async () => {
    const long = await post(`${' '.repeat(1_048_576)}{}`);
    expect([long.status, long.body.error]).toEqual([413, 'The body is longer than 1048576 bytes: send fewer waves at once.']);
    const many = await post(wave('w-many', ...Array.from({ length: 501 }, (_, index) => signal(`m-${index}`))));
    expect([many.status, many.body.error]).toEqual([400, 'The wave was refused: signals holds 501 signals, at most 500 are allowed.']);
    const most = await post(wave('w-most', ...Array.from({ length: 500 }, (_, index) => signal(`m-${index}`))));
    expect([most.status, most.body.signals]).toEqual([202, 500]);
    const waves = await post(Array.from({ length: 101 }, () => '{}').join('\n'), { type: NDJSON_TYPE });
    expect([waves.status, waves.body.error]).toEqual([413, 'The body holds 101 waves, at most 100 are taken at once.']);
    const type = await post('source=ats', { type: 'application/x-www-form-urlencoded' });
    expect([type.status, type.body.error]).toEqual([415, 'Send application/json (one wave) or application/x-ndjson (one wave a line).']);
  });

  test('keeps a wave although Redis is away, and says who will find it', async () => {
    const alone = await world.startBoardAlone({ BREAKWATER_INTAKE_TOKEN: SENDER, REDIS_URL: 'redis://127.0.0.1:1' });
    const { status, body } = await post(wave('w-no-redis', signal('no-redis')), { at: alone });
    expect([status, body.result, body.notice]).toEqual([202, 'accepted', 'Redis cannot be reached: the wave is in the books, and the wave workers will find it there.']);
    expect(await countWaves('w-no-redis')).toBe(1);
    await alone.process.stop();
  });

  test('takes nothing in while the database or the exchange is away, and says that it may be sent again', async () => {
    const noDatabase = await world.startBoardAlone({ BREAKWATER_INTAKE_TOKEN: SENDER, DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' });
    const refused = await post(wave('w-away', signal('away')), { at: noDatabase });
    expect([refused.status, refused.headers.get('retry-after'), refused.body.error]).toEqual([503, '5', 'The database cannot be reached now. Nothing was taken in. Send the same again later, which doubles nothing.']);
    await noDatabase.process.stop();
    const noExchange = await world.startBoardAlone({ BREAKWATER_INTAKE_TOKEN: SENDER, BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    const lines = await post([wave('w-away', signal('away', { symbol: '' })), wave('w-away', signal('away'))].join('\n'), { at: noExchange, type: NDJSON_TYPE });
    expect([lines.status, lines.body.error]).toEqual([503, 'The markets of binance cannot be read now, so no symbol can be told. Nothing from line 2 on was taken in. Send the same again later, which doubles nothing.']);
    expect(lines.body.waves).toMatchObject([{ line: 1, result: 'refused' }]);
    await noExchange.process.stop();
    expect(await countWaves('w-away')).toBe(0);
    expect((await post(wave('w-away', signal('away')))).status).toBe(202);
  });
});

describe('GET /v1/waves/SOURCE/ID', () => {
  test('finds ids with slashes and of the greatest length, and says that there is none', async () => {
    const id = `a/b ${'波'.repeat(124)}`;
    const { body } = await post(wave(id, signal('slash')));
    expect((await call('GET', body.state)).body.id).toBe(id);
    const none = await call('GET', '/v1/waves/ats/nothing');
    expect([none.status, none.body.error]).toEqual([404, 'No wave "nothing" of "ats" is in the books.']);
    expect((await call('GET', '/v1/waves')).status).toBe(404);
    expect((await call('DELETE', body.state)).status).toBe(404);
  });
});

describe('the token of the senders', () => {
  test('is asked for, opens nothing else, and the board’s own does not do', async () => {
    for (const token of ['', BOARD_TOKEN]) {
      expect((await post(wave('w-denied', signal('denied')), { token })).status).toBe(401);
      expect((await call('GET', '/v1/waves/ats/w-denied', { token })).status).toBe(401);
    }
    expect((await call('GET', '/api/queues')).status).toBe(401);
    expect(await countWaves('w-denied')).toBe(0);
  });

  test('costs a wrong one time, longer each time, without holding up the right one, and is logged without the secret', async () => {
    const own = await world.startBoard({ BREAKWATER_INTAKE_TOKEN: SENDER });
    const wrong = 'somebody-elses-token-of-senders';
    const startedMs = performance.now();
    const guesses = Promise.all(Array.from({ length: 4 }, async () => ({ status: (await post(wave('w-guess', signal('guess')), { token: wrong, at: own })).status, afterMs: performance.now() - startedMs })));
    await own.process.untilLine('"why":"too_many"');
    const right = await post(wave('w-right', signal('right')), { at: own });
    const rightAfterMs = performance.now() - startedMs;
    const ended = await guesses;
    await own.process.untilLine('"failures":3');
    expect(right.status).toBe(202);
    expect(ended.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 429]);
    const afterMs = ended.filter(({ status }) => status === 401).map((one) => one.afterMs).toSorted((a, b) => a - b);
    expect(afterMs[0]).toBeGreaterThanOrEqual(990);
    expect(afterMs[2]! - afterMs[0]!).toBeGreaterThanOrEqual(5_940);
    expect(rightAfterMs).toBeLessThan(afterMs[2]!);
    const told = own.process.lines.filter((line) => line.includes('sender_refused')).map((line) => JSON.parse(line));
    expect(told).toHaveLength(4);
    expect(told[0]).toMatchObject({ level: 'warn', address: '127.0.0.1' });
    expect(own.process.lines.filter((line) => line.includes('somebody-elses') || line.includes(SENDER))).toEqual([]);
    await own.process.stop();
  });

  test('may be left out: then no waves are taken, and the rest of the board works', async () => {
    const without = await world.startBoard();
    const { status, body } = await post(wave('w-closed', signal('closed')), { at: without });
    expect([status, body.error]).toEqual([404, expect.stringContaining('BREAKWATER_INTAKE_TOKEN')]);
    expect((await call('GET', '/api/queues', { token: BOARD_TOKEN, at: without })).status).toBe(200);
    await without.process.stop();
  });

  test('must be long: with a short one the board does not come up, and says so without showing it', async () => {
    const refused = world.launchBoard({ BREAKWATER_BOARD_TOKEN: BOARD_TOKEN, BREAKWATER_INTAKE_TOKEN: 'nineteen-characters' });
    expect(await refused.ended).toBe(2);
    expect(refused.lines).toEqual([expect.stringContaining('shorter than 20 characters')]);
    expect(refused.lines.join()).not.toContain('nineteen');
  });
});
