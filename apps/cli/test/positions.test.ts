import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cli, openCli } from './open-cli.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
});
afterAll(() => cli.close());

const OPEN_ID = '6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a11';

async function insertPosition(id: string, symbol: string, status: string, changes: Readonly<Record<string, string>> = {}): Promise<void> {
  const columns = { first_fill_at: 'clock_timestamp()', ...changes };
  await cli.query(
    `INSERT INTO position (id, exchange, account, symbol, leg, status, origin, side, quantity, entry_price, stop_rule, ${Object.keys(columns).join(', ')})
     VALUES ($1::uuid, 'binance', 'main', $2, 'net', $3::position_status, 'adopted', 'short', 1234.50, 0.5, '{"percent":"2"}', ${Object.values(columns).join(', ')})`,
    [id, symbol, status],
  );
}

async function insertStop(positionId: string, generation: number, status: string): Promise<void> {
  await cli.query(
    `INSERT INTO "order" (id, position_id, exchange, account, symbol, role, generation, client_order_id, list, side, quantity, trigger_price, trigger_type, reduce_only, status)
     VALUES (gen_random_uuid(), $1::uuid, 'binance', 'main', 'TAGUSDT', 'stop', $2::int, 'bws-test-' || $2::int::text, 'conditional', 'buy', 1234.5, 0.51, 'mark', true, $3::order_status)`,
    [positionId, generation, status],
  );
}

async function insertEvent(type: string, data: Readonly<Record<string, unknown>>, atSecond: number): Promise<void> {
  await cli.query(
    `INSERT INTO position_event (id, at, position_id, exchange, account, symbol, type, evidence, data, job_id)
     VALUES (gen_random_uuid(), date_trunc('minute', clock_timestamp()) + $4 * interval '1 second', $1::uuid, 'binance', 'main', 'TAGUSDT', $2, 'E1', $3::jsonb, 'binance.main.TAGUSDT.job')`,
    [OPEN_ID, type, JSON.stringify(data), atSecond],
  );
}

describe('positions', () => {
  test('says that there are none', async () => {
    expect(await cli.run(['positions'])).toMatchObject({ exitCode: 0, lines: ['No live positions.'] });
    expect((await cli.run(['positions', '--json'])).json()).toEqual({ positions: [] });
  });

  test('shows a live position with its size to the digit, its stop, how long it was bare, and no closed one', async () => {
    await cli.run(['entries', 'on', '--yes']);
    await insertPosition(OPEN_ID, 'TAGUSDT', 'open', { bare_ms: '118' });
    await insertStop(OPEN_ID, 1, 'canceled');
    await insertStop(OPEN_ID, 2, 'resting');
    await insertPosition('6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a12', 'OLDUSDT', 'closed', { closed_at: 'clock_timestamp()', close_reason: "'manual'" });
    await insertPosition('6f1c2a34-9f0e-4d0c-8d1a-2f6f3f1f0a13', 'WONUSDT', 'closed', { closed_at: `clock_timestamp() - interval '1 hour'`, close_reason: "'stop'", realised_pnl: '-3.10' });
    const { exitCode, json } = await cli.run(['positions', '--json']);
    expect(exitCode).toBe(0);
    expect(json()).toMatchObject({ positions: [{ id: OPEN_ID, symbol: 'TAGUSDT', quantity: '1234.5', entryPrice: '0.5', bareMs: 118, bareNowMs: null, hasUnansweredIntent: false, stops: [{ status: 'resting', triggerPrice: '0.51' }] }] });
    expect(json<{ positions: unknown[] }>().positions).toHaveLength(1);
    const shown = await cli.run(['positions']);
    expect(shown.lines[0]).toMatch(/^ACCOUNT +SYMBOL +SIDE +STATUS +QUANTITY +ENTRY +STOP +BARE +AGE +ORIGIN$/);
    expect(shown.lines[1]).toMatch(/^binance\.main +TAGUSDT +short +open +1234\.5 +0\.5 +0\.51 +118ms +\S+ +adopted$/);
  });

  test('shows closed ones on demand, the last closed first, with reason and PnL, or that it is not known', async () => {
    const { lines } = await cli.run(['positions', '--all']);
    expect(lines.slice(3)).toEqual([
      expect.stringMatching(/^ACCOUNT +SYMBOL +SIDE +CLOSED +QUANTITY +ENTRY +REASON +PNL +BARE +LASTED +ORIGIN$/),
      expect.stringMatching(/OLDUSDT +short +\S+ +1234\.5 +0\.5 +manual +not known +0ms/),
      expect.stringMatching(/WONUSDT +short +\S+ +1234\.5 +0\.5 +stop +-3\.1 +0ms/),
    ]);
    const { positions } = (await cli.run(['positions', '--all', '--limit', '1', '--json'])).json<{ positions: { symbol: string; realisedPnl: string | null }[] }>();
    expect(positions.map(({ symbol, realisedPnl }) => [symbol, realisedPnl])).toEqual([['TAGUSDT', null], ['OLDUSDT', null]]);
  });

  test('says for how long a position is bare, and that it has no stop', async () => {
    await cli.query(`UPDATE position SET bare_since = clock_timestamp() - interval '95 seconds' WHERE id = $1::uuid`, [OPEN_ID]);
    await cli.query(`UPDATE "order" SET status = 'canceled' WHERE position_id = $1::uuid AND status = 'resting'`, [OPEN_ID]);
    expect((await cli.run(['positions'])).lines[1]).toMatch(/TAGUSDT +short +open +1234\.5 +0\.5 +none +bare for 1m3\ds/);
  });
});

