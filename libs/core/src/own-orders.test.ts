import { describe, expect, test } from 'vitest';
import { anOrder, aPosition, aSignal, num, TAG } from '@breakwater/testing/builders';
import { ownOrderRole } from './client-order-id.ts';
import { entryOrder, exitOrder, nextGeneration, positionIdOf, stopOrder } from './own-orders.ts';

describe('orders of ours', () => {
  test.each([
    ['entry', entryOrder(aSignal(), num('2'), 'test'), 'buy', false],
    ['stop', stopOrder(TAG, aPosition(), { quantity: num('2'), triggerPrice: num('98'), triggerType: 'mark', generation: 1 }, 'test'), 'sell', true],
    ['exit', exitOrder(TAG, aPosition(), num('2'), 1, 'test'), 'sell', true],
  ] as const)('say the same in the request and in the row: %s', (role, { request, newOrder }, side, reduceOnly) => {
    expect(request).toMatchObject({ side, reduceOnly, quantity: '2', clientOrderId: newOrder.clientOrderId });
    expect(newOrder).toMatchObject({ role, side, reduceOnly, status: 'planned', quantity: num('2') });
    expect(ownOrderRole(newOrder.clientOrderId)).toBe(role);
  });

  test('of a short reduce it by buying', () => {
    expect(exitOrder(TAG, aPosition({ side: 'short' }), num('2'), 1, 'test').request.side).toBe('buy');
  });

  test('of one signal have one id whichever wave or worker brings it', () => {
    const again = aSignal({ id: 'another row', waveId: 'another wave' });
    expect(entryOrder(again, num('9'), 'test').newOrder.id).toBe(entryOrder(aSignal(), num('2'), 'test').newOrder.id);
    expect(positionIdOf(again)).toBe(positionIdOf(aSignal()));
    expect(positionIdOf(aSignal({ externalId: 's-2' }))).not.toBe(positionIdOf(aSignal()));
  });
});

test('a generation is one more than the newest ever intended for the position and role, whatever became of it', () => {
  const orders = [anOrder({ role: 'stop', generation: 3, status: 'never_existed' }), anOrder({ role: 'stop', generation: 9, positionId: 'other' }), anOrder({ role: 'exit', generation: 7 })];
  expect(nextGeneration({ orders, generationFloor: 0 }, 'position-1', 'stop')).toBe(4);
  expect(nextGeneration({ orders, generationFloor: 0 }, 'position-1', 'exit')).toBe(8);
  expect(nextGeneration({ orders: [], generationFloor: 0 }, 'position-1', 'stop')).toBe(1);
  expect(nextGeneration({ orders, generationFloor: 1_000 }, 'position-1', 'stop')).toBe(1_001);
});
