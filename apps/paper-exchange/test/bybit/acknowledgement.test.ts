import { Decimal, setBook } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { create, find, listOpen, position, symbol } from './trading.ts';

const orderId = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);

/** A book of three levels of 10000 each, one tick apart, or one with a hole of `spreadTicks` around the price. */
const thin = { spreadTicks: 1, stepTicks: 1, levels: 3, levelQuantity: new Decimal('10000') };

describe('placing an order', () => {
  test('is acknowledged with ids and nothing else', () => {
    const venue = openBybitVenue();
    expect(create(venue, { orderLinkId: 'e1' })).toEqual({ retCode: 0, retMsg: 'OK', result: { orderId, orderLinkId: 'e1' }, retExtInfo: {}, time: venue.clock.nowMs() });
    expect(create(venue, {}).result).toEqual({ orderId, orderLinkId: '' });
  });

  test('is acknowledged before the match: the order is new until it comes to the engine', () => {
    const venue = openBybitVenue({ rules: { matchAfterMs: 30 } });
    create(venue, { orderLinkId: 'e1' });
    venue.clock.advance(29);
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'New', cumExecQty: '0', avgPrice: '' });
    expect(position(venue)).toMatchObject({ size: '0' });
    venue.clock.advance(1);
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'Filled', cumExecQty: '20000' });
    expect(position(venue)).toMatchObject({ size: '20000', side: 'Buy' });
  });

  test('that is cancelled on its way to the engine never fills', () => {
    const venue = openBybitVenue({ rules: { matchAfterMs: 30 } });
    create(venue, { orderLinkId: 'e1' });
    expect(venue.post('/v5/order/cancel', { category: 'linear', symbol, orderLinkId: 'e1' })).toMatchObject({ retCode: 0, result: { orderLinkId: 'e1' } });
    venue.clock.advance(30);
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByUser', rejectReason: 'EC_PerCancelRequest', cumExecQty: '0' });
    expect(position(venue)).toMatchObject({ size: '0' });
  });
});

describe('what the gateway sees, it refuses', () => {
  test('margin that does not suffice is 110007, and there is no order', () => {
    const venue = openBybitVenue({ balance: '1' });
    expect(create(venue, { qty: '100000', orderLinkId: 'e1' })).toMatchObject({ retCode: 110007, result: {} });
    expect(find(venue, 'e1')).toBeUndefined();
  });

  test('reducing without a position is 110017', () => {
    expect(create(openBybitVenue(), { side: 'Sell', reduceOnly: true })).toMatchObject({ retCode: 110017 });
  });

  test('a delisted contract is 30228, but can be closed', () => {
    const venue = openBybitVenue();
    create(venue, {});
    venue.exchange.markets.set(symbol, { ...venue.exchange.markets.get(symbol)!, status: 'settling' });
    expect(create(venue, {})).toMatchObject({ retCode: 30228 });
    expect(create(venue, { side: 'Sell', reduceOnly: true })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ size: '0' });
  });
});