describe('events', () => {
  test('tell the story in sentences, oldest first, by any spelling of the key and by the position', async () => {
    await insertEvent('stop_placed', { triggerPrice: '0.51', bareMs: 118, clientOrderId: 'bws-1' }, 2);
    await insertEvent('position_opened', { executed: '1234.5', averagePrice: '0.5' }, 1);
    for (const key of [['binance.main.TAGUSDT'], ['binance.main.TAGUSDT.net'], ['binance.TAGUSDT'], ['Binance', 'tagusdt'], ['BINANCE', 'main', 'TAG/USDT:USDT'], [OPEN_ID]]) {
      const { exitCode, lines } = await cli.run(['events', ...key]);
      expect({ key, exitCode, sentences: lines.map((line) => line.replace(/^\S+ +/, '').replace(/ +\[.*$/, '')) }).toEqual({
        key,
        exitCode: 0,
        sentences: ['The entry filled 1234.5 at 0.5: the position is open, and bare until its stop rests.', 'The stop rests at the trigger 0.51; the position was bare for 118ms (bws-1).'],
      });
    }
    expect((await cli.run(['events', 'binance', 'TAGUSDT', '--limit', '1', '--json'])).json()).toMatchObject({ events: [{ type: 'stop_placed', key: 'binance.main.TAGUSDT', positionId: OPEN_ID, evidence: 'E1' }] });
  });

  test('need no exchange for a symbol that the books know', async () => {
    expect(await cli.run(['events', 'binance', 'TAGUSDT'], { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' })).toMatchObject({ exitCode: 0 });
    const unknown = await cli.run(['events', 'binance', 'SOLUSDT'], { BREAKWATER_BINANCE_MAIN_URL: 'http://127.0.0.1:1' });
    expect(unknown.exitCode).toBe(5);
  });

  test('are followed until the interrupt, each told once', async () => {
    const following = cli.start(['events', 'binance', 'TAGUSDT', '--follow', '--json']);
    await following.untilLine('stop_placed');
    await cli.query(`INSERT INTO position_event (id, exchange, account, symbol, type, data) VALUES (gen_random_uuid(), 'binance', 'main', 'TAGUSDT', 'position_bare', '{}')`);
    await following.untilLine('position_bare');
    await cli.query(`INSERT INTO position_event (id, exchange, account, symbol, type, data) VALUES (gen_random_uuid(), 'binance', 'main', 'TAGUSDT', 'position_protected', '{}')`);
    await following.untilLine('position_protected');
    await following.kill('SIGINT');
    expect(await following.ended).toBe(0);
    expect(following.lines.map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['position_opened', 'stop_placed', 'position_bare', 'position_protected']);
  });

  test.each([
    [['events', 'TAGUSDT'], '"TAGUSDT" is no key: write it as binance TAGUSDT, binance main TAGUSDT or binance.main.TAGUSDT, or give the id of a position.'],
    [['events', 'binanse', 'TAGUSDT'], '"binanse" is not an exchange that is known: did you mean binance?'],
    [['events', 'binance', 'NOSUCH'], '"NOSUCH" is not a market that binance lists: write it as TAGUSDT, TAG/USDT or TAG/USDT:USDT.'],
  ])('%s is refused in one sentence', async (commandLine, sentence) => {
    expect(await cli.run(commandLine)).toMatchObject({ exitCode: 2, lines: [sentence] });
  });

  test('stop quietly when whoever reads them has seen enough', async () => {
    const following = spawn(process.execPath, ['apps/cli/src/main.ts', 'events', 'binance', 'TAGUSDT', '--follow'], { env: { ...cli.environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    const complaints: string[] = [];
    following.stderr.on('data', (chunk: Buffer) => complaints.push(String(chunk)));
    // It may end before the next event is there.
    const closed = once(following, 'close');
    await once(following.stdout, 'data');
    following.stdout.destroy();
    await cli.query(`INSERT INTO position_event (id, exchange, account, symbol, type, data) VALUES (gen_random_uuid(), 'binance', 'main', 'TAGUSDT', 'position_bare', '{}')`);
    expect([await closed, complaints]).toEqual([[0, null], []]);
  });
});
