import { describe, expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, listOpen, position, stop, symbol } from './trading.ts';

describe('a conditional order', () => {
  test('keeps one id from waiting to filled', () => {
    const venue = openBybitVenue();
    create(venue, {});
    const { result } = stop(venue, { orderLinkId: 's1' });
    expect(find(venue, 's1')).toMatchObject({ ...result, orderStatus: 'Untriggered', stopOrderType: 'Stop', createType: 'CreateByStopOrder', triggerPrice: '0.0003473', triggerDirection: 2, reduceOnly: true });
    venue.price(symbol, '0.0003470');
    expect(find(venue, 's1')).toMatchObject({ ...result, orderStatus: 'Filled', cumExecQty: '20000', avgPrice: '0.000347', stopOrderType: 'Stop' });
    expect(venue.get('/v5/execution/list', { category: 'linear', orderLinkId: 's1' }).result.list).toMatchObject([{ ...result, execQty: '20000', closedSize: '20000', stopOrderType: 'Stop' }]);
    expect(venue.get('/v5/order/history', { category: 'linear', orderId: result.orderId }).result.list).toHaveLength(1);
  });

  test.each([
    ['Sell', 2, '0.0003544', 110093],
    ['Sell', 2, '0.0003600', 110093],
    ['Buy', 1, '0.0003500', 110092],
    ['Buy', 2, '0.0003600', 110093],
    ['Sell', 1, '0.0003500', 110092],
  ])('%s in direction %i at %s, which the price has passed, is %i', (side, triggerDirection, triggerPrice, retCode) => {
    expect(create(openBybitVenue(), { side, triggerDirection, triggerPrice })).toMatchObject({ retCode });
  });

  test('needs a direction', () => {
    expect(create(openBybitVenue(), { triggerPrice: '0.0003600' })).toMatchObject({ retCode: 10001 });
  });

  test('watches the last price unless told to watch the mark price', () => {
    const venue = openBybitVenue();
    create(venue, {});
    stop(venue, { orderLinkId: 'last', qty: '10000' });
    stop(venue, { orderLinkId: 'mark', qty: '10000', triggerBy: 'MarkPrice' });
    venue.price(symbol, '0.0003400', '0.0003544');
    expect(find(venue, 'last')).toMatchObject({ orderStatus: 'Filled', triggerBy: 'LastPrice' });
    expect(find(venue, 'mark')).toMatchObject({ orderStatus: 'Untriggered', triggerBy: 'MarkPrice' });
    venue.price(symbol, '0.0003400', '0.0003400');
    expect(find(venue, 'mark')).toMatchObject({ orderStatus: 'Filled' });
  });

  test('can be an entry, a limit order, or both', () => {
    const venue = openBybitVenue();
    create(venue, { orderType: 'Limit', price: '0.0003610', triggerPrice: '0.0003600', triggerDirection: 1, orderLinkId: 'breakout' });
    venue.price(symbol, '0.0003605');
    expect(find(venue, 'breakout')).toMatchObject({ orderStatus: 'Filled', orderType: 'Limit', price: '0.000361', avgPrice: '0.0003605' });
    create(venue, { orderType: 'Limit', price: '0.0003500', triggerPrice: '0.0003700', triggerDirection: 1, orderLinkId: 'later' });
    venue.price(symbol, '0.0003700');
    expect(find(venue, 'later')).toMatchObject({ orderStatus: 'New', triggerPrice: '0.00037' });
    expect(listOpen(venue)).toHaveLength(1);
  });

  test('binds no margin; at its trigger it is cancelled if there is too little', () => {
    const venue = openBybitVenue({ balance: '1' });
    expect(create(venue, { qty: '1000000', triggerPrice: '0.0003600', triggerDirection: 1, orderLinkId: 'rich' })).toMatchObject({ retCode: 0 });
    expect(venue.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }).result.list[0]).toMatchObject({ totalInitialMargin: '0' });
    venue.price(symbol, '0.0003600');
    expect(find(venue, 'rich')).toMatchObject({ orderStatus: 'Cancelled', cumExecQty: '0', rejectReason: 'EC_Others' });
  });

  test('that outlives its position is cancelled at its trigger, and opens nothing', () => {
    const venue = openBybitVenue();
    create(venue, {});
    stop(venue, { orderLinkId: 's1' });
    create(venue, { side: 'Sell', reduceOnly: true });
    expect(find(venue, 's1')).toMatchObject({ orderStatus: 'Untriggered' });
    venue.price(symbol, '0.0003400');
    expect(find(venue, 's1')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelByReduceOnly' });
    expect(position(venue)).toMatchObject({ size: '0' });
  });

  test('of quantity 0 closes the whole position, and waits on when the position is closed by other means', () => {
    const venue = openBybitVenue();
    create(venue, {});
    expect(stop(venue, { qty: '0', closeOnTrigger: true, orderLinkId: 'all' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'all')).toMatchObject({ qty: '0', closeOnTrigger: true, reduceOnly: true });
    create(venue, { side: 'Sell', reduceOnly: true });
    expect(find(venue, 'all')).toMatchObject({ orderStatus: 'Untriggered' });
    create(venue, { qty: '50000' });
    venue.price(symbol, '0.0003400');
    expect(find(venue, 'all')).toMatchObject({ orderStatus: 'Filled', cumExecQty: '50000' });
    expect(position(venue)).toMatchObject({ size: '0' });
  });

  test('is one of at most ten on its contract', () => {
    const venue = openBybitVenue();
    for (let index = 0; index < 10; index++) expect(stop(venue, { orderLinkId: `s${index}` })).toMatchObject({ retCode: 0 });
    expect(stop(venue, { orderLinkId: 's10' })).toMatchObject({ retCode: 110009 });
    expect(create(venue, { symbol: 'BTCUSDT', side: 'Sell', qty: '0.01', triggerPrice: '90000', triggerDirection: 2, reduceOnly: true })).toMatchObject({ retCode: 0 });
    venue.post('/v5/order/cancel', { ...linear, orderLinkId: 's3' });
    expect(stop(venue, { orderLinkId: 's10' })).toMatchObject({ retCode: 0 });
  });

  test('is amended in place', () => {
    const venue = openBybitVenue();
    create(venue, {});
    const { result } = stop(venue, { orderLinkId: 's1' });
    const amend = (fields: object) => venue.post('/v5/order/amend', { ...linear, orderLinkId: 's1', ...fields });
    expect(amend({ triggerPrice: '0.0003500', triggerBy: 'MarkPrice' })).toMatchObject({ retCode: 0, result });
    expect(find(venue, 's1')).toMatchObject({ ...result, triggerPrice: '0.00035', triggerBy: 'MarkPrice', orderStatus: 'Untriggered' });
    expect(amend({ triggerPrice: '0.0003500' })).toMatchObject({ retCode: 10001 });
    expect(amend({ triggerPrice: '0.0003600' })).toMatchObject({ retCode: 110093 });
    expect(find(venue, 's1')).toMatchObject({ triggerPrice: '0.00035' });
  });

  test('that was cancelled before its trigger is Deactivated', () => {
    const venue = openBybitVenue();
    stop(venue, { orderLinkId: 's1' });
    venue.post('/v5/order/cancel', { ...linear, orderLinkId: 's1' });
    expect(find(venue, 's1')).toMatchObject({ orderStatus: 'Deactivated', cancelType: 'CancelByUser' });
  });

  test('goes with the others when all are cancelled, or alone by its kind', () => {
    const venue = openBybitVenue();
    stop(venue, { orderLinkId: 's1' });
    create(venue, { orderType: 'Limit', price: '0.0003', orderLinkId: 'r1' });
    expect(venue.post('/v5/order/cancel-all', { ...linear, orderFilter: 'StopOrder' }).result).toMatchObject({ list: [{ orderLinkId: 's1' }], success: '1' });
    expect(listOpen(venue)).toMatchObject([{ orderLinkId: 'r1' }]);
    stop(venue, { orderLinkId: 's2' });
    expect(venue.post('/v5/order/cancel-all', { category: 'linear', settleCoin: 'USDT' }).result.list).toHaveLength(2);
    expect(listOpen(venue)).toEqual([]);
  });
});
