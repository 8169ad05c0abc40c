import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

interface Diff {
  readonly agreed: boolean;
  readonly braked: readonly string[];
  readonly keys: readonly { readonly key: string; readonly found: readonly string[]; readonly unreadable: string | null; readonly unanswered: number; readonly would: readonly { readonly act: string; readonly why: string; readonly evidence: string | null }[] }[];
}

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const diff = async (...where: readonly string[]): Promise<Diff & { readonly exitCode: unknown }> => {
  const { exitCode, json } = await cli.run(['diff', ...where, '--json']);
  return { ...json<Diff>(), exitCode };
};
const countOf = async (table: string): Promise<string> => (await cli.query<{ count: string }>(`SELECT count(*)::text AS count FROM ${table}`))[0]!.count;

describe('diff', () => {
  test('says that both sides agree, and ends with 0', async () => {
    expect(await cli.run(['diff'])).toMatchObject({ exitCode: 0, lines: ['The books and the exchange agree: a pass would change nothing.'] });
    expect(await diff('binance', 'ETH/USDT')).toEqual({ agreed: true, braked: [], exitCode: 0, keys: [{ key: 'binance.main.ETHUSDT', found: [], unreadable: null, unanswered: 0, would: [] }] });
  });

  test('finds a position without a row and one that has gone, says what a pass would do, changes nothing, and ends with 6', async () => {
    await cli.signed('POST', '/fapi/v1/order', { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '0.05' });
    // The row of an hour ago knows nothing of the sale.
    for (const side of ['BUY', 'SELL']) await cli.signed('POST', '/fapi/v1/order', { symbol: 'XRPUSDT', side, type: 'MARKET', quantity: '100' });
    await cli.query(`INSERT INTO account (exchange, account, mode, positions_max) VALUES ('binance', 'main', 'trade', 5) ON CONFLICT DO NOTHING`);
    await cli.query(
      `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, first_fill_at, created_at)
       VALUES (gen_random_uuid(), 'binance', 'main', 'XRPUSDT', 'net', 'open', 'adopted', 'long', 100, 2.2, '{"percent":"2"}', clock_timestamp() - interval '1 hour', clock_timestamp() - interval '1 hour')`,
    );
    const { agreed, exitCode, keys } = await diff('binance');
    expect({ agreed, exitCode }).toEqual({ agreed: false, exitCode: 6 });
    expect(keys).toMatchObject([
      { key: 'binance.main.ETHUSDT', found: ['orphan: long 0.05 without a row'], would: [{ act: 'write', why: 'orphan seen for the first time' }, { act: 'wait' }] },
      { key: 'binance.main.XRPUSDT', found: ['ghost: long 100 is gone'], would: [{ act: 'write' }] },
    ]);
    // Asked again it says the same: looking has noted nothing.
    expect((await diff('binance')).keys).toEqual(keys);
    expect([await countOf('position_event'), await countOf('reconciliation_report'), await countOf('claim')]).toEqual(['0', '0', '0']);
    const shown = await cli.run(['diff', 'binance']);
    expect(shown.lines[0]).toMatch(/^KEY +FOUND +A PASS WOULD +WHY +EVIDENCE$/);
    expect(shown.lines[1]).toMatch(/^binance\.main\.ETHUSDT +orphan/);
  });

  test('does not take what is not known yet for agreement: a stop that was taken in and is listed nowhere', async () => {
    await cli.query(`UPDATE position SET status = 'closed', closed_at = clock_timestamp(), close_reason = 'unknown' WHERE symbol = 'XRPUSDT'`);
    await cli.query(
      `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, first_fill_at, bare_since)
       VALUES ('6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a11', 'binance', 'main', 'ETHUSDT', 'net', 'open', 'adopted', 'long', 0.05, 3000, '{"percent":"2"}', clock_timestamp(), clock_timestamp())`,
    );
    await cli.query(
      `INSERT INTO "order" (id, position_id, exchange, account, symbol, role, generation, client_order_id, list, side, quantity, trigger_price, trigger_type, reduce_only, status)
       VALUES (gen_random_uuid(), '6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a11', 'binance', 'main', 'ETHUSDT', 'stop', 1, 'bws-taken-in', 'conditional', 'sell', 0.05, 2940, 'mark', true, 'resting')`,
    );
    const { agreed, exitCode, keys } = await diff('binance', 'ETHUSDT');
    expect({ agreed, exitCode, waits: keys[0]?.would.map(({ act, why }) => `${act}: ${why}`) }).toEqual({ agreed: false, exitCode: 6, waits: expect.arrayContaining(['wait: a stop was taken in and is not listed yet']) });
  });

  test('goes by the name of an account without its exchange, and knows no other', async () => {
    expect((await cli.run(['diff', '--account', 'nobody'])).exitCode).toBe(2);
  });

  test('says that nothing was compared when the exchange is away, and ends with 5', async () => {
    const { exitCode, lines } = await cli.run(['diff'], { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    expect({ exitCode, lines: lines.length }).toEqual({ exitCode: 5, lines: 1 });
    expect(lines[0]).toContain('The exchange binance cannot be reached');
  });
});
