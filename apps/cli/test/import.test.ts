import fs from 'node:fs';
import { EXCHANGES } from '@breakwater/core';
import { type LegacyDatabase, openLegacyDatabase } from '@breakwater/testing/legacy-database';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';
import { shapeOf } from './shape-of.ts';

let cli: Cli;
let legacy: LegacyDatabase;
/** The configuration with its accounts in mode observe. */
let observing: string;
beforeAll(async () => {
  cli = await openCli(EXCHANGES);
  observing = cli.write('observing.yaml', fs.readFileSync(cli.environment['BREAKWATER_CONFIG']!, 'utf8').replaceAll('mode: trade', 'mode: observe'));
});
beforeEach(async () => void (legacy = await openLegacyDatabase()));
afterEach(() => legacy.close());
afterAll(() => cli.close());

const run = (...words: string[]) => cli.run(['import', '--database', legacy.url, '--config', observing, ...words]);
const countOf = async (table: string) => (await cli.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${table}`))[0]!.count;
const addTag = (row: Readonly<Record<string, unknown>> = {}) => legacy.addPosition({ id: 583, exchange_order_id: '12027441', ...row });

describe('import is refused in one sentence', () => {
  afterEach(async () => expect([await countOf('position'), await countOf('claim')]).toEqual(['0', '0']));
  const refusal = async (...words: string[]) => {
    const { exitCode, lines } = await run(...words);
    return [exitCode, ...lines];
  };

  test('while the old books have two live rows of one key, in whatever spelling', async () => {
    await addTag();
    await addTag({ id: 589, exchange: 'Binance', symbol: 'TAG/USDT:USDT' });
    expect(await refusal('--apply', '--yes')).toEqual([4, expect.stringMatching(/^The old books have 1 live rows too many, .* run `breakwater doctor` on that database, with --apply, then import\.$/)]);
  });

  test('for an account in mode trade, by its configuration or by the workers that ran last', async () => {
    await addTag();
    expect(await cli.run(['import', '--database', legacy.url, '--apply', '--yes'])).toMatchObject({ exitCode: 4, lines: [expect.stringContaining('binance.main is in mode trade')] });
    await cli.query(`INSERT INTO account (exchange, account, mode, positions_max) VALUES ('binance', 'main', 'trade', 5)`);
    expect(await refusal('--apply', '--yes')).toEqual([4, expect.stringContaining('its workers last ran in mode trade')]);
    await cli.query(`DELETE FROM account`);
  });

  test('without a database of the bot, or with one that cannot tell a size', async () => {
    await legacy.query('ALTER TABLE monitoring.positions DROP COLUMN quantity');
    expect(await refusal()).toEqual([2, 'monitoring.positions has no column quantity: nothing can be imported without.']);
    await legacy.query('DROP SCHEMA monitoring CASCADE');
    expect(await refusal()).toEqual([2, "This database has no table monitoring.positions: it is not the Python bot's, or its user may not see it."]);
  });

  test('where nobody can tell whose the positions are', async () => {
    await addTag();
    const two = cli.write('two.yaml', fs.readFileSync(observing, 'utf8').replace('accounts:\n', 'accounts:\n  - { name: second, exchange: binance, mode: observe, positionsMax: 5, credentials: { apiKey: k, apiSecret: s } }\n'));
    expect(await cli.run(['import', '--database', legacy.url, '--config', two])).toMatchObject({ exitCode: 2, lines: [expect.stringMatching(/binance\.second and binance\.main are configured: name one with --account\.$/)] });
  });

  test('where it was not confirmed', async () => {
    await addTag();
    expect((await refusal('--apply'))[0]).toBe(7);
  });

  test('where the exchange cannot be reached', async () => {
    await addTag();
    const { exitCode, lines } = await cli.run(['import', '--database', legacy.url, '--config', observing, '--apply', '--yes'], { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    expect([exitCode, lines]).toEqual([5, [expect.stringContaining('The exchange binance cannot be reached')]]);
  });
});

describe('import', () => {
  test('tells scripts what --help says, and people what is not imported, and why', async () => {
    await cli.signed('POST', '/fapi/v1/order', { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '0.05' });
    await cli.signed('POST', '/fapi/v1/order', { symbol: 'XRPUSDT', side: 'BUY', type: 'MARKET', quantity: '100' });
    await addTag({ id: 1, symbol: 'XRPUSDT', quantity: '90' });
    await addTag({ id: 2, exchange: 'okx' });
    await addTag({ id: 3, symbol: 'BTC/USDT:USDT-261225', status: 'closed', closed_at: new Date(), exit_reason: 'stop_loss' });
    await addTag({ id: 4, status: 'rolled_back' });
    await addTag({ id: 5, symbol: 'LUNAUSDT', status: 'closed', closed_at: new Date(), exit_reason: 'sync_cleanup' });
    const help = await cli.run(['import', '--help']);
    const shape = shapeOf((await run('--json')).json());
    expect(help.lines.map((line) => line.trim())).toContain(shape);
    const { exitCode, lines } = await run();
    expect(exitCode).toBe(0);
    const text = lines.join('\n');
    expect(text).toMatch(/binance\.main\.XRPUSDT +1 +long +90 +nothing +the exchange holds 100, the old books say 90/);
    for (const said of [
      'not imported: row 2, okx TAGUSDT: okx is no exchange that is known here.',
      'not imported: 1 rows that are over: binance lists no such market.',
      'not imported: 1 rows that are over: it ended as rolled_back: it is not known that anything was held.',
      'at the exchange and in no books: binance.main ETHUSDT, long 0.05; the next pass judges it by foreignPositions.',
      'binance.main: 1 positions that are over would be written as closed, why and with what result not known.',
      'Nothing was written: --apply does it.',
    ]) {
      expect(lines).toContain(said);
    }
    expect([await countOf('position'), await countOf('claim'), await countOf('position_event')]).toEqual(['0', '0', '0']);
  });

  test('writes a position of a contract that is no longer listed once it is over, and tells its story', async () => {
    await addTag({ id: 5, symbol: 'LUNAUSDT', status: 'closed', closed_at: '2025-10-17 20:00:00+00', exit_reason: 'sync_cleanup' });
    expect((await run('--apply', '--yes')).exitCode).toBe(0);
    const story = await cli.run(['events', 'binance', 'LUNAUSDT']);
    expect(story.lines.join('\n')).toContain('Row 5 of the old books, which is over, was taken over; they say: sync_cleanup, PnL not known.');
    const shown = await cli.run(['positions', '--all', '--json']);
    expect(shown.json<{ positions: object[] }>().positions).toMatchObject([{ symbol: 'LUNAUSDT', status: 'closed', origin: 'imported', closeReason: 'unknown', realisedPnl: null, closedAt: '2025-10-17T20:00:00.000Z' }]);
  });
});
