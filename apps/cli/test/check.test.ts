import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

interface Checks {
  readonly checks: readonly { readonly about: string; readonly name: string; readonly isOk: boolean; readonly found: string; readonly advice: string | null }[];
}

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

/** The problems that `check` finds, and its exit code. */
async function problems(environment: Readonly<Record<string, string>> = {}): Promise<{ exitCode: unknown; found: string[] }> {
  const { exitCode, json } = await cli.run(['check', '--json'], environment);
  return { exitCode, found: json<Checks>().checks.filter((check) => !check.isOk).map(({ about, name, advice }) => `${about} ${name}: ${advice}`) };
}

async function setPolicy(policy: string): Promise<void> {
  const { hostname, port } = new URL(cli.redis.url);
  const socket = net.connect(Number(port), hostname);
  socket.write(`CONFIG SET maxmemory-policy ${policy}\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(String(answer)).toBe('+OK\r\n');
}

describe('check', () => {
  test('finds nothing wrong where all is well, one line each', async () => {
    const { exitCode, lines } = await cli.run(['check', 'binance.main']);
    expect(lines.slice(1).map((line) => line.split(/ {2,}/).slice(0, 3).join(' ').trim())).toEqual([
      'ok postgres reachable',
      'ok postgres durability',
      'ok postgres migrations',
      'ok postgres place',
      'ok redis reachable',
      'ok redis eviction',
      'ok redis append-only',
      'ok binance.main clock',
      'ok binance.main key',
      'ok binance.main position mode',
      'ok binance.main filters',
      'ok binance.main margin and leverage',
      'All is well.',
    ]);
    expect(exitCode).toBe(0);
  });

  test.each([
    ['a wrong secret', { BREAKWATER_BINANCE_MAIN_API_SECRET: 'nonsense-nonsense' }, 'binance.main key: check the credentials, their permission for futures, and the addresses that may use them.'],
    ['an exchange that is away', { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' }, 'binance.main reachable: check the network or correct its url in the configuration.'],
    ['a Redis that is away', { REDIS_URL: 'redis://127.0.0.1:1' }, 'redis reachable: start it or correct REDIS_URL.'],
    ['a Postgres that is away', { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/c' }, 'postgres reachable: start it or correct DATABASE_URL.'],
  ])('says what to do about %s, and goes on with the rest', async (_what, environment, problem) => {
    expect(await problems(environment)).toEqual({ exitCode: 6, found: [problem] });
  });

  test('finds a database that may forget, one without our tables, and a Redis that throws jobs away', async () => {
    const url = new URL(cli.database.url);
    const name = url.pathname.slice(1);
    await cli.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`);
    await cli.query(`CREATE DATABASE "${name}_bare"`);
    try {
      await setPolicy('allkeys-lru');
      expect(await problems()).toEqual({ exitCode: 6, found: ['postgres durability: switch fsync and synchronous_commit on; no worker starts without.', 'redis eviction: set it to noeviction.'] });
      await setPolicy('noeviction');
      url.pathname = `/${name}_bare`;
      expect(await problems({ DATABASE_URL: url.href })).toEqual({ exitCode: 6, found: ['postgres migrations: run `breakwater migrate`.'] });
    } finally {
      await cli.query(`ALTER DATABASE "${name}" RESET synchronous_commit`);
      await cli.query(`DROP DATABASE "${name}_bare" WITH (FORCE)`);
    }
  });

  test('compares the position mode of the account with the configured one, and says what to do', async () => {
    const hedged = cli.write('hedge.yaml', fs.readFileSync(cli.environment['BREAKWATER_CONFIG']!, 'utf8').replace('mode: trade', 'mode: trade, positionMode: hedge'));
    const modeOf = async (environment: Readonly<Record<string, string>> = {}) => {
      const { checks } = (await cli.run(['check', '--json'], environment)).json<Checks>();
      return checks.filter(({ name }) => name === 'position mode').map(({ about, isOk, found, advice }) => ({ about, isOk, found, advice }));
    };
    const about = 'binance.main';
    await cli.signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'true' });
    const advice = 'set positionMode to hedge, or switch the account to one-way mode while nothing is open.';
    expect(await modeOf()).toEqual([{ about, isOk: false, found: 'the account is in hedge mode, and its positionMode is one-way', advice }]);
    expect(await modeOf({ BREAKWATER_CONFIG: hedged })).toEqual([{ about, isOk: true, found: 'hedge, as configured', advice: null }]);
    await cli.signed('POST', '/fapi/v1/positionSide/dual', { dualSidePosition: 'false' });
  });

  test('names the nearest account', async () => {
    expect(await cli.run(['check', 'mian'])).toMatchObject({ exitCode: 2, lines: [expect.stringMatching(/^No account "mian" is configured in .+: did you mean main\?$/)] });
  });
});

describe('bad configuration', () => {
  test.each([
    ['a setting twice', 'deployment: one\ndeployment: two\n', /^.+bad\.yaml line 2 holds a setting a second time: remove one of the two\.$/],
    ['an unknown setting', 'acounts: []\n', /^The setting acounts \(.+bad\.yaml line 1\) is not known: did you mean accounts\?$/],
    ['no YAML', 'accounts: [\n', /^.+bad\.yaml line \d is not YAML: .+\.$/],
  ])('%s is refused in one sentence by every command', async (_what, text, sentence) => {
    const file = cli.write('bad.yaml', text);
    for (const commandLine of [['config', 'check'], ['positions'], ['queues'], ['check']]) {
      const { exitCode, lines } = await cli.run([...commandLine, '--config', file]);
      expect({ commandLine, exitCode, lines }).toEqual({ commandLine, exitCode: 3, lines: [expect.stringMatching(sentence)] });
    }
  });
});
