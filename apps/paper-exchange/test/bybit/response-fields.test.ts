import { describe, expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { type TypedAnswer, compileAnswers } from './compile-answers.ts';
import { create, linear, stop, symbol, tradingStop } from './trading.ts';

/** What the client declares beyond the venue's documents, or names otherwise than they do. */
const undocumentedOfOrders = ['ocoTriggerType', 'smpGroup', 'stopOrderType', 'triggerBy', 'tpTriggerBy', 'slTriggerBy', 'isLeverage', 'marketUnit', 'triggerDirection', 'rpiTakerAccess', 'rpiMatchedQty', 'fromAccount', 'toAccount', 'externalEventType'];

/** Every answer that has rows, from a venue in which there is one of everything. */
function collectAnswers(): TypedAnswer[] {
  const venue = openBybitVenue();
  create(venue, { orderLinkId: 'enter', stopLoss: '0.0003' });
  stop(venue, {});
  create(venue, { orderType: 'Limit', price: '0.0003', orderLinkId: 'rest' });
  tradingStop(venue, { takeProfit: '0.0004' });
  create(venue, { side: 'Sell', qty: '10000', reduceOnly: true, orderLinkId: 'part' });
  const leg = { symbol, side: 'Buy', orderType: 'Limit', qty: '20000', price: '0.0003' };
  return [
    { method: 'getServerTime', body: venue.get('/v5/market/time'), absent: [] },
    { method: 'submitOrder', body: create(venue, { orderType: 'Limit', price: '0.0003' }), absent: [] },
    { method: 'amendOrder', body: venue.post('/v5/order/amend', { ...linear, orderLinkId: 'rest', price: '0.00031' }), absent: [] },
    { method: 'cancelOrder', body: venue.post('/v5/order/cancel', { ...linear, orderLinkId: 'rest' }), absent: [] },
    { method: 'batchSubmitOrders', body: venue.post('/v5/order/create-batch', { category: 'linear', request: [leg] }), absent: [] },
    { method: 'getActiveOrders', body: venue.get('/v5/order/realtime', linear), absent: undocumentedOfOrders },
    { method: 'getHistoricOrders', body: venue.get('/v5/order/history', linear), absent: undocumentedOfOrders },
    { method: 'getPositionInfo', body: venue.get('/v5/position/list', linear), absent: ['netDeltaRatio'] },
    { method: 'getExecutionList', body: venue.get('/v5/execution/list', linear), absent: ['stopOrderType'] },
    { method: 'getClosedPnL', body: venue.get('/v5/position/closed-pnl', linear), absent: [] },
    { method: 'getWalletBalance', body: venue.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }), absent: [] },
    { method: 'getAccountInfo', body: venue.get('/v5/account/info'), absent: [] },
    { method: 'getOrderbook', body: venue.get('/v5/market/orderbook', linear), absent: [] },
  ];
}

describe('every answer', () => {
  test('has all fields that the independent client declares, with the declared types and words', () => {
    expect(compileAnswers(collectAnswers())).toEqual([]);
  }, 60_000);

  test('is looked at closely: a field that is missing, and a word that nobody knows, are complained of', () => {
    const venue = openBybitVenue();
    create(venue, {});
    const [row] = venue.get('/v5/position/list', linear).result.list;
    const { avgPrice: _avgPrice, ...without } = row;
    const say = (body: unknown) => compileAnswers([{ method: 'getPositionInfo', body: { result: { category: 'linear', nextPageCursor: '', list: [body] } }, absent: ['netDeltaRatio'] }]);
    expect(say(row)).toEqual([]);
    expect(say(without)).toEqual([expect.stringContaining('avgPrice')]);
    expect(say({ ...row, positionStatus: 'Odd' })).toEqual([expect.stringContaining('Odd')]);
  }, 60_000);

  test('of the listings has the fields that the documents name and the client does not', () => {
    const venue = openBybitVenue();
    stop(venue, {});
    expect(venue.get('/v5/order/realtime', linear).result.list[0]).toMatchObject({ ocoTriggerBy: '', smpGroup: 0, createType: 'CreateByStopOrder', stopOrderType: 'Stop', cancelType: 'UNKNOWN', rejectReason: 'EC_NoError' });
  });
});
