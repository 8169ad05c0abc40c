import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, anOrder, aPosition, aReport, aSight, NOW_MS, num } from '@breakwater/testing/builders';
import type { OrderRecord } from '../order.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import { lifeOf, lifeOfRow } from './life.ts';

/** `+5` is bought, `-5` sold; each at a later time than the one before, from the row's first fill on. */
const course = (...trades: string[]) =>
  trades.map((trade, index) =>
    anExecution({ tradeId: `t${index}`, exchangeOrderId: index === 0 ? 'x-entry-1' : `x${index}`, side: trade.startsWith('+') ? 'buy' : 'sell', quantity: num(trade.slice(1)), realisedPnl: num(trade.startsWith('-') ? '1' : '0'), atMs: NOW_MS - 60_000 + index * 10 }),
  );
const idsOf = (executions: readonly { readonly fill: { readonly tradeId: string } }[] | null) => executions?.map(({ fill }) => fill.tradeId).join(' ') ?? null;

const DAY_MS = 86_400_000;

describe('lifeOf', () => {
  test.each([
    ['one entry', ['+5'], aReport(), 't0'],
    ['three fills and a part closed', ['+1', '+2', '+4', '-2'], aReport(), 't0 t1 t2 t3'],
    ['only since it was flat', ['+3', '-3', '+5'], aReport(), 't2'],
    ['from the execution that turned it round', ['+3', '-8'], aReport({ side: 'short' }), 't1'],
    ['history does not reach back', ['+2'], aReport(), null],
    ['no history', [], aReport(), null],
  ] as const)('is walked back to where the position was flat: %s', (_, trades, report, ids) => {
    expect(idsOf(lifeOf(report, course(...trades)))).toBe(ids);
  });

  test('takes no execution of another leg', () => {
    const [first, second] = course('+5', '+5');
    expect(idsOf(lifeOf(aReport(), [first!, { ...second!, fill: { ...second!.fill, leg: 'short' } }]))).toBe('t0');
  });
});

describe('lifeOfRow', () => {
  const look = (trades: readonly string[], report: PositionReport, row: PositionRecord = aPosition(), orders: readonly OrderRecord[] = [anOrder()]) =>
    lifeOfRow(aSight({ records: { positions: [row], orders }, sight: { executions: course(...trades) } }), row, report);
  const orphan = aPosition({ origin: 'adopted', signalId: null });

  test('begins where somebody turned a position round in the instant in which it was opened, not with what it was before', () => {
    const trades = course('-5', '+10', '-2').map((one, index) => ({ ...one, fill: { ...one.fill, exchangeOrderId: `y${index}`, atMs: NOW_MS - 60_000 + (index === 2 ? 10 : 0) } }));
    const row = { ...orphan, firstFillAtMs: NOW_MS - 60_000 };
    const life = lifeOfRow(aSight({ records: { positions: [row], orders: [] }, sight: { executions: trades } }), row, aReport({ quantity: num('3') }));
    expect([idsOf(life.executions), life.hasEnded]).toEqual(['t1 t2', false]);
  });

  test('of one that was adopted begins with the last of several positions that began in one instant', () => {
    const trades = course('+3', '-6', '+8').map((one, index) => ({ ...one, fill: { ...one.fill, exchangeOrderId: `y${index}`, atMs: NOW_MS - 60_000 } }));
    const row = { ...orphan, firstFillAtMs: NOW_MS - 60_000 };
    const booked = trades.map(({ fill }, index) => anOrder({ id: `f${index}`, role: 'foreign', exchangeOrderId: fill.exchangeOrderId }));
    const life = lifeOfRow(aSight({ records: { positions: [row], orders: booked }, sight: { executions: trades } }), row, aReport({ quantity: num('5') }));
    expect([idsOf(life.executions), life.hasEnded]).toEqual(['t2', false]);
  });

  test.each([
    ['entered and closed', ['+5', '-5'], aFlatReport(), { isExplained: true, hasEnded: true }, 't0 t1'],
    ['entered and still there', ['+5', '-2'], aReport({ quantity: num('3') }), { isExplained: true, hasEnded: false }, 't0 t1'],
    ['turned round', ['+5', '-8'], aReport({ side: 'short', quantity: num('3') }), { isExplained: true, hasEnded: true }, 't0 t1'],
    ['ended, and another begun', ['+5', '-5', '+2'], aReport({ quantity: num('2') }), { isExplained: true, hasEnded: true }, 't0 t1'],
    ['an execution is missing', ['+5', '-2'], aFlatReport(), { isExplained: false, hasEnded: true }, 't0 t1'],
    ['the entry alone explains no end', ['+5'], aFlatReport(), { isExplained: false, hasEnded: true }, 't0'],
    ['nothing is known', [], aFlatReport(), { isExplained: false, hasEnded: false }, ''],
  ] as const)('%s', (_, trades, report, expected, ids) => {
    const life = look(trades, report);
    expect(life).toMatchObject(expected);
    expect(idsOf(life.executions)).toBe(ids);
  });

  test('of an orphan may begin in the middle, or with what turned another round, if it passes the size that was adopted', () => {
    expect(look(['-5'], aFlatReport(), orphan, [])).toMatchObject({ isExplained: true, hasEnded: true });
    expect(look(['-5'], aFlatReport(), { ...orphan, quantity: num('7') }, [])).toMatchObject({ isExplained: false });
    expect(look(['+8', '-5'], aFlatReport(), orphan, [])).toMatchObject({ isExplained: true });
    expect(look(['+8', '-4'], aFlatReport(), orphan, [])).toMatchObject({ isExplained: false });
    expect(look(['-5'], aFlatReport(), aPosition(), [anOrder({ exchangeOrderId: 'other' })])).toMatchObject({ isExplained: false });
  });

  test('of a position that is older than its history is told from the size that its row knows, and its result is not', () => {
    const old = aPosition({ firstFillAtMs: NOW_MS - 100 * DAY_MS });
    const entry = anOrder({ exchangeOrderId: 'x-long-ago' });
    expect(look(['-2', '-3'], aFlatReport(), old, [entry])).toMatchObject({ isExplained: true, hasEnded: true, realisedPnl: null });
    expect(look(['-4'], aFlatReport(), old, [entry])).toMatchObject({ isExplained: false, hasEnded: true });
    expect(look(['-5', '+5'], aReport(), old, [entry])).toMatchObject({ isExplained: true, hasEnded: true });
  });

  test('adds up the result of its own executions alone', () => {
    expect(look(['+5', '-2', '-3'], aFlatReport()).realisedPnl?.toFixed()).toBe('2');
    expect(look(['-8', '+3'], aFlatReport(), { ...orphan, side: 'short', quantity: num('3') }, []).realisedPnl?.toFixed()).toBe('0');
  });
});
