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

test('a key whose market is gone is set aside, and keeps the recovery from its end no longer than an order may be unfindable', async () => {
  await cli.query(`UPDATE claim SET epoch = 7, fence_until = clock_timestamp()`);
  const [wave] = await cli.query<{ id: string }>(`INSERT INTO wave (id, source, external_id, content_hash, policy, at) VALUES (gen_random_uuid(), 'ats', 'w', '', '{}', now()) RETURNING id`);
  await cli.query(
    `INSERT INTO signal (id, wave_id, source, external_id, action, exchange, account, symbol, leg, side, score) VALUES (gen_random_uuid(), $1, 'ats', 'w-1', 'open', 'binance', 'main', 'GONEUSDT', 'net', 'short', 0.5)`,
    [wave?.id],
  );
  const config = cli.write('quick.yaml', `
accounts: [{ name: main, exchange: binance, mode: trade, positionsMax: 5 }]
bounds: { notFindableMs: 2000, readsApartMs: 500, entryWindowMs: 2000, protectionWindowMs: 1500, leaseMs: 1500, neverFilledHoldMs: 2000, bareMsMax: 8000 }
wavePolicies: { default: { open: 2, notional: "200", leverage: 1, stop: { percent: "2" }, stopList: [], signalAgeMsMax: 3600000 } }
`);
  const ran = await cli.run(['recover', '--yes', '--json', '--config', config]);
  expect({ exitCode: ran.exitCode, lines: ran.lines, json: ran.json() }).toMatchObject({ exitCode: 0, json: { isRecovered: true, accounts: [{ signalsEnded: 1, unsettled: [], setAside: ['GONEUSDT'], entriesEnabled: true }], elsewhere: [] } });
  expect(await cli.query(`SELECT outcome, reason FROM signal`)).toEqual([{ outcome: 'failed', reason: expect.stringContaining('Invalid symbol') }]);
  expect(await cli.query(`SELECT symbol, quarantined_at IS NOT NULL AS is_aside FROM claim ORDER BY symbol`)).toEqual([{ symbol: 'GONEUSDT', is_aside: true }, { symbol: 'TAGUSDT', is_aside: false }]);
});

test('a clock that is behind the exchange’s is refused before anything is changed', async () => {
  const { refuseSlowClock } = await import('../src/recovery/refuse-slow-clock.ts');
  const key = { exchange: 'binance', account: 'main' } as const;
  const behind = (ms: number) => refuseSlowClock({ nowMs: async () => 1_000_000 - ms }, key, { nowMs: () => 1_000_000 });
  await behind(900);
  await behind(-60_000);
  await expect(behind(90_000)).rejects.toThrow(/is 1m30s behind that of binance.main/);
});
