import type { PlaceLimit, PlaceMarket, PlaceStop } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { toCall } from './to-call.ts';

const market: PlaceMarket = { kind: 'place', type: 'market', symbol: 'TAGUSDT', leg: 'net', side: 'buy', quantity: '564334', reduceOnly: false, clientOrderId: 'bwe1' };
const limited: PlaceLimit = { ...market, type: 'limit_ioc', price: '0.0003561', reduceOnly: false };
const stop: PlaceStop = {
  ...{ kind: 'place', type: 'stop_market', symbol: 'TAGUSDT', leg: 'net', side: 'sell', quantity: '564334' },
  ...{ triggerPrice: '0.0003473', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws1' },
} as const;

describe('toCall', () => {
  test('places an entry with our id and the leg named', () => {
    expect(toCall(market)).toEqual({
      endpoint: 'placeOrder',
      parameters: { category: 'linear', symbol: 'TAGUSDT', side: 'Buy', orderType: 'Market', qty: '564334', positionIdx: 0, reduceOnly: false, orderLinkId: 'bwe1' },
    });
  });

  test('places a limited entry so that it trades at once or not at all', () => {
    expect(toCall(limited)).toEqual({
      endpoint: 'placeOrder',
      parameters: {
        ...{ category: 'linear', symbol: 'TAGUSDT', side: 'Buy', orderType: 'Limit', timeInForce: 'IOC', price: '0.0003561', qty: '564334' },
        ...{ positionIdx: 0, reduceOnly: false, orderLinkId: 'bwe1' },
      },
    });
  });

  test('has an entry bring a stop along: at market, for the whole position, with the price named that triggers it', () => {
    const attachedStop = { triggerPrice: '0.0003473', triggerType: 'mark' } as const;
    const brings = { stopLoss: '0.0003473', slTriggerBy: 'MarkPrice', slOrderType: 'Market', tpslMode: 'Full' };
    expect(toCall({ ...market, attachedStop })?.parameters).toMatchObject(brings);
    expect(toCall({ ...limited, attachedStop })?.parameters).toMatchObject(brings);
  });

  test.each([['net', 0], ['long', 1], ['short', 2]] as const)('takes the stop away that is a part of a position: leg %s', (leg, positionIdx) => {
    expect(toCall({ kind: 'position_stop', symbol: 'TAGUSDT', leg })).toEqual({
      endpoint: 'setTradingStop',
      parameters: { category: 'linear', symbol: 'TAGUSDT', tpslMode: 'Full', stopLoss: '0', positionIdx },
    });
  });

  test('places a close reduce-only', () => {
    expect(toCall({ ...market, side: 'sell', reduceOnly: true })?.parameters).toMatchObject({ side: 'Sell', reduceOnly: true });
  });

  test('places a stop as a conditional order with trigger, direction and price type named', () => {
    expect(toCall(stop)).toEqual({
      endpoint: 'placeOrder',
      parameters: {
        ...{ category: 'linear', symbol: 'TAGUSDT', side: 'Sell', orderType: 'Market', qty: '564334', positionIdx: 0, reduceOnly: true },
        ...{ orderLinkId: 'bws1', triggerPrice: '0.0003473', triggerDirection: 2, triggerBy: 'MarkPrice' },
      },
    });
  });

  test("waits for a rise with a short's stop, and triggers by the last price when told to", () => {
    expect(toCall({ ...stop, side: 'buy', triggerType: 'last' })?.parameters).toMatchObject({ side: 'Buy', triggerDirection: 1, triggerBy: 'LastPrice' });
  });

  test.each([
    ['long', 1],
    ['short', 2],
  ] as const)('names the %s leg in hedge mode, and reduceOnly as well', (leg, positionIdx) => {
    for (const request of [stop, { ...market, reduceOnly: true }]) expect(toCall({ ...request, leg })?.parameters).toMatchObject({ positionIdx, reduceOnly: true });
  });

  test('cancels by our id, whichever list the order is in, but for a stop that is part of a position', () => {
    const cancel = { kind: 'cancel', symbol: 'TAGUSDT', clientOrderId: 'bws1' } as const;
    const call = { endpoint: 'cancelOrder', parameters: { category: 'linear', symbol: 'TAGUSDT', orderLinkId: 'bws1' } };
    expect([toCall({ ...cancel, list: 'plain' }), toCall({ ...cancel, list: 'conditional' }), toCall({ ...cancel, list: 'position' })]).toEqual([call, call, null]);
  });

  test('cancels what was taken over by the id of the exchange: it may have no other', () => {
    const request = { kind: 'cancel', symbol: 'TAGUSDT', list: 'conditional', clientOrderId: '', exchangeOrderId: 'fd43' } as const;
    expect(toCall(request)?.parameters).toEqual({ category: 'linear', symbol: 'TAGUSDT', orderId: 'fd43' });
  });

  test('sets the leverage of both sides, and the margin mode of the account', () => {
    expect(toCall({ kind: 'leverage', symbol: 'TAGUSDT', leverage: 5 })?.parameters).toEqual({ category: 'linear', symbol: 'TAGUSDT', buyLeverage: '5', sellLeverage: '5' });
    expect(toCall({ kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'cross' })?.parameters).toEqual({ setMarginMode: 'REGULAR_MARGIN' });
    expect(toCall({ kind: 'margin_mode', symbol: 'TAGUSDT', mode: 'isolated' })?.parameters).toEqual({ setMarginMode: 'ISOLATED_MARGIN' });
  });
});
