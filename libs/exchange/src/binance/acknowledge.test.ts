import type { Request } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { anAlgoOrder, anOrder } from '../../test/binance-replies.ts';
import { acknowledge } from './acknowledge.ts';

const entry: Request = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg: 'net', side: 'buy', quantity: '564334', reduceOnly: false, clientOrderId: 'bwe1' };
const stop: Request = {
  ...{ kind: 'place', type: 'stop_market', symbol: 'TAGUSDT', leg: 'net', side: 'sell', quantity: '564334' },
  ...{ triggerPrice: '0.0003473', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws1' },
} as const;
const cancel = (list: 'plain' | 'conditional', clientOrderId: string): Request => ({ kind: 'cancel', symbol: 'TAGUSDT', list, clientOrderId });
const leverage: Request = { kind: 'leverage', symbol: 'TAGUSDT', leverage: 5 };
const marginMode: Request = { kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'cross' };
const algoCanceled = { algoId: 2148627, clientAlgoId: 'bws1', code: '200', msg: 'success' };

describe('acknowledge', () => {
  test('accepts an entry with its fill', () => {
    expect(acknowledge(entry, anOrder())).toMatchObject({ type: 'accepted', report: { clientOrderId: 'bwe1', status: 'filled' } });
  });

  test('accepts a stop that rests', () => {
    expect(acknowledge(stop, anAlgoOrder())).toMatchObject({ type: 'accepted', report: { clientOrderId: 'bws1', status: 'resting' } });
  });

  test('accepts a market order that expired without a fill: the report says so', () => {
    expect(acknowledge(entry, { ...anOrder(), status: 'EXPIRED', executedQty: '0' })).toMatchObject({ type: 'accepted', report: { status: 'expired' } });
  });

  test('rejects an order that was taken in and rejected', () => {
    expect(acknowledge(stop, { ...anAlgoOrder(), algoStatus: 'REJECTED' })).toMatchObject({ type: 'rejected', code: 'REJECTED' });
  });

  test.each<[string, Request, unknown]>([
    ['a plain cancel', cancel('plain', 'bwe1'), { ...anOrder(), status: 'CANCELED' }],
    ['a conditional cancel', cancel('conditional', 'bws1'), algoCanceled],
    ['a leverage', leverage, { symbol: 'TAGUSDT', leverage: 5, maxNotionalValue: '1000000' }],
    ['a margin mode', marginMode, { code: 200, msg: 'success' }],
  ])('accepts %s', (_, request, payload) => {
    expect(acknowledge(request, payload).type).toBe('accepted');
  });

  test.each<[string, Request, unknown]>([
    ['an entry under another client id', entry, { ...anOrder(), clientOrderId: 'web_1' }],
    ['an entry of another symbol', entry, { ...anOrder(), symbol: 'BTCUSDT' }],
    ['a stop under another client id', stop, { ...anAlgoOrder(), clientAlgoId: 'bws2' }],
    ['a plain cancel of another order', cancel('plain', 'bwe2'), { ...anOrder(), status: 'CANCELED' }],
    ['a conditional cancel of another order', cancel('conditional', 'bws2'), algoCanceled],
    ['a conditional cancel without success', cancel('conditional', 'bws1'), { ...algoCanceled, code: '400' }],
    ['another leverage', leverage, { symbol: 'TAGUSDT', leverage: 20, maxNotionalValue: '1000000' }],
    ['a margin mode without success', marginMode, { code: 400, msg: 'no' }],
  ])('leaves the outcome unknown after an answer about %s', (_, request, payload) => {
    expect(acknowledge(request, payload).type).toBe('unknown');
  });

  const requests: [string, Request][] = [
    ['an entry', entry],
    ['a stop', stop],
    ['a plain cancel', cancel('plain', 'bwe1')],
    ['a conditional cancel', cancel('conditional', 'bws1')],
    ['a leverage', leverage],
    ['a margin mode', marginMode],
  ];
  const empties: [string, unknown][] = [['', ''], ['{}', {}], ['[]', []], ['<html>', '<html></html>'], ['half an object', '{"orderId":88'], ['nothing', undefined], ['null', null]];
  test.each(requests.flatMap(([what, request]) => empties.map(([name, payload]) => [what, name, request, payload] as const)))(
    'leaves the outcome of %s unknown after a success of "%s"',
    (_, __, request, payload) => {
      expect(acknowledge(request, payload).type).toBe('unknown');
    },
  );
});
