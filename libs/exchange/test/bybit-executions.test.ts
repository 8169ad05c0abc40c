import type { FillReport } from '@breakwater/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '@breakwater/testing';
import type { ConnectedExchange } from '../src/index.ts';
import { type BybitAccount, type PaperBybit, startPaperBybit } from './paper-bybit.ts';

const SYMBOL = 'TAGUSDT';
const DAY_MS = 86_400_000;

let paper: PaperBybit;
let account: BybitAccount;
let exchange: ConnectedExchange;

/** A venue whose clock moves only when told to: weeks pass in no time, and many executions share one instant. */
beforeAll(async () => {
  paper = await startPaperBybit(['--clock', 'virtual']);
  account = await paper.openAccount();
  exchange = account.connect();
});
afterAll(async () => {
  await exchange.close();
  await paper.stop();
});

const trade = (side: 'BUY' | 'SELL', count: number, price = '0.0003544'): Promise<unknown> =>
  paper.admin('POST', 'trade', {
    ...{ venue: 'bybit', account: account.name, symbol: SYMBOL, side, quantity: String(count * 10_000) },
    executions: Array.from({ length: count }, () => ({ price, quantity: '10000' })),
  });

/** The venue's clock does not follow ours, so a time stamp may be refused once before the clock is measured again. */
const readSince = (sinceMs: number): Promise<readonly FillReport[]> =>
  until(async () => {
    const reading = await exchange.readExecutions(SYMBOL, sinceMs);
    return reading.type === 'read' ? reading.value : null;
  }, { what: 'the executions to be readable' });

describe('readExecutions', () => {
  test('tells every execution once and oldest first, across instants, pages and weeks', async () => {
    const startMs = (await paper.state()).nowMs;
    // A page has 100 rows: the second instant fills more than three by itself.
    for (const [count, thenMs] of [[70, 10], [330, 6 * DAY_MS], [250, 9 * DAY_MS], [3, 20 * DAY_MS], [5, 0]] as const) {
      await trade('BUY', count);
      if (thenMs > 0) await paper.admin('POST', 'clock', { advanceMs: thenMs });
    }
    const fills = await readSince(startMs);
    expect(fills).toHaveLength(658);
    expect(new Set(fills.map((fill) => fill.tradeId)).size).toBe(658);
    expect(fills.every((fill, index) => index === 0 || fills[index - 1]!.atMs <= fill.atMs)).toBe(true);
    expect(await readSince(startMs + 1)).toHaveLength(588);
    expect(await readSince((await paper.state()).nowMs)).toHaveLength(5);
  });

  test('tells executions of one instant in the order in which they happened, each with its share of the profit', async () => {
    await paper.admin('POST', 'clock', { advanceMs: DAY_MS });
    const startMs = (await paper.state()).nowMs;
    await trade('SELL', 658, '0.0003500');
    await trade('SELL', 2);
    const fills = await readSince(startMs);
    const profits = fills.map(({ realisedPnl }) => realisedPnl.toFixed());
    expect([profits.length, new Set(profits.slice(0, 658)), new Set(profits.slice(658))]).toEqual([660, new Set(['-0.044']), new Set(['0'])]);
  });

  test('reads nothing rather than the rest when more is asked for than the exchange keeps', async () => {
    await exchange.ready();
    const reading = await exchange.readExecutions(SYMBOL, exchange.nowMs() - 731 * DAY_MS);
    expect(reading).toEqual({ type: 'unreadable', cause: 'executions: older than the exchange keeps them' });
  });
});
