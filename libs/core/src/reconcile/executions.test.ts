import { describe, expect, test } from 'vitest';
import { aForeignReport, anExecution, anOrder, aPosition, aReportOf, aSight, num } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import type { OrderRecord } from '../order.ts';
import type { Sighting } from '../views.ts';
import { bookExecutions, bookStep, unaccountedQuantity } from './executions.ts';

const row = aPosition();
const sightOf = (orders: readonly OrderRecord[], executions = [anExecution()]) => aSight({ records: { positions: [row], orders }, sight: { executions } });
const theirs = (tradeId: string, quantity: string, order = aForeignReport()) => anExecution({ tradeId, exchangeOrderId: 'x-foreign', side: 'sell', quantity: num(quantity) }, order);

describe('bookExecutions', () => {
  test('books under the order that has the id, be it its own or that of its child', () => {
    const stop = anOrder({ role: 'stop', childOrderId: 'child' });
    const executions = [anExecution(), anExecution({ tradeId: 't-2', exchangeOrderId: 'child' })];
    expect(bookExecutions(sightOf([anOrder(), stop]), row, executions).fills?.map(({ orderId }) => orderId)).toEqual([anOrder().id, stop.id]);
  });

  test('knows an order of ours by its client id while its exchange id is not known', () => {
    const order = anOrder({ status: 'rejected', exchangeOrderId: null });
    expect(bookExecutions(sightOf([order]), row, [anExecution({}, aReportOf(anOrder()))])).toMatchObject({ fills: [{ orderId: order.id }] });
  });

  test('gives an order of others one row with all of its executions, under the same id each time', () => {
    const facts = bookExecutions(sightOf([]), row, [theirs('t-1', '1'), theirs('t-2', '2')]);
    expect(facts.newOrders).toMatchObject([{ role: 'foreign', executedQuantity: num('3'), clientOrderId: 'web_1' }]);
    expect(new Set(facts.fills?.map(({ orderId }) => orderId))).toEqual(new Set([facts.newOrders?.[0]?.id]));
    expect(bookExecutions(sightOf([]), row, [theirs('t-2', '2')]).newOrders?.[0]?.id).toBe(facts.newOrders?.[0]?.id);
  });

  test('takes what was executed for the size of an order that has none of its own', () => {
    expect(bookExecutions(sightOf([]), row, [theirs('t-1', '1', aForeignReport({ quantity: ZERO, closesPosition: true }))]).newOrders).toMatchObject([{ quantity: num('1') }]);
  });

  test('follows an order of others that goes on', () => {
    const partly = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-foreign', status: 'resting', executedQuantity: num('1') });
    expect(bookExecutions(sightOf([partly]), row, [theirs('t-1', '1'), theirs('t-2', '2')])).toMatchObject({ orders: [{ id: partly.id, status: 'filled', executedQuantity: num('3') }] });
  });
});

describe('bookStep', () => {
  test('books what stands under a stranger’s row again, once its order is known to be ours', () => {
    const child = theirs('t-2', '5');
    const stop = anOrder({ role: 'stop', status: 'filled', executedQuantity: num('5') });
    const stranger = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-foreign' });
    const stepWith = (childOrderId: string | null, sightings: readonly Sighting[] = []) =>
      bookStep(aSight({ records: { positions: [row], orders: [anOrder(), { ...stop, childOrderId }, stranger], sightings }, sight: { executions: [anExecution(), child] } }), row, [child]);
    expect(stepWith(null)).toBeNull();
    const noted = (step: ReturnType<typeof stepWith>) => (step?.type === 'record' ? (step.facts.sightings ?? []) : []);
    const first = bookStep(sightOf([anOrder()], [anExecution(), child]), row, [child]);
    const again = stepWith('x-foreign', noted(first));
    expect(again).toMatchObject({ type: 'record', facts: { fills: [{ tradeId: 't-2', orderId: stop.id }] } });
    expect(stepWith('x-foreign', noted(again))).toBeNull();
  });

  test('moves the beginning of a position, and of its bare time, back to its first execution', () => {
    const unbooked = anOrder({ bookedQuantity: ZERO });
    const sooner = anExecution({ atMs: row.firstFillAtMs! - 1_663 }, aReportOf(unbooked));
    const booked = (position: typeof row) => {
      const step = bookStep(aSight({ records: { positions: [position], orders: [unbooked] }, sight: { executions: [sooner] } }), position, [sooner]);
      return step?.type === 'record' ? step.facts.positions : null;
    };
    expect(booked({ ...row, bareSinceMs: row.firstFillAtMs })).toEqual([{ id: row.id, firstFillAtMs: sooner.fill.atMs, bareSinceMs: sooner.fill.atMs }]);
    expect(booked({ ...row, bareSinceMs: null })).toEqual([{ id: row.id, firstFillAtMs: sooner.fill.atMs, addBareMs: 1_663 }]);
    expect(booked({ ...row, firstFillAtMs: sooner.fill.atMs })).toBeUndefined();
  });

  test('finds nothing to do where all is booked', () => {
    expect(bookStep(sightOf([anOrder()]), row, [anExecution()])).toBeNull();
  });

  test('books the executions of the row’s life and those of known orders, but not what came before', () => {
    const before = anExecution({ tradeId: 't-0', exchangeOrderId: 'before' });
    const step = bookStep(sightOf([anOrder({ bookedQuantity: ZERO })], [before, anExecution(), theirs('t-2', '1')]), row, [theirs('t-2', '1')]);
    expect(step?.type === 'record' ? step.facts.fills?.map(({ tradeId }) => tradeId) : null).toEqual(['t-1', 't-2']);
  });

  test('tries again when more has been executed since it last did', () => {
    const first = bookStep(sightOf([], [theirs('t-1', '1')]), row, [theirs('t-1', '1')]);
    const sightings = first?.type === 'record' ? (first.facts.sightings ?? []) : [];
    const later = (executions: ReturnType<typeof theirs>[]) => bookStep(aSight({ records: { positions: [row], sightings }, sight: { executions } }), row, executions);
    expect(later([theirs('t-1', '1')])).toBeNull();
    expect(later([theirs('t-1', '1'), theirs('t-2', '1')])).not.toBeNull();
    expect(later([theirs('t-2', '1')])).not.toBeNull();
  });
});

test.each([
  ['all of it', [anOrder()], '0'],
  ['less than it holds', [anOrder({ bookedQuantity: num('2') })], '3'],
  ['more than it holds', [anOrder(), anOrder({ role: 'foreign', exchangeOrderId: 'theirs', bookedQuantity: num('1') })], '1'],
  ['an orphan may not know its history', [anOrder({ role: 'foreign', bookedQuantity: num('2') })], '0'],
])('booked fills account for a position: %s', (_, orders, missing) => {
  expect(unaccountedQuantity(sightOf(orders), row).toFixed()).toBe(missing);
});

