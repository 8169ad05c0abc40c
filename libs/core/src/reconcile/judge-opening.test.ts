import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, anIntent, anOrder, aPosition, aReport, aReportOf, aSight, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import { DEFAULT_BOUNDS } from '../bounds.ts';
import { ZERO } from '../decimal.ts';
import type { OrderRecord } from '../order.ts';
import { reconcile } from './reconcile.ts';

const row = aPosition({ status: 'opening', entryPrice: null, firstFillAtMs: null, protectedAtMs: null });
const PROVEN_MS = DEFAULT_BOUNDS.entryWindowMs + DEFAULT_BOUNDS.fenceSkewMs + DEFAULT_BOUNDS.notFindableMs + DEFAULT_BOUNDS.neverFilledHoldMs;
const entry = (changes: Partial<OrderRecord>) => anOrder({ status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO, averagePrice: null, ...changes });
const judge = (order: OrderRecord | null, changes: SightChanges = {}) => reconcile(aSight({ ...changes, records: { positions: [row], orders: order === null ? [] : [order], ...changes.records } }));
const closed = [{ type: 'record', facts: { positions: [{ id: row.id, status: 'closed', closeReason: 'never_filled' }], signals: [{ outcome: 'failed' }] } }];

describe('a row whose entry has not filled', () => {
  test.each([
    ['has no answer', entry({}), { records: { intents: [anIntent()] } }],
    ['is planned, its answer lost', entry({}), {}],
    ['rests', entry({ status: 'resting', exchangeOrderId: 'x' }), {}],
    ['never existed, but something is unanswered', entry({ status: 'never_existed', createdAtMs: 0 }), { records: { intents: [anIntent()] } }],
  ] as const)('waits while the entry %s', (_, order, changes) => {
    expect(judge(order, changes)).toMatchObject([{ type: 'wait' }]);
  });

  test('keeps key and slot for a while after the entry is said never to have existed', () => {
    const never = (agoMs: number) => judge(entry({ status: 'never_existed', createdAtMs: NOW_MS - agoMs }), { sight: { executions: [] } });
    expect(never(PROVEN_MS - 1)).toMatchObject([{ type: 'wait', forMs: 1 }]);
    expect(never(PROVEN_MS)).toMatchObject(closed);
  });

  test('is given up only after a look at the executions', () => {
    expect(judge(entry({ status: 'never_existed', createdAtMs: 0 }))).toMatchObject([{ type: 'read_executions' }]);
  });

  test.each(['rejected', 'canceled', 'expired'] as const)('closes at once when the entry is known to have ended unfilled: %s', (status) => {
    expect(judge(entry({ status }))).toMatchObject(closed);
  });

  test('opens from the executions that name our order, while its look-up lags', () => {
    const planned = entry({});
    const view = { positions: [aReport()] };
    expect(judge(planned, { view })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge(planned, { view, sight: { executions: [anExecution({}, aReportOf(anOrder()))] } })).toMatchObject([{ type: 'record', facts: { positions: [{ status: 'open', quantity: num('5') }] } }]);
  });

  test('that filled at a price nobody told opens from its executions, at their average to the digit', () => {
    const order = entry({ status: 'filled', exchangeOrderId: 'x', executedQuantity: num('3') });
    const one = anExecution({ exchangeOrderId: 'x', quantity: num('1'), price: num('100'), atMs: NOW_MS - 5 });
    const two = anExecution({ exchangeOrderId: 'x', tradeId: 't-2', quantity: num('2'), price: num('101'), atMs: NOW_MS - 4 });
    expect(judge(order, { view: { positions: [aFlatReport()] } })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge(order, { sight: { executions: [one] } })).toMatchObject([{ type: 'wait' }]);
    expect(judge(order, { sight: { executions: [two, one] } })).toMatchObject([
      { facts: { positions: [{ status: 'open', quantity: num('3'), entryPrice: num('100.666666666666666667'), firstFillAtMs: NOW_MS - 5 }], signals: [{ outcome: 'opened' }] } },
    ]);
  });
});
