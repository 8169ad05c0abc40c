import { describe, expect, test } from 'vitest';
import { aForeignReport, anExecution, anOrder, aPosition, aReportOf, aSight, NOW_MS, num } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import type { OrderRecord } from '../order.ts';
import { bookExecutions, bookStep, exchangeIdsOf, unaccountedQuantity, unbookedQuantity } from './executions.ts';

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

describe('an execution whose order cannot be read', () => {
  const nameless = anExecution({ tradeId: 't-2', exchangeOrderId: 'x-9', side: 'sell', quantity: num('5'), atMs: NOW_MS - 1_000 }, null);
  const unanswered = anOrder({ role: 'exit', side: 'sell', status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO });
  const bookIn = (orders: readonly OrderRecord[], execution = nameless) => bookStep(sightOf([anOrder(), ...orders], [anExecution(), execution]), row, [anExecution(), execution]);

  test('waits while it may be that of an order of ours which has no id yet', () => {
    expect(bookIn([unanswered])).toMatchObject({ type: 'wait' });
    expect(bookIn([{ ...unanswered, status: 'rejected' }])).toMatchObject({ type: 'record' });
    expect(bookIn([{ ...unanswered, side: 'buy' }])).toMatchObject({ type: 'record' });
  });

  test('is somebody else’s once ours would have been found', () => {
    const sight = sightOf([]);
    expect(bookIn([unanswered], { ...nameless, fill: { ...nameless.fill, atMs: NOW_MS - sight.rules.bounds.notFindableMs } })).toMatchObject({ type: 'record' });
  });
});

test('what is booked under a row of others counts for the order of ours that it turned out to be', () => {
  const stop = anOrder({ role: 'stop', status: 'filled', childOrderId: 'child', executedQuantity: num('5') });
  const early = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'child' });
  expect(unbookedQuantity(sightOf([stop]), row).toFixed()).toBe('5');
  expect(unbookedQuantity(sightOf([stop, early]), row).toFixed()).toBe('0');
});

test.each([
  ['all of it', [anOrder()], '0'],
  ['less than it holds', [anOrder({ bookedQuantity: num('2') })], '3'],
  ['more than it holds', [anOrder(), anOrder({ role: 'foreign', exchangeOrderId: 'theirs', bookedQuantity: num('1') })], '1'],
  ['an orphan may not know its history', [anOrder({ role: 'foreign', bookedQuantity: num('2') })], '0'],
])('booked fills account for a position: %s', (_, orders, missing) => {
  expect(unaccountedQuantity(sightOf(orders), row).toFixed()).toBe(missing);
});

test('a conditional order executes under the id of its child alone: the lists count their ids apart', () => {
  expect(exchangeIdsOf(anOrder({ role: 'stop', exchangeOrderId: '7', childOrderId: '9' }))).toEqual(['9']);
  expect(exchangeIdsOf(anOrder({ exchangeOrderId: '7' }))).toEqual(['7']);
});
