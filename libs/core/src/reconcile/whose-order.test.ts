import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, anOrder, aPosition, aReportOf, aSight, NOW_MS, num } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import type { OrderRecord } from '../order.ts';
import { bookStep } from './executions.ts';
import { explainClose, lifeOfRow } from './life.ts';
import { exchangeIdsOf, orderOf } from './whose-order.ts';

const row = aPosition();
const sightOf = (orders: readonly OrderRecord[], executions = [anExecution()]) => aSight({ records: { positions: [row], orders }, sight: { executions } });

describe('the child of a stop of ours', () => {
  // As the plain list has it: the stop's own client id, and no word of the stop.
  const stop = anOrder({ role: 'stop', status: 'never_existed', exchangeOrderId: null });
  const childOf = (order: OrderRecord) => aReportOf(order, { list: 'plain', kind: 'market', exchangeOrderId: 'child', status: 'filled', executedQuantity: num('5') });
  const executed = anExecution({ tradeId: 't-2', exchangeOrderId: 'child', side: 'sell', atMs: NOW_MS - 500 }, childOf(stop));

  test.each(['resting', 'triggered', 'never_existed', 'canceled'] as const)('is ours by its client id, although the stop is said to be %s', (status) => {
    expect(orderOf(sightOf([anOrder(), { ...stop, status }]), executed)?.id).toBe(stop.id);
  });

  test('is not the stop that is known to have another child, nor one of the other side', () => {
    expect(orderOf(sightOf([{ ...stop, childOrderId: 'another' }]), executed)).toBeNull();
    expect(orderOf(sightOf([{ ...stop, side: 'buy' }]), executed)).toBeNull();
  });

  test('is booked under the stop, and the position was closed by a stop', () => {
    const sight = sightOf([anOrder(), stop], [anExecution(), executed]);
    expect(bookStep(sight, row, [anExecution(), executed])).toMatchObject({ facts: { fills: [{ tradeId: 't-2', orderId: stop.id }] } });
    expect(explainClose(sight, lifeOfRow(sight, row, aFlatReport()))).toMatchObject({ reason: 'stop', evidence: 'E2' });
  });
});

describe('an execution whose order cannot be read', () => {
  const nameless = anExecution({ tradeId: 't-2', exchangeOrderId: 'x-9', side: 'sell', quantity: num('5'), atMs: NOW_MS - 1_000 }, null);
  const unanswered = anOrder({ role: 'exit', side: 'sell', status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO });
  const bookIn = (orders: readonly OrderRecord[], execution = nameless) => bookStep(sightOf([anOrder(), ...orders], [anExecution(), execution]), row, [anExecution(), execution]);

  test('waits while it may be that of an order of ours which has no id yet', () => {
    expect(bookIn([{ ...unanswered, status: 'never_existed' }])).toMatchObject({ type: 'wait' });
    expect(bookIn([unanswered])).toMatchObject({ type: 'wait' });
    expect(bookIn([{ ...unanswered, status: 'rejected' }])).toMatchObject({ type: 'record' });
    expect(bookIn([{ ...unanswered, side: 'buy' }])).toMatchObject({ type: 'record' });
  });

  test('is somebody else’s once ours would have been found', () => {
    const sight = sightOf([]);
    expect(bookIn([unanswered], { ...nameless, fill: { ...nameless.fill, atMs: NOW_MS - sight.rules.bounds.notFindableMs } })).toMatchObject({ type: 'record' });
  });
});

test('a conditional order executes under the id of its child alone: the lists count their ids apart', () => {
  expect(exchangeIdsOf(anOrder({ role: 'stop', exchangeOrderId: '7', childOrderId: '9' }))).toEqual(['9']);
  expect(exchangeIdsOf(anOrder({ exchangeOrderId: '7' }))).toEqual(['7']);
});
