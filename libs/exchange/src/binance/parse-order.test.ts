import { describe, expect, test } from 'vitest';
import { Unreadable } from '../unreadable.ts';
import { parseAlgoOrder } from './parse-algo-order.ts';
import { parseOrder } from './parse-order.ts';
import { anAlgoOrder, anOrder } from '../../test/binance-replies.ts';

describe('parseOrder', () => {
  test('reads a filled market order exactly', () => {
    const report = parseOrder(anOrder());
    expect(report).toMatchObject({
      ...{ symbol: 'TAGUSDT', list: 'plain', clientOrderId: 'bwe1', exchangeOrderId: '8886774', childOrderId: null },
      ...{ side: 'buy', leg: 'net', kind: 'market', status: 'filled', reduceOnly: false, closesPosition: false },
      ...{ triggerPrice: null, triggerType: null, createdAtMs: 1_579_276_756_075, updatedAtMs: 1_579_276_756_080 },
    });
    expect([report.quantity, report.executedQuantity, report.averagePrice].map((value) => value?.toFixed())).toEqual(['564334', '564334', '0.0003543817']);
  });

  test('takes the time of the last change for the time of creation when the reply names no other', () => {
    expect(parseOrder({ ...anOrder(), time: undefined }).createdAtMs).toBe(1_579_276_756_080);
  });

  test('has no average price before the first execution', () => {
    expect(parseOrder({ ...anOrder(), status: 'NEW', executedQty: '0', avgPrice: '0.00000' }).averagePrice).toBeNull();
  });

  test.each([
    ['NEW', 'resting'],
    ['PARTIALLY_FILLED', 'resting'],
    ['NEW_INSURANCE', 'resting'],
    ['NEW_ADL', 'resting'],
    ['FILLED', 'filled'],
    ['CANCELED', 'canceled'],
    ['REJECTED', 'rejected'],
    ['EXPIRED', 'expired'],
    ['EXPIRED_IN_MATCH', 'expired'],
  ])('reads status %s as %s', (status, meaning) => {
    expect(parseOrder({ ...anOrder(), status }).status).toBe(meaning);
  });

  test.each([
    ['BOTH', 'net'],
    ['LONG', 'long'],
    ['SHORT', 'short'],
  ])('reads position side %s as %s', (positionSide, leg) => {
    expect(parseOrder({ ...anOrder(), positionSide }).leg).toBe(leg);
  });

  test('has no quantity when it closes whatever the position holds', () => {
    expect(parseOrder({ ...anOrder(), closePosition: true, origQty: '0' }).quantity).toBeNull();
  });

  test.each(Object.entries({ status: 'PAUSED', side: 'HOLD', positionSide: 'NEITHER', origQty: 1.5, executedQty: '', orderId: 1e300, updateTime: null, closePosition: 'no' }))(
    'refuses an order whose %s is %j',
    (field, value) => {
      expect(() => parseOrder({ ...anOrder(), [field]: value })).toThrow(Unreadable);
    },
  );

  test.each(['', '<html></html>', {}, [], null, undefined])('refuses %j', (value) => {
    expect(() => parseOrder(value)).toThrow(Unreadable);
  });
});

describe('parseAlgoOrder', () => {
  test('reads a resting stop exactly', () => {
    const report = parseAlgoOrder(anAlgoOrder());
    expect(report).toMatchObject({
      ...{ symbol: 'TAGUSDT', list: 'conditional', clientOrderId: 'bws1', exchangeOrderId: '2148627', childOrderId: null, side: 'sell' },
      ...{ kind: 'stop_market', status: 'resting', triggerType: 'mark', reduceOnly: true, closesPosition: false, averagePrice: null },
    });
    expect([report.quantity, report.triggerPrice, report.executedQuantity].map((value) => value?.toFixed())).toEqual(['564334', '0.0003473', '0']);
  });

  test.each([
    ['NEW', 'resting'],
    ['TRIGGERING', 'triggered'],
    ['TRIGGERED', 'triggered'],
    ['FINISHED', 'triggered'],
    ['CANCELED', 'canceled'],
    ['EXPIRED', 'expired'],
    ['REJECTED', 'rejected'],
  ])('reads status %s as %s', (algoStatus, meaning) => {
    expect(parseAlgoOrder({ ...anAlgoOrder(), algoStatus }).status).toBe(meaning);
  });

  test('points to the plain order that it became, and claims no fill of its own', () => {
    const report = parseAlgoOrder({ ...anAlgoOrder(), algoStatus: 'FINISHED', actualOrderId: '99', actualPrice: '0.00034', actualQty: '564334' });
    expect([report.childOrderId, report.executedQuantity.toFixed(), report.averagePrice]).toEqual(['99', '0', null]);
  });

  test('has no quantity when it closes whatever the position holds', () => {
    expect(parseAlgoOrder({ ...anAlgoOrder(), closePosition: true, quantity: '0' })).toMatchObject({ quantity: null, closesPosition: true });
  });

  test.each(Object.entries({ algoStatus: 'SLEEPING', algoId: '', clientAlgoId: '', quantity: 5, triggerPrice: 'x', workingType: 'INDEX', actualOrderId: 'x' }))(
    'refuses an order whose %s is %j',
    (field, value) => {
      expect(() => parseAlgoOrder({ ...anAlgoOrder(), [field]: value })).toThrow(Unreadable);
    },
  );
});
