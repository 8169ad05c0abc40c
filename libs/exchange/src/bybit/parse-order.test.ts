import { decimal } from '@breakwater/core';
import { describe, expect, test } from 'vitest';
import { aConditionalOrder, anOrder } from '../../test/bybit-replies.ts';
import { Unreadable } from '../unreadable.ts';
import { parseOrder, parseOrderOf, readRejectReason } from './parse-order.ts';

describe('parseOrder', () => {
  test('reads a filled market order exactly', () => {
    const report = parseOrder(anOrder());
    expect(report).toMatchObject({
      ...{ symbol: 'TAGUSDT', list: 'plain', clientOrderId: 'bwe1', exchangeOrderId: 'fd4300ae-7847-404e-b947-b46980a4d140', childOrderId: null },
      ...{ side: 'buy', leg: 'net', kind: 'market', status: 'filled', reduceOnly: false, closesPosition: false },
      ...{ triggerPrice: null, triggerType: null, createdAtMs: 1_684_738_540_559, updatedAtMs: 1_684_738_540_561 },
    });
    expect([report.quantity, report.executedQuantity, report.averagePrice].map((value) => value?.toFixed())).toEqual(['564334', '564334', '0.0003543817']);
  });

  test('reads an order that met the slippage band: cancelled, with what was executed', () => {
    const report = parseOrder({ ...anOrder(), orderStatus: 'Cancelled', rejectReason: 'EC_NoImmediateQtyToFill', cumExecQty: '300000', leavesQty: '0' });
    expect([report.status, report.executedQuantity.toFixed()]).toEqual(['canceled', '300000']);
  });

  test('reads the stop that an order brought along, and none where it brought none, or one that triggers on what no stop of ours does', () => {
    expect(parseOrder({ ...anOrder(), stopLoss: '0.000347', slTriggerBy: 'MarkPrice' }).attachedStop).toEqual({ triggerPrice: decimal('0.000347'), triggerType: 'mark' });
    for (const stop of [{ stopLoss: '' }, { stopLoss: '0', slTriggerBy: 'MarkPrice' }, { stopLoss: '0.000347', slTriggerBy: 'IndexPrice' }]) expect(parseOrder({ ...anOrder(), ...stop })).not.toHaveProperty('attachedStop');
    // A stop has a price of its own to wait for.
    expect(parseOrder({ ...aConditionalOrder(), stopLoss: '90', slTriggerBy: 'MarkPrice' })).not.toHaveProperty('attachedStop');
  });

  test('has no average price before the first execution', () => {
    for (const avgPrice of ['', '0']) expect(parseOrder({ ...anOrder(), orderStatus: 'New', cumExecQty: '0', avgPrice }).averagePrice).toBeNull();
  });

  test.each([
    ['New', 'resting'],
    ['PartiallyFilled', 'resting'],
    ['Filled', 'filled'],
    ['Cancelled', 'canceled'],
    ['PartiallyFilledCanceled', 'canceled'],
    ['Rejected', 'rejected'],
  ])('reads status %s of a plain order as %s', (orderStatus, meaning) => {
    expect(parseOrder({ ...anOrder(), orderStatus }).status).toBe(meaning);
  });

  test.each([
    [0, 'net'],
    [1, 'long'],
    [2, 'short'],
  ])('reads position index %i as %s', (positionIdx, leg) => {
    expect(parseOrder({ ...anOrder(), positionIdx }).leg).toBe(leg);
  });

  test('reads a resting stop exactly', () => {
    const report = parseOrder(aConditionalOrder());
    expect(report).toMatchObject({
      ...{ list: 'conditional', clientOrderId: 'bws1', childOrderId: null, side: 'sell', kind: 'stop_market', status: 'resting' },
      ...{ triggerType: 'mark', reduceOnly: true, closesPosition: false, averagePrice: null },
    });
    expect([report.quantity, report.triggerPrice, report.executedQuantity].map((value) => value?.toFixed())).toEqual(['564334', '0.0003473', '0']);
  });

  test.each([
    ['Untriggered', 'resting', false],
    ['Triggered', 'triggered', true],
    ['New', 'triggered', true],
    ['PartiallyFilled', 'triggered', true],
    ['Filled', 'filled', true],
    ['Cancelled', 'canceled', false],
    ['Deactivated', 'canceled', false],
    ['Rejected', 'rejected', false],
  ])('reads status %s of a conditional order as %s', (orderStatus, meaning, isItsOwnChild) => {
    const report = parseOrder({ ...aConditionalOrder(), orderStatus });
    expect([report.status, report.childOrderId]).toEqual([meaning, isItsOwnChild ? report.exchangeOrderId : null]);
  });

  test('makes a stop that was executed in part and cancelled its own child, so that its executions are found', () => {
    const report = parseOrder({ ...aConditionalOrder(), orderStatus: 'Cancelled', cumExecQty: '5', avgPrice: '0.00034' });
    expect([report.status, report.childOrderId, report.executedQuantity.toFixed()]).toEqual(['canceled', report.exchangeOrderId, '5']);
  });

  test.each([
    ['Sell', 2, 'stop_market'],
    ['Buy', 1, 'stop_market'],
    ['Sell', 1, 'take_profit_market'],
    ['Buy', 2, 'take_profit_market'],
    ['Sell', 0, 'other'],
  ])('tells by side %s and direction %i that it is a %s', (side, triggerDirection, kind) => {
    expect(parseOrder({ ...aConditionalOrder(), side, triggerDirection }).kind).toBe(kind);
  });

  test.each([
    ['LastPrice', 'last'],
    ['MarkPrice', 'mark'],
    ['IndexPrice', null],
    ['UNKNOWN', null],
  ])('reads the trigger %s as %s', (triggerBy, type) => {
    expect(parseOrder({ ...aConditionalOrder(), triggerBy }).triggerType).toBe(type);
  });

  test.each([
    ['StopLoss', 'Full', 'stop_market', true],
    ['PartialStopLoss', 'Partial', 'stop_market', false],
    ['TakeProfit', 'Full', 'take_profit_market', true],
    ['TrailingStop', 'Full', 'other', true],
  ])('puts a %s (%s) into the list of the position', (stopOrderType, tpslMode, kind, closesPosition) => {
    expect(parseOrder({ ...aConditionalOrder(), orderLinkId: '', stopOrderType, tpslMode })).toMatchObject({ list: 'position', clientOrderId: '', kind, closesPosition });
  });

  test('has no quantity when it closes whatever the position holds', () => {
    expect(parseOrder({ ...aConditionalOrder(), qty: '0', closeOnTrigger: true })).toMatchObject({ quantity: null, closesPosition: true });
  });

  test.each([
    ['CreateByLiq', 'autoclose-'],
    ['CreateByTakeOver_PassThrough', 'autoclose-'],
    ['CreateByAdl_PassThrough', 'adl_autoclose'],
    ['CreateBySettle', 'settlement_autoclose-'],
  ])('names an order of %s so that its cause is known', (createType, prefix) => {
    expect(parseOrder({ ...anOrder(), orderLinkId: '', createType }).clientOrderId.startsWith(prefix)).toBe(true);
  });

  test('leaves an order without a name that somebody placed without one', () => {
    expect(parseOrder({ ...anOrder(), orderLinkId: '', createType: 'CreateByClosing' }).clientOrderId).toBe('');
  });

  test.each(Object.entries({ orderStatus: 'Paused', side: 'Hold', positionIdx: 7, qty: 1.5, cumExecQty: '', orderId: '', updatedTime: null, reduceOnly: 'no', orderLinkId: null }))(
    'refuses an order whose %s is %j',
    (field, value) => {
      expect(() => parseOrder({ ...anOrder(), [field]: value })).toThrow(Unreadable);
    },
  );

  test('refuses a plain order that waits for a price', () => {
    expect(() => parseOrder({ ...anOrder(), orderStatus: 'Untriggered' })).toThrow(Unreadable);
  });
});

