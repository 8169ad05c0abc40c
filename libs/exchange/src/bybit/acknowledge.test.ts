import type { Request } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { anAnswer } from '../../test/bybit-replies.ts';
import { acknowledge } from './acknowledge.ts';

const entry: Request = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg: 'net', side: 'buy', quantity: '564334', reduceOnly: false, clientOrderId: 'bwe1' };
const cancel: Request = { kind: 'cancel', symbol: 'TAGUSDT', list: 'conditional', clientOrderId: 'bws1' };
const leverage: Request = { kind: 'leverage', symbol: 'TAGUSDT', leverage: 5 };
const marginMode: Request = { kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'cross' };

describe('acknowledge', () => {
  test.each<[string, Request, string]>([
    ['an entry', entry, 'bwe1'],
    ['a cancel', cancel, 'bws1'],
  ])('takes %s for taken in, not for done', (_, request, orderLinkId) => {
    expect(acknowledge(request, anAnswer({ orderId: 'fd43', orderLinkId }))).toEqual({ type: 'taken', exchangeOrderId: 'fd43' });
  });

  test('takes the cancel of what was taken over by the id of the exchange', () => {
    const request: Request = { ...cancel, clientOrderId: 'fd43', exchangeOrderId: 'fd43' };
    expect(acknowledge(request, anAnswer({ orderId: 'fd43', orderLinkId: '' }))).toEqual({ type: 'taken', exchangeOrderId: 'fd43' });
    expect(acknowledge(request, anAnswer({ orderId: 'fd44', orderLinkId: 'fd43' })).type).toBe('unknown');
  });

  test.each<[string, Request, unknown]>([
    ['a leverage', leverage, {}],
    ['a margin mode', marginMode, { reasons: [] }],
  ])('accepts %s, which is set at once', (_, request, result) => {
    expect(acknowledge(request, anAnswer(result))).toEqual({ type: 'accepted', report: null });
  });

  test.each<[string, unknown]>([
    ['another client id', anAnswer({ orderId: 'fd43', orderLinkId: 'bwe2' })],
    ['no id of the exchange', anAnswer({ orderId: '', orderLinkId: 'bwe1' })],
    ['no ids at all', anAnswer({})],
    ['an error', { ...anAnswer({ orderId: 'fd43', orderLinkId: 'bwe1' }), retCode: 10001 }],
  ])('leaves the outcome unknown after an answer with %s', (_, payload) => {
    expect(acknowledge(entry, payload).type).toBe('unknown');
  });

  const empties: [string, unknown][] = [['', ''], ['{}', {}], ['[]', []], ['<html>', '<html></html>'], ['half an object', '{"retCode":0'], ['nothing', undefined], ['null', null]];
  test.each(
    [['an entry', entry] as const, ['a cancel', cancel] as const, ['a leverage', leverage] as const, ['a margin mode', marginMode] as const].flatMap(([what, request]) =>
      empties.map(([name, payload]) => [what, name, request, payload] as const),
    ),
  )('leaves the outcome of %s unknown after a success of "%s"', (_, __, request, payload) => {
    expect(acknowledge(request, payload).type).toBe('unknown');
  });
});
