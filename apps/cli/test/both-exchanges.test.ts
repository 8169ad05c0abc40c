import fs from 'node:fs';
import { EXCHANGES } from '@breakwater/core';
import { until } from '@breakwater/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli(EXCHANGES);
  await Promise.all([cli.startWorker('wave-worker'), cli.startWorker('sync-worker'), cli.startWorker('stop-worker')]);
});
afterAll(() => cli.close());

/** What a command of success says as JSON. */
async function told<T = any>(...commandLine: string[]): Promise<T> {
  const ran = await cli.run([...commandLine, '--json']);
  expect({ commandLine, exitCode: ran.exitCode, said: ran.exitCode === 0 ? [] : ran.lines }).toEqual({ commandLine, exitCode: 0, said: [] });
  return ran.json<T>();
}

test('a wave for one symbol at both exchanges opens and protects a position at each', async () => {
  const signal = (id: string, exchange: string, symbol: string, score: string) => ({ id, action: 'open', exchange, symbol, side: 'short', score });
  const wave = { source: 'ats', id: 'w-both', at: new Date().toISOString(), signals: [signal('a', 'Bybit', 'TAG/USDT:USDT', '0.9'), signal('b', 'binance', 'TAGUSDT', '0.8')] };
  expect(await told('wave', 'submit', cli.write('both.ndjson', JSON.stringify(wave)))).toMatchObject({ waves: [{ result: 'accepted', signals: 2 }], refusals: [] });
  await until(async () => (await cli.query(`SELECT FROM position WHERE status = 'open' AND protected_at IS NOT NULL`)).length === 2, { what: 'both positions to be protected', timeoutMs: 40_000 });
  expect(await told('wave', 'show', 'ats', 'w-both')).toMatchObject({ outcomes: { opened: 2 }, signals: [{ exchange: 'bybit', symbol: 'TAGUSDT', outcome: 'opened' }, { exchange: 'binance', outcome: 'opened' }] });
  const { positions } = await told('positions');
  expect(positions.map((row: { exchange: string }) => row.exchange).toSorted()).toEqual(['binance', 'bybit']);
  expect(positions).toMatchObject([{ symbol: 'TAGUSDT', stops: [{ status: 'resting' }] }, { symbol: 'TAGUSDT', stops: [{ status: 'resting' }] }]);
});

test('`check` looks at each account, and says of each what is the case', async () => {
  const { checks } = await told('check', 'bybit.main');
  const namesOf = (about: string) => checks.filter((check: { about: string }) => check.about === about).map((check: { name: string }) => check.name);
  expect(namesOf('bybit.main')).toEqual(['clock', 'key', 'position mode', 'filters', 'margin and leverage']);
  expect(checks.filter((check: { isOk: boolean }) => !check.isOk)).toEqual([]);
  const refused = await cli.run(['check', 'main', '--json'], { BREAKWATER_BYBIT_MAIN_API_SECRET: 'nonsense-nonsense' });
  const wrong = refused.json<{ checks: { about: string; name: string; isOk: boolean }[] }>().checks.filter(({ isOk }) => !isOk);
  expect({ exitCode: refused.exitCode, wrong: wrong.map(({ about, name }) => `${about} ${name}`) }).toEqual({ exitCode: 6, wrong: ['bybit.main key'] });
});

test('`check` tells of each account that it is in another position mode than it is configured for', async () => {
  const config = cli.write('hedge.yaml', fs.readFileSync(cli.environment['BREAKWATER_CONFIG']!, 'utf8').replaceAll('mode: trade', 'mode: trade, positionMode: hedge'));
  const { checks } = (await cli.run(['check', '--json'], { BREAKWATER_CONFIG: config })).json<{ checks: { about: string; name: string; found: string; advice: string | null }[] }>();
  expect(checks.filter(({ name }) => name === 'position mode').map(({ about, found, advice }) => `${about}: ${found}: ${advice}`)).toEqual(
    EXCHANGES.map((exchange) => `${exchange}.main: the account is in one-way mode, and its positionMode is hedge: set positionMode to one-way, or switch the account to hedge mode while nothing is open.`),
  );
});

test.each([
  [['resync', 'Bybit'], { job: 'resync-account', key: 'bybit.main' }],
  [['resync', 'bybit', 'SHIB1000/USDT'], { job: 'resync-key', key: 'bybit.main.SHIB1000USDT' }],
  [['resync', 'BYBIT', 'BTC/USDC:USDC', '--account', 'main'], { job: 'resync-key', key: 'bybit.main.BTCPERP' }],
  [['protect', 'bybit', 'tag/usdt'], { job: 'protect-position', key: 'bybit.main.TAGUSDT' }],
])('%s is queued', async (commandLine, added) => {
  expect(await told(...commandLine)).toEqual({ added: [added] });
});

test('a resync of the account at Bybit finds nothing to do', async () => {
  const passes = () => cli.query<{ acts: unknown }>(`SELECT acts FROM reconciliation_report WHERE exchange = 'bybit' AND symbol IS NULL ORDER BY at`);
  const before = (await passes()).length;
  await told('resync', 'bybit');
  await until(async () => (await passes()).length > before, { what: 'a pass over the account at Bybit' });
  expect((await passes()).at(-1)).toEqual({ acts: [] });
});

test('`events` tells the story of a key at one exchange, and nothing of the same symbol at the other', async () => {
  for (const words of [['bybit', 'TAG/USDT'], ['bybit.main.TAGUSDT']]) {
    const { events } = await told('events', ...words);
    expect(events.map((event: { type: string }) => event.type)).toEqual(expect.arrayContaining(['entry_intended', 'position_opened', 'stop_placed']));
    expect(new Set(events.map((event: { key: string }) => JSON.stringify(event.key))).size).toBe(1);
  }
});

test('entries are switched at one exchange, and go on at the other', async () => {
  expect(await told('entries', 'off', 'bybit', 'main', '--yes')).toMatchObject({ accounts: [{ exchange: 'bybit', entriesEnabled: false }] });
  const { accounts } = await told('entries');
  expect(accounts.map(({ exchange, entriesEnabled }: { exchange: string; entriesEnabled: boolean }) => [exchange, entriesEnabled]).toSorted()).toEqual([['binance', true], ['bybit', false]]);
  expect(await told('entries', 'on', 'bybit', '--yes')).toMatchObject({ accounts: [{ exchange: 'bybit', entriesEnabled: true }] });
});

test('entries of a symbol alone are switched at every account that may trade it', async () => {
  expect(await told('entries', 'off', 'tag/usdt', '--yes')).toMatchObject({ accounts: [{ symbolsOff: ['TAGUSDT'], entriesEnabled: true }, { symbolsOff: ['TAGUSDT'], entriesEnabled: true }] });
  expect((await cli.run(['entries', 'on', 'TAGUSDT', '--yes'])).lines.toSorted()).toEqual(['New entries of binance.main.TAGUSDT are on.', 'New entries of bybit.main.TAGUSDT are on.']);
  const wrong = '"binanc" is neither an exchange that is known (did you mean binance?) nor a market that one of your exchanges lists: write binance or bybit, or a market as TAGUSDT, TAG/USDT or TAG/USDT:USDT.';
  expect(await cli.run(['entries', 'off', 'binanc', '--yes'])).toMatchObject({ exitCode: 2, lines: [wrong] });
});

test('a market that only the other exchange lists is refused in words', async () => {
  expect(await cli.run(['resync', 'bybit', 'BTCUSDC'])).toMatchObject({ exitCode: 2, lines: ['"BTCUSDC" is not a market that bybit lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.'] });
});
