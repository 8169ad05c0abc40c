import { openStore } from '@breakwater/db';
import { openJobs } from '@breakwater/queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

interface Submitted {
  readonly waves: readonly { line: number; source: string; id: string; result: string; waveId: string; signals: number }[];
  readonly refusals: readonly { file: string; line: number; field: string; reason: string }[];
}

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const signal = (id: string, changes: Record<string, unknown> = {}) => ({ id, action: 'open', exchange: 'binance', symbol: 'TAGUSDT', side: 'short', score: '0.9', ...changes });
const wave = (id: string, ...signals: unknown[]) => JSON.stringify({ source: 'ats', id, at: '2025-10-17T19:20:05Z', signals });

async function waitingWaves(): Promise<number> {
  const jobs = openJobs({ redisUrl: cli.redis.url });
  try {
    return (await jobs.counts()).waves.waiting;
  } finally {
    await jobs.close();
  }
}

describe('wave submit', () => {
  test('takes every wave in, in the exchange’s own spelling and completed from the policy, and wakes the wave worker', async () => {
    const file = cli.write('good.ndjson', `\uFEFF${wave('w-1', signal('a', { symbol: 'tag/usdt', stop: { price: '0.5' } }), signal('b', { symbol: 'SOL/USDT:USDT', exchange: 'Binance', side: 'long' }))}\r\n\n${wave('w-2', signal('c'))}\n`);
    const { exitCode, json } = await cli.run(['wave', 'submit', file, '--json']);
    const { waves, refusals } = json<Submitted>();
    expect({ exitCode, refusals }).toEqual({ exitCode: 0, refusals: [] });
    expect(waves).toMatchObject([
      { line: 1, source: 'ats', id: 'w-1', result: 'accepted', signals: 2 },
      { line: 3, source: 'ats', id: 'w-2', result: 'accepted', signals: 1 },
    ]);
    const books = openStore({ databaseUrl: cli.database.url });
    const stored = await books.store.readWave(waves[0]?.waveId ?? '');
    await books.close();
    expect(stored?.signals.map(({ externalId, key, stopRule }) => ({ externalId, ...key, stopRule })).toSorted((a, b) => a.externalId.localeCompare(b.externalId))).toEqual([
      { externalId: 'a', exchange: 'binance', account: 'main', symbol: 'TAGUSDT', leg: 'net', stopRule: { price: '0.5' } },
      { externalId: 'b', exchange: 'binance', account: 'main', symbol: 'SOLUSDT', leg: 'net', stopRule: { percent: '2' } },
    ]);
    expect(stored?.policy.stopList).toContain('BTCUSDT');
    expect(await waitingWaves()).toBe(2);
  });

  test('has a stop that only says where it lies follow the price as the policy says', async () => {
    const trailing = { atPercent: '1.5', behindPercent: '1', stepPercent: '0.3' };
    const policy = `{ open: 2, notional: "200", leverage: 1, stop: { percent: "2", trailing: { atPercent: "1.5", behindPercent: "1", stepPercent: "0.3" } }, stopList: [], signalAgeMsMax: 3600000 }`;
    const BREAKWATER_CONFIG = cli.write('trailing.yaml', `accounts: [{ name: main, exchange: binance, mode: trade, positionsMax: 5 }]\nwavePolicies: { default: ${policy} }\n`);
    const own = { percent: '3', breakEven: { atPercent: '1', keepPercent: '0.1' } };
    const { exitCode } = await cli.run(['wave', 'submit', cli.write('trailing.ndjson', wave('w-trailing', signal('t-1'), signal('t-2', { symbol: 'SOLUSDT', stop: { price: '0.5' } }), signal('t-3', { symbol: 'ETHUSDT', stop: own })))], { BREAKWATER_CONFIG });
    expect(exitCode).toBe(0);
    const stored = await cli.query<{ external_id: string; stop_rule: unknown }>(`SELECT external_id, stop_rule FROM signal WHERE external_id LIKE 't-%' ORDER BY 1`);
    expect(stored.map(({ stop_rule: rule }) => rule)).toEqual([{ percent: '2', trailing }, { price: '0.5', trailing }, { ...own, trailing }]);
  });

  test('changes nothing the second time, and says so', async () => {
    const file = cli.write('twice.ndjson', wave('w-twice', signal('twice')));
    const first = await cli.run(['wave', 'submit', file]);
    const second = await cli.run(['wave', 'submit', file]);
    expect(first.lines).toEqual(['accepted       ats w-twice  1 signal']);
    expect(second.lines).toEqual(['already known  ats w-twice  1 signal  so far 1 pending']);
    const told = (await cli.run(['wave', 'submit', file, '--json'])).json<{ waves: readonly unknown[] }>();
    expect(told.waves).toMatchObject([{ result: 'already_known', soFar: { status: 'received', outcomes: { pending: 1, opened: 0 } } }]);
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
  });

  test('takes a single signal as a wave of one, and a line without end for what it is', async () => {
    const file = cli.write('bare.ndjson', `${JSON.stringify({ source: 'ats', at: '2025-10-17T19:20:05Z', ...signal('bare') })}\n${'x'.repeat(3_000_000)}\n${JSON.stringify({ source: 'ats', at: '2025-10-17T19:20:05Z', ...signal('bare-2', { symbol: 'NOSUCHUSDT' }) })}`);
    const { waves, refusals } = (await cli.run(['wave', 'submit', file, '--json'])).json<Submitted>();
    expect(waves.map(({ line, id, result, signals }) => [line, id, result, signals])).toEqual([[1, 'bare', 'accepted', 1], [2, null, 'refused', 0], [3, 'bare-2', 'refused', 0]]);
    expect(refusals.map(({ line, field, reason }) => [line, field, reason])).toEqual([[2, '', 'is longer than 1048576 bytes'], [3, 'symbol', '"NOSUCHUSDT" is not a market that binance lists']]);
  });

  test('refuses an id that comes back with other content, and keeps the first', async () => {
    await cli.run(['wave', 'submit', cli.write('one.ndjson', wave('w-same', signal('one')))]);
    const file = cli.write('other.ndjson', wave('w-same', signal('one', { score: '0.1' })));
    const { exitCode, lines } = await cli.run(['wave', 'submit', file]);
    expect(exitCode).toBe(4);
    expect(lines.toSorted()).toEqual([`${file}:1  id the wave "w-same" of ats came before with other content: give the new one another id`, 'conflict       ats w-same'].toSorted());
  });

  test('refuses what is wrong with file, line, field and reason, takes the rest, and ends with the code for it', async () => {
    const file = cli.write(
      'mixed.ndjson',
      [
        '{"source":',
        wave('w-mixed', signal('ok'), signal('bad', { stop: { price: '-1' } }), signal('gone', { symbol: 'NOSUCHUSDT' }), signal('far', { exchange: 'bybit' }), signal('who', { account: 'second' }), signal('ok')),
        JSON.stringify({ source: 'ats', id: 'w-undated', signals: [signal('undated')] }),
        wave('w-none', signal('none', { symbol: 'NOSUCHUSDT' })),
        wave('w-last', signal('last')),
      ].join('\n'),
    );
    const { exitCode, json } = await cli.run(['wave', 'submit', file, '--json']);
    const { waves, refusals } = json<Submitted>();
    expect(exitCode).toBe(4);
    expect(waves.map(({ line, result, signals }) => ({ line, result, signals }))).toEqual([
      { line: 1, result: 'refused', signals: 0 },
      { line: 2, result: 'accepted', signals: 1 },
      { line: 3, result: 'refused', signals: 0 },
      { line: 4, result: 'refused', signals: 0 },
      { line: 5, result: 'accepted', signals: 1 },
    ]);
    expect(refusals.map(({ file: _file, ...rest }) => rest)).toEqual([
      { line: 1, field: '', reason: 'is not JSON' },
      { line: 2, field: 'signals[1].stop.price', reason: 'must be above zero, not -1' },
      { line: 2, field: 'signals[5].id', reason: '"ok" is repeated within the wave' },
      { line: 2, field: 'signals[2].symbol', reason: '"NOSUCHUSDT" is not a market that binance lists' },
      { line: 2, field: 'signals[3].account', reason: 'no account at bybit is configured' },
      { line: 2, field: 'signals[4].account', reason: 'no account "second" at binance is configured' },
      { line: 3, field: 'at', reason: 'is missing' },
      { line: 4, field: 'signals[0].symbol', reason: '"NOSUCHUSDT" is not a market that binance lists' },
    ]);
    expect(refusals.every((refusal) => refusal.file === file)).toBe(true);
  });

  test('gives undated waves the instant of --at, and knows them again under another', async () => {
    const file = cli.write('undated.ndjson', JSON.stringify({ source: 'manual', id: 'w-now', signals: [signal('now')] }));
    expect((await cli.run(['wave', 'submit', '--at', 'now', file])).lines).toEqual(['accepted       manual w-now  1 signal']);
    expect((await cli.run(['wave', 'submit', '--at', '2025-10-17T19:20:05Z', file])).lines).toEqual(['already known  manual w-now  1 signal  so far 1 pending']);
  });

  test('takes waves in although Redis is away, and says who will find them', async () => {
    const { exitCode, lines } = await cli.run(['wave', 'submit', cli.write('no-redis.ndjson', wave('w-no-redis', signal('no-redis')))], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(exitCode).toBe(0);
    expect(lines).toContain('Redis cannot be reached: the wave is in the books, and the wave workers will find it there.');
  });

  test('says which server cannot be reached, and from which line on nothing was handed in', async () => {
    const file = cli.write('away.ndjson', wave('w-away', signal('away')));
    const noExchange = await cli.run(['wave', 'submit', file], { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    expect(noExchange.exitCode).toBe(5);
    expect(noExchange.lines.join()).toMatch(/^The exchange binance cannot be reached \(.+\): check the network or correct its url in the configuration\. Nothing from line 1 of .+ on was handed in/);
    const noDatabase = await cli.run(['wave', 'submit', file], { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' });
    expect(noDatabase.exitCode).toBe(5);
    expect(noDatabase.lines.join()).toMatch(/^Postgres cannot be reached \(.*ECONNREFUSED.*\): start it or correct DATABASE_URL\.$/);
  });

  test('says that a file is not there', async () => {
    const { exitCode, lines } = await cli.run(['wave', 'submit', 'nowhere.ndjson']);
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: ['The wave file nowhere.ndjson cannot be read (ENOENT): check its name.'] });
  });
});
