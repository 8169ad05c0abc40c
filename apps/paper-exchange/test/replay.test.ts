import { writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { connectCcxt } from './ccxt-client.ts';
import { createAdminCaller, tag, test, until } from './fixture.ts';

const recording = [
  { afterMs: 0, symbol: 'TAGUSDT', last: '0.000351' },
  { afterMs: 1000, symbol: 'TAGUSDT', last: '0.00035', mark: '0.000352' },
  { afterMs: 1000, symbol: 'BTCUSDT', last: '90000' },
  { afterMs: 5000, symbol: 'TAGUSDT', last: '0.000340' },
];
const toLines = (lines: readonly object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');

describe('recorded prices', () => {
  test('come at their times after the start, and what waits for them acts', async ({ stateFile }) => {
    writeFileSync(stateFile, `${toLines(recording)}\n\n`);
    const paper = await startPaperExchange({ clock: 'virtual', replay: stateFile });
    const admin = createAdminCaller(paper.url);
    const client = await connectCcxt(paper);
    client.nonce = () => paper.world.clock.nowMs();
    const read = async () => (await admin('GET', 'state')).prices;

    await admin('POST', 'clock', { advanceMs: 1 });
    expect((await read()).TAGUSDT).toEqual({ last: '0.000351', mark: '0.000351' });
    await client.createOrder(tag, 'market', 'buy', 20000);
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.000345, reduceOnly: true, clientOrderId: 'guard' });
    await admin('POST', 'clock', { advanceMs: 998 });
    expect((await read()).TAGUSDT).toEqual({ last: '0.000351', mark: '0.000351' });
    await admin('POST', 'clock', { advanceMs: 1 });
    expect(await read()).toMatchObject({ TAGUSDT: { last: '0.00035', mark: '0.000352' }, BTCUSDT: { last: '90000' } });
    expect(await client.fetchPositions([tag])).toHaveLength(1);
    await admin('POST', 'clock', { advanceMs: 60_000 });
    expect(await client.fetchPositions([tag])).toEqual([]);
    expect((await client.fetchMyTrades(tag)).at(-1)).toMatchObject({ side: 'sell', price: 0.00034, timestamp: Date.UTC(2026, 0, 1) + 5000 });
    await paper.stop();
  });

  test('come by themselves on a real clock', async ({ stateFile }) => {
    writeFileSync(stateFile, toLines([{ afterMs: 30, symbol: 'TAGUSDT', last: '0.000333' }]));
    const paper = await startPaperExchange({ replay: stateFile });
    const admin = createAdminCaller(paper.url);
    expect(await until(async () => (await admin('GET', 'state')).prices.TAGUSDT.last === '0.000333')).toBe(true);
    await paper.stop();
  });

  test('are refused with the number of the line that is none', async ({ stateFile }) => {
    const good = { afterMs: 1, symbol: 'TAGUSDT', last: '1' };
    const wrong: [line: unknown, words: RegExp][] = [
      ['{"half":', /Line 2 .*not JSON/],
      [JSON.stringify({ ...good, symbol: 'NOPE' }), /Line 2 .*no market NOPE/],
      [JSON.stringify({ ...good, afterMs: -1 }), /Line 2 .*afterMs/],
      [JSON.stringify({ ...good, last: 1 }), /Line 2 .*decimal/],
      [JSON.stringify({ ...good, mark: '1e5' }), /Line 2 .*decimal/],
      ['null', /Line 2 .*object/],
      ['7', /Line 2 .*object/],
      [JSON.stringify({ ...good, mark: '0' }), /Line 2 .*positive/],
      [JSON.stringify({ ...good, last: '-1' }), /Line 2 .*positive/],
    ];
    for (const [line, words] of wrong) {
      writeFileSync(stateFile, `${JSON.stringify(good)}\n${line}`);
      await expect(startPaperExchange({ replay: stateFile })).rejects.toThrow(words);
    }
    await expect(startPaperExchange({ replay: `${stateFile}.none` })).rejects.toThrow(`${stateFile}.none`);
  });
});
