import type { FillReport } from '@breakwater/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '@breakwater/testing';
import type { BinanceExchange } from '../src/index.ts';
import { type PaperAccount, type PaperBinance, startPaperBinance } from './paper-binance.ts';

const SYMBOL = 'TAGUSDT';
const DAY_MS = 86_400_000;

let paper: PaperBinance;
let account: PaperAccount;
let exchange: BinanceExchange;

/** A venue whose clock moves only when told to: weeks pass in no time, and many executions share one instant. */
beforeAll(async () => {
  paper = await startPaperBinance(['--clock', 'virtual']);
  account = await paper.openAccount();
  exchange = account.connect();
});
afterAll(async () => {
  await exchange.close();
  await paper.stop();
});

const trade = (count: number): Promise<unknown> =>
  paper.admin('POST', 'trade', {
    ...{ account: account.name, symbol: SYMBOL, side: 'BUY', quantity: String(count * 10_000) },
    executions: Array.from({ length: count }, () => ({ price: '0.0003544', quantity: '10000' })),
  });

/** The venue's clock does not follow ours, so a time stamp may be refused once before the clock is measured again. */
const readSince = (sinceMs: number): Promise<readonly FillReport[]> =>
  until(async () => {
    const reading = await exchange.readExecutions(SYMBOL, sinceMs);
    return reading.type === 'read' ? reading.value : null;
  }, { what: 'the executions to be readable' });

const inOrder = (fills: readonly FillReport[]): boolean =>
  fills.every((fill, index) => {
    const before = fills[index - 1];
    return before === undefined || before.atMs < fill.atMs || (before.atMs === fill.atMs && BigInt(before.tradeId) < BigInt(fill.tradeId));
  });

describe('readExecutions', () => {
  test('tells every execution once and oldest first, across instants, pages and weeks', async () => {
    const startMs = (await paper.state()).nowMs;
    // The first page of 1,000 rows ends within the second instant; the third fills more than two pages by itself.
    for (const [count, thenMs] of [[700, 10], [700, 6 * DAY_MS], [2_500, 9 * DAY_MS], [3, 20 * DAY_MS], [5, 0]] as const) {
      await trade(count);
      if (thenMs > 0) await paper.admin('POST', 'clock', { advanceMs: thenMs });
    }
    const fills = await readSince(startMs);
    expect(fills).toHaveLength(3_908);
    expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(3_908);
    expect(inOrder(fills)).toBe(true);
    expect(await readSince(startMs + 1)).toHaveLength(3_208);
    expect(await readSince((await paper.state()).nowMs)).toHaveLength(5);
  });

  test('reads nothing rather than the rest when more is asked for than the exchange keeps', async () => {
    await exchange.ready();
    const reading = await exchange.readExecutions(SYMBOL, exchange.nowMs() - 91 * DAY_MS);
    expect(reading).toEqual({ type: 'unreadable', cause: 'executions: older than the exchange keeps them' });
  });
});
