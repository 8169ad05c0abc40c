import { until } from '@breakwater/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

interface Closed {
  readonly wave: string | null;
  readonly closes: readonly { key: string; outcome: string; reason: string | null }[];
  readonly entriesOff?: readonly string[];
}

describe('close and close-all', () => {
  let cli: Cli;
  beforeAll(async () => {
    cli = await openCli();
    await cli.run(['entries', 'on', '--yes']);
    await Promise.all([cli.startWorker('stop-worker'), cli.startWorker('wave-worker'), cli.startWorker('sync-worker')]);
  });
  afterAll(() => cli.close());

  const open = async (...symbols: string[]) => {
    const id = symbols.join('-') + String(Math.trunc(performance.now()));
    const signals = symbols.map((symbol) => ({ id: `${id}-${symbol}`, action: 'open', exchange: 'binance', symbol, side: 'long', score: '0.5' }));
    await cli.run(['wave', 'submit', '--at', 'now', cli.write(`${id}.ndjson`, JSON.stringify({ source: 'ats', id, signals }))]);
    await until(async () => (await live()).filter(({ status }) => status === 'open').length >= symbols.length, { what: `${id} to be open`, timeoutMs: 30_000 });
  };
  const live = () => cli.query<{ symbol: string; status: string }>(`SELECT symbol, status FROM position WHERE status <> 'closed'`);

  test('a script that does not say --yes changes nothing', async () => {
    expect((await cli.run(['close', 'binance', 'TAGUSDT'])).exitCode).toBe(7);
    expect((await cli.run(['close-all'])).exitCode).toBe(7);
    expect(await cli.query(`SELECT FROM signal WHERE source = 'operator'`)).toEqual([]);
    expect(await cli.query(`SELECT entries_enabled FROM account`)).toEqual([{ entries_enabled: true }]);
  });

  test('close waits until the exchange holds nothing of it, and the row says that it was an exit', async () => {
    await open('TAGUSDT');
    const { exitCode, json } = await cli.run(['close', 'Binance', 'TAG/USDT', '--yes', '--json']);
    expect(json<Closed>()).toMatchObject({ closes: [{ key: 'binance.main.TAGUSDT', outcome: 'closed' }] });
    expect(exitCode).toBe(0);
    expect(await cli.query(`SELECT close_reason FROM position WHERE symbol = 'TAGUSDT'`)).toEqual([{ close_reason: 'exit' }]);
  });

  test('close of what we do not hold says so', async () => {
    const { exitCode, lines } = await cli.run(['close', 'binance', 'TAGUSDT', '--yes']);
    expect({ exitCode, said: lines.join(' ') }).toEqual({ exitCode: 0, said: expect.stringContaining('skipped (no position)') });
  });

  test('close-all keeps entries out first, and closes all that is ours', async () => {
    await open('SOLUSDT', 'ETHUSDT');
    const { exitCode, json } = await cli.run(['close-all', '--yes', '--json']);
    const { closes, entriesOff } = json<Closed>();
    expect(closes.map(({ key, outcome }) => [key, outcome]).toSorted()).toEqual([['binance.main.ETHUSDT', 'closed'], ['binance.main.SOLUSDT', 'closed']]);
    expect({ exitCode, entriesOff, live: await live() }).toEqual({ exitCode: 0, entriesOff: ['binance.main'], live: [] });
    expect(await cli.query(`SELECT entries_enabled FROM account`)).toEqual([{ entries_enabled: false }]);
    const again = await cli.run(['close-all', '--yes']);
    expect({ exitCode: again.exitCode, said: again.lines.join(' ') }).toEqual({ exitCode: 0, said: expect.stringContaining('nothing to close') });
  });

  test('what nobody carries out in time goes on, and the command says that', async () => {
    await cli.query(`UPDATE claim SET fence_until = clock_timestamp() + interval '1 hour', holder = gen_random_uuid() WHERE symbol = 'TAGUSDT'`);
    const { exitCode, lines } = await cli.run(['close', 'binance', 'TAGUSDT', '--yes', '--timeout', '1']);
    expect({ exitCode, said: lines.join(' ') }).toEqual({ exitCode: 8, said: expect.stringContaining('The workers go on with it') });
    await cli.query(`UPDATE claim SET fence_until = clock_timestamp(), due_at = clock_timestamp(), holder = NULL WHERE symbol = 'TAGUSDT'`);
    await until(async () => (await cli.query(`SELECT FROM signal WHERE source = 'operator' AND outcome = 'pending'`)).length === 0, { what: 'the wish to be settled', timeoutMs: 20_000 });
  });

  test('a wish outlives its command: it is written down before the command ends, and the workers carry it out', async () => {
    await cli.run(['entries', 'on', '--yes']);
    await open('DOGEUSDT');
    const { exitCode, json } = await cli.run(['close', 'binance', 'DOGEUSDT', '--yes', '--no-wait', '--json']);
    expect({ exitCode, closes: json<Closed>().closes.length }).toEqual({ exitCode: 0, closes: 1 });
    await until(async () => (await live()).length === 0, { what: 'the position to be closed', timeoutMs: 30_000 });
  });
});
