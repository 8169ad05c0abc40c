import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';
import { shapeOf } from './shape-of.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const enter = `INSERT INTO account (exchange, account, mode, positions_max) VALUES ('binance', 'main', 'trade', 5) ON CONFLICT DO NOTHING`;
const claims = () => cli.query(`SELECT epoch, holder, fence_until FROM claim`);

test('recover says what it would do and changes nothing with --dry-run, in a copy and in the original', async () => {
  await cli.query(enter);
  await cli.query(`INSERT INTO claim (exchange, account, symbol, epoch, fence_until) VALUES ('binance', 'main', 'TAGUSDT', 7, clock_timestamp())`);
  const before = await claims();
  expect((await cli.run(['recover', '--dry-run'])).lines[0]).toMatch(/kept where they were begun/);
  await cli.query(`INSERT INTO books (id, identity) VALUES (1, 'another database')`);
  const told = await cli.run(['recover', '--dry-run']);
  expect(told).toMatchObject({ exitCode: 0, lines: expect.arrayContaining([expect.stringMatching(/are a copy/), expect.stringMatching(/void the claims of 1 keys/), 'Nothing was changed.']) });
  const json = (await cli.run(['recover', '--dry-run', '--json'])).json<Record<string, unknown>>();
  expect(json).toMatchObject({ isDryRun: true, isRestored: true, claims: 1, accounts: [{ account: 'main', entriesEnabled: true }] });
  const help = await cli.run(['recover', '--help']);
  const promised = help.lines.find((line) => line.trim().startsWith('{ '))?.trim();
  expect(promised).toBe(shapeOf(json));
  expect(await claims()).toEqual(before);
  const check = (await cli.run(['check', '--json'])).json<{ checks: { name: string; isOk: boolean }[] }>();
  expect(check.checks.find(({ name }) => name === 'place')).toMatchObject({ isOk: false });
});

test('recover changes nothing without being asked twice, and refuses while it cannot raise the epochs', async () => {
  expect(await cli.run(['recover'])).toMatchObject({ exitCode: 7 });
  await cli.query(`UPDATE claim SET epoch = (extract(epoch FROM clock_timestamp() + interval '1 hour') * 1000000)::bigint`);
  const before = await claims();
  const refused = await cli.run(['recover', '--yes']);
  expect(refused).toMatchObject({ exitCode: 4, lines: expect.arrayContaining([expect.stringMatching(/^Nothing was changed: the database's clock is .* behind epochs/)]) });
  expect(await claims()).toEqual(before);
  expect(await cli.query(`SELECT entries_enabled FROM account`)).toEqual([{ entries_enabled: true }]);
});

test('a clock that is behind the exchange’s is refused before anything is changed', async () => {
  const { refuseSlowClock } = await import('../src/recovery/refuse-slow-clock.ts');
  const key = { exchange: 'binance', account: 'main' } as const;
  const behind = (ms: number) => refuseSlowClock({ nowMs: async () => 1_000_000 - ms }, key, { nowMs: () => 1_000_000 });
  await behind(900);
  await behind(-60_000);
  await expect(behind(90_000)).rejects.toThrow(/is 1m30s behind that of binance.main/);
});
