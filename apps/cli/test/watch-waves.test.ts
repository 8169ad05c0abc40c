import fs from 'node:fs';
import path from 'node:path';
import { type TestProcess, until } from '@breakwater/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeFolders, putAway } from '../src/inbox/put-away.ts';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

let inbox: string;
let watches: TestProcess[] = [];
beforeEach(() => {
  inbox = fs.mkdtempSync(path.join(path.dirname(cli.write('x', '')), 'inbox-'));
});
afterEach(async () => {
  await Promise.all(watches.map((watch) => watch.kill()));
  watches = [];
});

const signal = (id: string, changes: Record<string, unknown> = {}) => ({ id, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.9', ...changes });
const wave = (id: string, ...signals: unknown[]) => JSON.stringify({ source: 'ats', id, at: '2025-10-17T19:20:05Z', signals });

const put = (name: string, text: string): void => fs.writeFileSync(path.join(inbox, name), text);
const read = (name: string): string => fs.readFileSync(path.join(inbox, name), 'utf8');
/** All files below the directory. */
const files = (): string[] => fs.readdirSync(inbox, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(inbox, path.join(entry.parentPath, entry.name))).toSorted();
const untilFiles = (expected: readonly string[]): Promise<unknown> =>
  until(() => JSON.stringify(files()) === JSON.stringify([...expected].toSorted()), { what: () => `${expected.join(', ')} to lie there, instead of ${files().join(', ')}` });

async function watch(changes: Record<string, string> = {}, settleMs = 100): Promise<TestProcess> {
  const started = cli.start(['wave', 'watch', '--settle', String(settleMs), inbox], changes);
  watches.push(started);
  await started.untilLine(`watching ${inbox}`);
  return started;
}

async function countWaves(id: string): Promise<number> {
  return (await cli.query(`SELECT FROM wave WHERE external_id = $1`, [id])).length;
}

describe('wave watch', () => {
  test('takes what is put there, one wave a line or one a file, and leaves the rest alone', async () => {
    put('before.ndjson', `${wave('d-1', signal('d1'))}\n${wave('d-2', signal('d2'))}\n`);
    const watching = await watch();
    await untilFiles(['done/before.ndjson']);
    put('one.json', JSON.stringify(JSON.parse(wave('d-3', signal('d3'))), null, 2));
    put('.draft.ndjson', wave('d-4', signal('d4')));
    put('notes.txt', 'nothing for us');
    await untilFiles(['done/before.ndjson', 'done/one.json', '.draft.ndjson', 'notes.txt']);
    fs.renameSync(path.join(inbox, '.draft.ndjson'), path.join(inbox, 'draft.ndjson'));
    await untilFiles(['done/before.ndjson', 'done/one.json', 'done/draft.ndjson', 'notes.txt']);
    expect(await Promise.all(['d-1', 'd-2', 'd-3', 'd-4'].map(countWaves))).toEqual([1, 1, 1, 1]);
    await watching.kill('SIGTERM');
    expect(await watching.ended).toBe(0);
    expect(watching.lines).toContain('accepted       ats d-3  1 signal');
    expect(watching.lines).toContain('one.json -> done/one.json');
  });

  test('moves what is wrong to refused, with a file that names line, field and reason, and what was taken in all the same', async () => {
    put('mixed.ndjson', ['{"source":', wave('r-1', signal('r1'), signal('r2', { stop: { price: '-1' } }))].join('\n'));
    put('empty.ndjson', '\n');
    await watch();
    await untilFiles(['refused/mixed.ndjson', 'refused/mixed.ndjson.why', 'refused/empty.ndjson', 'refused/empty.ndjson.why']);
    expect(read('refused/mixed.ndjson.why')).toBe('mixed.ndjson:1  the line is not JSON\nmixed.ndjson:2  signals[1].stop.price must be above zero, not -1\nTaken in: ats r-1 (1). The rest was refused.\n');
    expect(read('refused/empty.ndjson.why')).toBe('empty.ndjson holds no wave.\n');
  });

  test('knows a file that comes again, overwrites none that lies there, and refuses other content under a known id', async () => {
    await watch();
    put('again.ndjson', wave('g-1', signal('g1')));
    await untilFiles(['done/again.ndjson']);
    put('again.ndjson', wave('g-1', signal('g1')));
    await untilFiles(['done/again.ndjson', 'done/again.2.ndjson']);
    put('again.ndjson', wave('g-1', signal('g1', { score: '0.1' })));
    await untilFiles(['done/again.ndjson', 'done/again.2.ndjson', 'refused/again.ndjson', 'refused/again.ndjson.why']);
    expect(read('refused/again.ndjson.why').split('\n')[0]).toBe('again.ndjson:1  id the wave "g-1" of ats came before with other content: give the new one another id');
    expect(await countWaves('g-1')).toBe(1);
  });

  test('leaves files where they are while the database or the exchange is away, and takes them after a restart', async () => {
    put('waits.ndjson', wave('a-1', signal('a1')));
    const noDatabase = await watch({ DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' });
    expect(await noDatabase.untilLine('Postgres cannot be reached')).toContain('Files stay where they are until then.');
    await noDatabase.kill('SIGINT');
    expect(await noDatabase.ended).toBe(0);
    const noExchange = await watch({ BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    await noExchange.untilLine('The exchange binance cannot be reached');
    await noExchange.kill();
    expect(files()).toEqual(['waits.ndjson']);
    await watch();
    await untilFiles(['done/waits.ndjson']);
    expect(await countWaves('a-1')).toBe(1);
  });

  test('takes a file once although it is killed while it takes it', async () => {
    put('killed.ndjson', Array.from({ length: 40 }, (_, index) => wave(`k-${index}`, signal(`k${index}`))).join('\n'));
    const killed = await watch();
    await until(async () => (await countWaves('k-3')) === 1, { what: 'the first waves to be taken in' });
    await killed.kill();
    await watch();
    await untilFiles(['done/killed.ndjson']);
    const [counted] = await cli.query<{ waves: string; signals: string }>(`SELECT (SELECT count(*) FROM wave WHERE external_id LIKE 'k-%') AS waves, (SELECT count(*) FROM signal WHERE external_id ~ '^k[0-9]+$') AS signals`);
    expect(counted).toEqual({ waves: '40', signals: '40' });
  });

  test('takes a file in although Redis is away, and says who will find it', async () => {
    put('no-redis.ndjson', wave('q-1', signal('q1')));
    const watching = await watch({ REDIS_URL: 'redis://127.0.0.1:1' });
    await untilFiles(['done/no-redis.ndjson']);
    await watching.untilLine('Redis cannot be reached: the wave is in the books');
  });

  test('does not put a file away that was written on after it was taken', async () => {
    await makeFolders(inbox);
    put('late.ndjson', 'one');
    const { size: bytes, mtimeMs: modifiedMs } = fs.statSync(path.join(inbox, 'late.ndjson'));
    const file = { name: 'late.ndjson', path: path.join(inbox, 'late.ndjson'), bytes, modifiedMs };
    fs.appendFileSync(file.path, 'two');
    expect([await putAway(inbox, file, []), files()]).toEqual([null, ['late.ndjson']]);
    expect(await putAway(inbox, { ...file, bytes: 6, modifiedMs: fs.statSync(file.path).mtimeMs }, [])).toBe('done/late.ndjson');
  });

  test('goes on with other files when one cannot be moved', async () => {
    const watching = await watch();
    // A folder in the place of the reasons: they cannot be written, so the file stays.
    fs.mkdirSync(path.join(inbox, 'refused', 'stuck.ndjson.why'));
    put('stuck.ndjson', '{');
    await watching.untilLine('stuck.ndjson cannot be read or moved');
    put('later.ndjson', wave('l-1', signal('l1')));
    await untilFiles(['stuck.ndjson', 'done/later.ndjson']);
  });

  test('with --once takes what is there and ends, with the code for refusals, and one line of JSON a file', async () => {
    put('good.ndjson', wave('o-1', signal('o1')));
    const good = await cli.run(['wave', 'watch', '--once', '--settle', '50', '--json', inbox]);
    expect(good.exitCode).toBe(0);
    expect(good.json()).toEqual({ file: 'good.ndjson', movedTo: 'done/good.ndjson', waves: [{ line: 1, source: 'ats', id: 'o-1', result: 'accepted', waveId: expect.any(String), signals: 1, soFar: null }], refusals: [] });
    put('bad.ndjson', '[]');
    expect((await cli.run(['wave', 'watch', '--once', '--settle', '50', inbox])).exitCode).toBe(4);
    const away = await cli.run(['wave', 'watch', path.join(inbox, 'nowhere')]);
    expect(away).toMatchObject({ exitCode: 2, lines: [`The directory ${path.join(inbox, 'nowhere')} cannot be used (ENOENT): it must exist, and files must be allowed to be moved in it.`] });
  });
});
