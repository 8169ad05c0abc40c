import type { PlaceLimit, PlaceMarket, PlaceStop } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { weightOf } from './endpoints.ts';
import { toCall } from './to-call.ts';

const market: PlaceMarket = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg: 'net', side: 'buy', quantity: '564334', reduceOnly: false, clientOrderId: 'bwe1' };
const limited: PlaceLimit = { ...market, type: 'limit_ioc', price: '0.0003561', reduceOnly: false };
const stop: PlaceStop = {
  ...{ kind: 'place', type: 'stop_market', symbol: 'TAGUSDT', leg: 'net', side: 'sell', quantity: '564334' },
  ...{ triggerPrice: '0.0003473', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws1' },
} as const;

describe('toCall', () => {
  test('places an entry so that its reply tells the fill', () => {
    expect(toCall(market)).toEqual({
      endpoint: 'placeOrder',
      parameters: { symbol: 'TAGUSDT', side: 'BUY', type: 'MARKET', quantity: '564334', newClientOrderId: 'bwe1', newOrderRespType: 'RESULT' },
    });
  });

  test('places a limited entry so that it trades at once or not at all', () => {
    expect(toCall(limited)).toEqual({
      endpoint: 'placeOrder',
      parameters: { ...{ symbol: 'TAGUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', price: '0.0003561', quantity: '564334' }, newClientOrderId: 'bwe1', newOrderRespType: 'RESULT' },
    });
  });

  test('places a close reduce-only', () => {
    expect(toCall({ ...market, side: 'sell', reduceOnly: true })?.parameters).toMatchObject({ side: 'SELL', reduceOnly: 'true' });
  });

  test('places a stop on the algo endpoint, reduce-only, with its quantity', () => {
    expect(toCall(stop)).toEqual({
      endpoint: 'placeAlgoOrder',
      parameters: {
        ...{ algoType: 'CONDITIONAL', symbol: 'TAGUSDT', side: 'SELL', type: 'STOP_MARKET', quantity: '564334', triggerPrice: '0.0003473' },
        ...{ workingType: 'MARK_PRICE', reduceOnly: 'true', clientAlgoId: 'bws1', newOrderRespType: 'RESULT' },
      },
    });
  });

  test('triggers by the last price when told to', () => {
    expect(toCall({ ...stop, triggerType: 'last' })?.parameters.workingType).toBe('CONTRACT_PRICE');
  });

  test.each([
    ['long', 'LONG'],
    ['short', 'SHORT'],
  ] as const)('names the %s leg instead of sending reduceOnly in hedge mode', (leg, positionSide) => {
    for (const request of [stop, { ...market, reduceOnly: true }]) {
      const parameters = toCall({ ...request, leg })?.parameters;
      expect([parameters?.positionSide, parameters?.reduceOnly]).toEqual([positionSide, undefined]);
    }
  });

  test('cancels in the list that the order rests in', () => {
    const cancel = { kind: 'cancel', symbol: 'TAGUSDT', clientOrderId: 'bws1' } as const;
    expect(toCall({ ...cancel, list: 'plain' })).toEqual({ endpoint: 'cancelOrder', parameters: { symbol: 'TAGUSDT', origClientOrderId: 'bws1' } });
    expect(toCall({ ...cancel, list: 'conditional' })).toEqual({ endpoint: 'cancelAlgoOrder', parameters: { symbol: 'TAGUSDT', clientAlgoId: 'bws1' } });
    expect(toCall({ ...cancel, list: 'position' })).toBeNull();
  });

  test('cancels what was taken over by the id of the exchange: client ids of others may repeat', () => {
    const cancel = { kind: 'cancel', symbol: 'TAGUSDT', clientOrderId: 'x-1', exchangeOrderId: '77' } as const;
    expect(toCall({ ...cancel, list: 'plain' })?.parameters).toEqual({ symbol: 'TAGUSDT', orderId: '77' });
    expect(toCall({ ...cancel, list: 'conditional' })?.parameters).toEqual({ symbol: 'TAGUSDT', algoId: '77' });
  });

  test('sets leverage and margin type', () => {
    expect(toCall({ kind: 'leverage', symbol: 'TAGUSDT', leverage: 5 })?.parameters).toEqual({ symbol: 'TAGUSDT', leverage: '5' });
    expect(toCall({ kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'cross' })?.parameters).toEqual({ symbol: 'TAGUSDT', marginType: 'CROSSED' });
    expect(toCall({ kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'isolated' })?.parameters).toEqual({ symbol: 'TAGUSDT', marginType: 'ISOLATED' });
  });
});

describe('weightOf', () => {
  test('counts a listing without a symbol at its wide weight', () => {
    expect([weightOf('readOpenOrders', { symbol: 'TAGUSDT' }), weightOf('readOpenOrders', {}), weightOf('placeOrder', {})]).toEqual([1, 40, 0]);
  });
});
