import { until } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BoardWorld, openBoardWorld, PASSWORD, type RunningBoard, TOKEN } from './board-world.ts';

let world: BoardWorld;
beforeAll(async () => {
  world = await openBoardWorld();
});
afterAll(() => world?.close());

const withToken = { authorization: `Bearer ${TOKEN}` };

interface Answer {
  readonly status: number;
  readonly body: any;
}

async function call(board: RunningBoard, method: string, path: string, body?: unknown, headers: Record<string, string> = withToken): Promise<Answer> {
  const response = await fetch(`${board.url}${path}`, {
    method,
    redirect: 'manual',
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

const add = (board: RunningBoard, queue: string, name: string, data: unknown, options: object = {}): Promise<Answer> => call(board, 'POST', `/api/queues/${queue}/add`, { name, data, options });
const waiting = async (queue: 'resyncs' | 'protections'): Promise<number> => (await world.jobs.counts())[queue].waiting;

describe('the login', () => {
  let board: RunningBoard;
  beforeAll(async () => {
    board = await world.startBoard();
  });
  afterAll(() => board.process.stop());

  const logIn = (fields: Record<string, string>) => fetch(`${board.url}/login`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  const cookieOf = (response: Response): string => response.headers.get('set-cookie')?.split(';')[0] ?? '';

  test('is asked of everybody, by the form or in words', async () => {
    for (const path of ['/', '/queue/resyncs', '/static/js/main.js', '/queue/resyncs/1']) {
      const response = await fetch(`${board.url}${path}`, { redirect: 'manual' });
      expect([path, response.status, response.headers.get('location')]).toEqual([path, 303, '/login']);
    }
    expect(await call(board, 'GET', '/api/queues', undefined, {})).toEqual({ status: 401, body: { error: 'Log in first.' } });
    expect((await call(board, 'POST', '/api/queues/resyncs/add', {}, {})).status).toBe(401);
    expect((await call(board, 'GET', '/api/queues', undefined, { cookie: 'breakwater_board=made-up' })).status).toBe(401);
  });

  test('lets in with user and password, with the token, and nobody with half of it', async () => {
    const right = await logIn({ user: 'operator', password: PASSWORD });
    expect(right.status).toBe(303);
    expect(right.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict/);
    expect((await call(board, 'GET', '/api/queues', undefined, { cookie: cookieOf(right) })).status).toBe(200);
    expect((await logIn({ user: '', password: '', token: TOKEN })).status).toBe(303);
    expect((await logIn({ user: 'somebody', password: PASSWORD })).status).toBe(401);
  });

  test('ends with the log-out, also for a copy of the cookie', async () => {
    const cookie = cookieOf(await logIn({ token: TOKEN }));
    await fetch(`${board.url}/logout`, { method: 'POST', headers: { cookie }, redirect: 'manual' });
    expect((await call(board, 'GET', '/api/queues', undefined, { cookie })).status).toBe(401);
  });

  test('makes wrong attempts wait, longer each time, turns a crowd away, and logs no secret', async () => {
    const slow = await world.startBoard();
    const guess = (password: string) => fetch(`${slow.url}/login`, { method: 'POST', body: new URLSearchParams({ user: PASSWORD, password }), redirect: 'manual' });
    const startedMs = performance.now();
    const crowd = await Promise.all(['guess-one', 'guess-two', 'guess-three', 'guess-four'].map(async (one) => ({ status: (await guess(one)).status, afterMs: performance.now() - startedMs })));
    expect(crowd.map(({ status }) => status).toSorted()).toEqual([401, 401, 401, 429]);
    const [first, second, third] = crowd.filter(({ status }) => status === 401).map(({ afterMs }) => afterMs).toSorted((a, b) => a - b);
    expect(first).toBeGreaterThanOrEqual(990);
    expect(second! - first!).toBeGreaterThanOrEqual(1_980);
    expect(third! - second!).toBeGreaterThanOrEqual(3_960);
    await slow.process.untilLine('"failures":3');
    expect(slow.process.lines.filter((line) => line.includes('login_failed'))).toHaveLength(4);
    expect(slow.process.lines.filter((line) => /guess|a-long-pass/.test(line))).toEqual([]);
    await slow.process.stop();
    expect(await slow.process.ended).toBe(0);
  });

  test('makes a wrong token wait as well, and logs no part of it', async () => {
    const slow = await world.startBoard();
    const startedMs = performance.now();
    const { status } = await call(slow, 'GET', '/api/queues', undefined, { authorization: 'Bearer somebody-elses-token' });
    expect([status, performance.now() - startedMs >= 990]).toEqual([401, true]);
    expect(JSON.parse(await slow.process.untilLine('login_failed'))).toMatchObject({ level: 'warn', by: 'token', failures: 1, address: '127.0.0.1' });
    expect(slow.process.lines.filter((line) => line.includes('somebody-elses'))).toEqual([]);
    await slow.process.stop();
  });

  test('refuses what comes from another site', async () => {
    const { status } = await call(board, 'POST', '/api/queues/resyncs/add', {}, { ...withToken, 'sec-fetch-site': 'cross-site' });
    expect(status).toBe(403);
  });

  test.each([
    ['neither password nor token', {}, 'there is no default'],
    ['a short password', { BREAKWATER_BOARD_PASSWORD: 'breakwater' }, 'shorter than 12'],
    ['a short token', { BREAKWATER_BOARD_TOKEN: 'x' }, 'shorter than 12'],
    ['a switch that is neither', { BREAKWATER_BOARD_TOKEN: TOKEN, BREAKWATER_BOARD_WRITABLE: 'yes' }, 'neither true nor false'],
  ])('does not come up with %s, and says so in one sentence', async (_what, environment, words) => {
    const refused = world.launchBoard(environment);
    expect(await refused.ended).toBe(2);
    expect(refused.lines).toHaveLength(1);
    expect(refused.lines[0]).toContain(words);
    for (const secret of Object.values(environment)) if (secret.length > 3) expect(refused.lines[0]).not.toContain(`${secret}"`);
  });
});

describe('a read-only board', () => {
  let board: RunningBoard;
  beforeAll(async () => {
    board = await world.startBoard();
  });
  afterAll(() => board.process.stop());

  test('shows all queues of the catalog and refuses every change in words', async () => {
    const { body } = await call(board, 'GET', '/api/queues');
    expect(body.queues.map((queue: { name: string }) => queue.name).toSorted()).toEqual(['entries', 'protections', 'resyncs', 'waves']);
    expect(body.queues.every((queue: { readOnlyMode: boolean }) => queue.readOnlyMode)).toBe(true);
    const id = await world.plantFailedJob({ exchange: 'binance' });
    const changes: readonly [string, string, unknown?][] = [
      ['POST', '/api/queues/resyncs/add', { name: 'resync-key', data: { exchange: 'binance', symbol: 'TAGUSDT' } }],
      ['PUT', `/api/queues/resyncs/${id}/retry`],
      ['PUT', `/api/queues/resyncs/${id}/clean`],
      ['PUT', `/api/queues/resyncs/${id}/promote`],
      ['PUT', '/api/queues/resyncs/retry/failed'],
      ['PUT', '/api/queues/resyncs/clean/failed'],
      ['PUT', '/api/queues/resyncs/pause'],
      ['PUT', '/api/queues/pause'],
      ['PUT', '/api/queues/resyncs/empty'],
      ['PUT', '/api/queues/resyncs/obliterate', {}],
      ['PATCH', `/api/queues/resyncs/${id}/update-data`, { jobData: {} }],
    ];
    for (const [method, path, change] of changes) {
      const { status, body: answer } = await call(board, method, path, change);
      expect([path, status, answer.message]).toEqual([path, 405, expect.stringContaining('read-only')]);
    }
    expect(await waiting('resyncs')).toBe(0);
    expect((await world.jobs.counts()).resyncs.failed).toBe(1);
    expect(await world.queues.queues.resyncs.isPaused()).toBe(false);
  });
});

describe('a writable board', () => {
  let board: RunningBoard;
  beforeAll(async () => {
    board = await world.startBoard({ BREAKWATER_BOARD_WRITABLE: 'true' });
  });
  afterAll(() => board.process.stop());
  beforeEach(() => world.queues.queues.resyncs.obliterate({ force: true }));
  afterEach(() => world.queues.queues.protections.obliterate({ force: true }));

  test.each([
    ['resync-key', { exchange: 'Binance', account: 'main', symbol: 'TAG/USDT' }],
    ['', { exchange: 'binanceusdm', symbol: 'tagusdt' }],
    ['resync-key binance.main.TAGUSDT', { symbol: 'TAG/USDT:USDT', cause: 'board' }],
  ])('adds "%s" in any spelling as the job of the catalog', async (name, data) => {
    const { status, body } = await add(board, 'resyncs', name, data, { delay: 60_000, priority: 7 });
    expect([status, body.message]).toEqual([200, undefined]);
    const [job] = await world.queues.queues.resyncs.getWaiting();
    expect(job?.data).toEqual({ exchange: 'binance', account: 'main', symbol: 'TAGUSDT', cause: 'board' });
    expect(job?.id).toMatch(/^binance\.main\.TAGUSDT\./);
    expect(job?.opts).toMatchObject({ attempts: 3, deduplication: { id: 'binance.main.TAGUSDT', keepLastIfActive: true } });
    expect([job?.priority, job?.delay]).toEqual([0, 0]);
    expect(body.job.name).toBe('resync-key binance.main.TAGUSDT');
  });

  test('folds a resync into the one that waits already, whoever added that', async () => {
    await world.jobs.enqueueResync({ exchange: 'binance', account: 'main', symbol: 'TAGUSDT' }, 'cli');
    const [before] = await world.queues.queues.resyncs.getWaiting();
    const { body } = await add(board, 'resyncs', 'resync-key', { exchange: 'BINANCE', symbol: 'TAG/USDT' });
    expect(body.job.id).toBe(before?.id);
    expect(await waiting('resyncs')).toBe(1);
    await add(board, 'resyncs', '', { exchange: 'binance', account: '', symbol: '', cause: ' ' });
    await add(board, 'resyncs', 'resync-account', {});
    expect(await waiting('resyncs')).toBe(2);
  });

  test.each<[string, string, string, unknown, string]>([
    ['an unknown exchange', 'resyncs', 'resync-key', { exchange: 'binanse', symbol: 'TAGUSDT' }, 'did you mean binance?'],
    ['an unknown symbol', 'resyncs', 'resync-key', { exchange: 'binance', symbol: 'NOSUCHUSDT' }, '"NOSUCHUSDT" is not a market that binance lists'],
    ['an unknown account', 'resyncs', 'resync-account', { exchange: 'binance', account: 'mian' }, 'did you mean main?'],
    ['an exchange without an account', 'resyncs', 'resync-account', { exchange: 'bybit' }, 'No account at bybit'],
    ['an unknown job', 'resyncs', 'resync-kee', { exchange: 'binance', symbol: 'TAGUSDT' }, 'did you mean resync-key?'],
    ['a job of another queue', 'resyncs', 'protect-position', { exchange: 'binance', symbol: 'TAGUSDT' }, 'belongs to the queue protections'],
    ['the tick of the clock', 'resyncs', 'schedule-resync', { exchange: 'binance' }, 'is added by the clock'],
    ['a field too many', 'resyncs', 'resync-key', { exchange: 'binance', symbol: 'TAGUSDT', quantity: '5' }, 'quantity'],
    ['a cause that is none', 'resyncs', 'resync-key', { exchange: 'binance', symbol: 'TAGUSDT', cause: 'Ha ha!' }, 'is no cause'],
    ['no symbol where one is needed', 'protections', '', { exchange: 'binance' }, 'needs a symbol'],
    ['data that is no object', 'resyncs', '', ['TAGUSDT'], 'must be an object'],
    ['a wave without its id', 'waves', '', {}, 'waveId'],
  ])('refuses %s in words and adds nothing', async (_what, queue, name, data, words) => {
    const { status, body } = await add(board, queue, name, data);
    expect([status, body.message]).toEqual([400, expect.stringContaining(words)]);
    expect(await waiting('resyncs')).toBe(0);
    expect(await waiting('protections')).toBe(0);
  });

  test('lets a given-up job be retried and cleaned, and nothing that works against the fleet', async () => {
    const id = await world.plantFailedJob({ exchange: 'binance', symbol: 'TAGUSDT', quantity: 1 });
    const { body } = await call(board, 'GET', `/api/queues/resyncs/${id}`);
    expect(body.job.failedReason).toContain('The payload of resync-key does not parse');
    expect((await call(board, 'PUT', `/api/queues/resyncs/${id}/retry`)).status).toBe(204);
    expect(await waiting('resyncs')).toBe(1);
    expect((await call(board, 'PUT', `/api/queues/resyncs/${id}/clean`)).status).toBe(204);
    expect(await waiting('resyncs')).toBe(0);
    for (const path of ['/api/queues/protections/pause', '/api/queues/pause', '/api/queues/resyncs/empty', '/api/queues/protections/obliterate', '/api/queues/protections/concurrency']) {
      const { status, body: answer } = await call(board, 'PUT', path, { concurrency: 1 });
      expect([path, status, answer.message]).toEqual([path, 403, expect.stringContaining('The board does not do this')]);
    }
    expect(await world.queues.queues.protections.isPaused()).toBe(false);
  });

  test('serves its health', async () => {
    const watched = await world.startBoard({ BREAKWATER_HEALTH_PORT: '0' });
    const { url } = JSON.parse(await watched.process.untilLine('"health_served"')) as { url: string };
    const ready = await until(async () => {
      const { status, body } = await call({ ...watched, url }, 'GET', '/readyz');
      return status === 200 ? body : null;
    }, { what: 'the board to be ready' });
    expect(ready.checks).toEqual({ postgres: 'ok', redis: 'ok', 'exchange binance.main': 'ok', process: 'ok' });
    await watched.process.stop();
  });
});