describe('parseOrderOf', () => {
  test('finds an order in the list that it was placed in, and in no other', () => {
    expect(parseOrderOf(anOrder(), 'plain')?.list).toBe('plain');
    expect(parseOrderOf(anOrder(), 'conditional')).toBeNull();
    expect(parseOrderOf(aConditionalOrder(), 'conditional')?.list).toBe('conditional');
    expect([parseOrderOf(aConditionalOrder(), 'plain'), parseOrderOf(aConditionalOrder(), 'position')]).toEqual([null, null]);
  });

  test('finds a triggered order as the plain one that it became as well', () => {
    const filled = { ...aConditionalOrder(), orderStatus: 'Filled', cumExecQty: '564334', avgPrice: '0.0003470' };
    expect(parseOrderOf(filled, 'plain')).toMatchObject({ list: 'plain', status: 'filled', kind: 'market', childOrderId: null, triggerPrice: null, triggerType: null });
    expect(parseOrderOf({ ...filled, orderStatus: 'PartiallyFilled' }, 'plain')?.status).toBe('resting');
    expect(parseOrderOf({ ...filled, orderStatus: 'PartiallyFilled' }, 'conditional')?.status).toBe('triggered');
  });
});

test('a stop that was a part of a position says what price it waited for, once it has executed: it has no client id to be known by', () => {
  const filled = { ...aConditionalOrder(), orderLinkId: '', stopOrderType: 'StopLoss', tpslMode: 'Full', orderStatus: 'Filled', cumExecQty: '564334', avgPrice: '0.0003470' };
  const { triggerPrice } = aConditionalOrder() as { triggerPrice: string };
  expect(parseOrderOf(filled, 'plain')).toMatchObject({ list: 'plain', clientOrderId: '', triggerPrice: decimal(triggerPrice) });
});

test('tells why the exchange rejected an order', () => {
  expect(readRejectReason({ ...anOrder(), rejectReason: 'EC_NoImmediateQtyToFill' })).toBe('EC_NoImmediateQtyToFill');
});
