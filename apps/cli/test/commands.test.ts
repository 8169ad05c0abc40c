import { openJobs } from '@breakwater/queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

describe('resync', () => {
  test.each([
    [['resync', 'binance'], { job: 'resync-account', key: 'binance.main' }],
    [['resync', 'BINANCE', '--account', 'main'], { job: 'resync-account', key: 'binance.main' }],
    [['resync', 'binance', 'TAGUSDT'], { job: 'resync-key', key: 'binance.main.TAGUSDT' }],
    [['resync', 'Binance', 'TAG/USDT:USDT'], { job: 'resync-key', key: 'binance.main.TAGUSDT' }],
    [['resync', 'binanceusdm', 'tag/usdt'], { job: 'resync-key', key: 'binance.main.TAGUSDT' }],
  ])('%s', async (commandLine, added) => {
    const { exitCode, json } = await cli.run([...commandLine, '--json']);
    expect(exitCode).toBe(0);
    expect(json()).toEqual({ added: [added] });
  });

  test('ten at once leave at most one waiting job', async () => {
    await cli.redis.kill();
    await cli.redis.start();
    const runs = await Promise.all(Array.from({ length: 10 }, () => cli.run(['resync', 'binance', 'TAGUSDT'])));
    expect(runs.map((run) => run.exitCode)).toEqual(Array(10).fill(0));
    const jobs = openJobs({ redisUrl: cli.redis.url });
    expect((await jobs.counts()).resyncs).toMatchObject({ active: 0, waiting: 1 });
    await jobs.close();
  });

  test.each([
    [['resync', 'binanse'], 2, '"binanse" is not an exchange that is known: did you mean binance?'],
    [['resync', 'bybit'], 2, /^No account at bybit is configured in .+: add it under accounts\.$/],
    [['resync', 'binance', '--account', 'mian'], 2, /^No account "mian" at binance is configured in .+: did you mean main\?$/],
    [['resync', 'binance', 'NOSUCH'], 2, '"NOSUCH" is not a market that binance lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.'],
  ])('%s is refused in one sentence', async (commandLine, code, sentence) => {
    const { exitCode, lines } = await cli.run(commandLine);
    expect(exitCode).toBe(code);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(sentence);
  });

  test('says that Redis cannot be reached', async () => {
    const { exitCode, lines } = await cli.run(['resync', 'binance'], { REDIS_URL: 'redis://127.0.0.1:1' });
    expect(exitCode).toBe(5);
    expect(lines[0]).toMatch(/^Redis did not take the job resync-account of binance\.main: .+: start Redis or correct REDIS_URL\.$/);
  });
});

describe('migrate', () => {
  test('brings an empty database to its tables once, which every other command asks for', async () => {
    const url = new URL(cli.database.url);
    const name = `${url.pathname.slice(1)}_empty`;
    await cli.query(`create database ${name}`);
    url.pathname = `/${name}`;
    const environment = { DATABASE_URL: url.href };
    try {
      expect(await cli.run(['positions'], environment)).toMatchObject({ exitCode: 3, lines: ['The database has no tables yet, or older ones: run `breakwater migrate`.'] });
      const first = await cli.run(['migrate', '--json'], environment);
      expect(first.exitCode).toBe(0);
      expect(first.json<{ applied: string[] }>().applied.length).toBeGreaterThan(0);
      expect(await cli.run(['migrate'], environment)).toMatchObject({ exitCode: 0, lines: ['The database is up to date.'] });
      expect(await cli.run(['positions'], environment)).toMatchObject({ exitCode: 0 });
    } finally {
      await cli.query(`drop database ${name} with (force)`);
    }
  });
});

describe('the command line', () => {
  test.each([
    ['an unknown command', ['wave', 'sumbit'], "error: unknown command 'sumbit'", '(Did you mean submit?)'],
    ['an unknown flag', ['resync', 'binance', '--acount', 'x'], "error: unknown option '--acount'", '(Did you mean --account?)'],
    ['a missing argument', ['resync'], "error: missing required argument 'exchange'", '(`breakwater --help` shows what there is)'],
  ])('names %s, and the nearest that there is', async (_what, commandLine, complaint, hint) => {
    const { exitCode, lines } = await cli.run(commandLine);
    expect(exitCode).toBe(2);
    expect(lines.slice(0, 2)).toEqual([complaint, hint]);
  });

  test.each([[['--help']], [['wave', 'submit', '--help']], [['resync', '--help']], [['positions', '--help']], [['migrate', '--help']], [['config', 'check', '--help']]])('%s shows help with examples or the exit codes', async (commandLine) => {
    const { exitCode, lines } = await cli.run(commandLine);
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toMatch(/Examples:|Exit codes:/);
  });

  test('config check shows what is in effect without secrets, and refuses in one sentence with its own code', async () => {
    const secrets = { BREAKWATER_BINANCE_MAIN_API_KEY: 'k-very-secret', BREAKWATER_BINANCE_MAIN_API_SECRET: 's-very-secret' };
    const shown = await cli.run(['config', 'check', '--json'], secrets);
    expect(shown.exitCode).toBe(0);
    expect(shown.json()).toMatchObject({ accounts: [{ key: 'binance.main', credentials: { apiKey: 'set', apiSecret: 'set' } }] });
    expect(shown.lines.join()).not.toContain('very-secret');
    const refused = await cli.run(['config', 'check', '--config', cli.write('bad.yaml', 'acounts: []\n')]);
    expect(refused).toMatchObject({ exitCode: 3, lines: [expect.stringMatching(/^The setting acounts \(.+bad\.yaml line 1\) is not known: did you mean accounts\?$/)] });
  });
});