describe('what only the engine sees, the order tells that has been accepted', () => {
  test('of two orders that the margin carries one at a time the second is Rejected', () => {
    const venue = openBybitVenue({ balance: '1', rules: { matchAfterMs: 5 } });
    expect(create(venue, { orderLinkId: 'first' })).toMatchObject({ retCode: 0 });
    expect(create(venue, { orderLinkId: 'second' })).toMatchObject({ retCode: 0 });
    venue.clock.advance(5);
    expect(find(venue, 'first')).toMatchObject({ orderStatus: 'Filled' });
    expect(find(venue, 'second')).toMatchObject({ orderStatus: 'Rejected', rejectReason: 'EC_Others', cumExecQty: '0' });
  });

  test('of two closings of one position the second is cancelled: there is nothing left to reduce', () => {
    const venue = openBybitVenue({ rules: { matchAfterMs: 5 } });
    create(venue, {});
    venue.clock.advance(5);
    for (const orderLinkId of ['first', 'second']) expect(create(venue, { side: 'Sell', reduceOnly: true, orderLinkId })).toMatchObject({ retCode: 0 });
    venue.clock.advance(5);
    expect(find(venue, 'first')).toMatchObject({ orderStatus: 'Filled' });
    expect(find(venue, 'second')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByReduceOnly', cumExecQty: '0' });
  });

  test('a venue whose gateway looks at the form alone accepts both faults and tells them afterwards', () => {
    const venue = openBybitVenue({ balance: '1', rules: { gatewayChecks: 'form' } });
    expect(create(venue, { qty: '100000', orderLinkId: 'poor' })).toMatchObject({ retCode: 0 });
    expect(create(venue, { side: 'Sell', reduceOnly: true, orderLinkId: 'flat' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'poor')).toMatchObject({ orderStatus: 'Rejected' });
    expect(find(venue, 'flat')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByReduceOnly' });
  });

  test('a closing larger than the position is cut to it', () => {
    const venue = openBybitVenue();
    create(venue, {});
    create(venue, { side: 'Sell', reduceOnly: true, qty: '50000', orderLinkId: 'x1' });
    expect(find(venue, 'x1')).toMatchObject({ orderStatus: 'Filled', qty: '20000', cumExecQty: '20000' });
    expect(position(venue)).toMatchObject({ size: '0' });
  });

  test('a PostOnly order that would take is cancelled', () => {
    const venue = openBybitVenue();
    expect(create(venue, { orderType: 'Limit', price: '0.0003600', timeInForce: 'PostOnly', orderLinkId: 'p1' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'p1')).toMatchObject({ orderStatus: 'Cancelled', rejectReason: 'EC_PostOnlyWillTakeLiquidity', timeInForce: 'PostOnly' });
  });

  test('a FOK order that cannot fill whole is cancelled without a fill', () => {
    const venue = openBybitVenue();
    setBook(venue.exchange, symbol, thin);
    create(venue, { orderType: 'Limit', price: '0.0003547', qty: '40000', timeInForce: 'FOK', orderLinkId: 'f1' });
    expect(find(venue, 'f1')).toMatchObject({ orderStatus: 'Cancelled', cumExecQty: '0', rejectReason: 'EC_CancelForNoFullFill' });
  });
});

describe('a market order is an IOC order within a band of prices', () => {
  test('what finds no counterpart in the band is cancelled, and what did find one is kept', () => {
    const venue = openBybitVenue();
    setBook(venue.exchange, symbol, thin);
    create(venue, { qty: '40000', orderLinkId: 'm1' });
    expect(find(venue, 'm1')).toMatchObject({ orderStatus: 'Cancelled', rejectReason: 'EC_NoImmediateQtyToFill', cumExecQty: '30000', leavesQty: '0', timeInForce: 'IOC' });
    expect(position(venue)).toMatchObject({ size: '30000' });
  });

  test('a book that begins beyond the band fills nothing', () => {
    const venue = openBybitVenue();
    setBook(venue.exchange, symbol, { ...thin, spreadTicks: 1000 });
    create(venue, { orderLinkId: 'm1' });
    expect(find(venue, 'm1')).toMatchObject({ orderStatus: 'Cancelled', rejectReason: 'EC_NoImmediateQtyToFill', cumExecQty: '0', avgPrice: '' });
    expect(venue.get('/v5/execution/list', { category: 'linear', symbol }).result.list).toEqual([]);
  });

  test('qty 0 with reduceOnly and closeOnTrigger closes whatever there is', () => {
    const venue = openBybitVenue();
    create(venue, { qty: '70000' });
    create(venue, { side: 'Sell', qty: '0', reduceOnly: true, closeOnTrigger: true, orderLinkId: 'all' });
    expect(find(venue, 'all')).toMatchObject({ orderStatus: 'Filled', qty: '70000' });
  });
});

describe('a resting order', () => {
  test('can be amended in place and keeps its id', () => {
    const venue = openBybitVenue();
    const { result } = create(venue, { orderType: 'Limit', price: '0.0003000', orderLinkId: 'r1' });
    expect(venue.post('/v5/order/amend', { category: 'linear', symbol, orderLinkId: 'r1', price: '0.0003100', qty: '30000' })).toMatchObject({ retCode: 0, result });
    expect(listOpen(venue)).toMatchObject([{ ...result, price: '0.00031', qty: '30000', orderStatus: 'New' }]);
    expect(venue.post('/v5/order/amend', { category: 'linear', symbol, orderLinkId: 'r1', price: '0.0003100' })).toMatchObject({ retCode: 10001 });
  });

  test('that is not there can be neither amended nor cancelled: 110001', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'e1' });
    for (const name of ['e1', 'nobody']) {
      expect(venue.post('/v5/order/cancel', { category: 'linear', symbol, orderLinkId: name })).toMatchObject({ retCode: 110001 });
      expect(venue.post('/v5/order/amend', { category: 'linear', symbol, orderLinkId: name, price: '0.0003' })).toMatchObject({ retCode: 110001 });
    }
  });
});
