import { Decimal, provokeDeleveraging, settleMarket } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, position, stop, symbol, tradingStop } from './trading.ts';

const executions = (venue: BybitVenue, fields: Record<string, string> = {}): any[] => venue.get('/v5/execution/list', { category: 'linear', ...fields }).result.list;

describe('what the exchange does by itself', () => {
  test('a liquidation is a BustTrade without an orderLinkId; open orders go first and say why', () => {
    const venue = openBybitVenue({ balance: '2' });
    create(venue, { orderLinkId: 'enter' });
    create(venue, { orderType: 'Limit', price: '0.0002', qty: '30000', orderLinkId: 'rest' });
    stop(venue, { triggerPrice: '0.0001', orderLinkId: 'far' });
    expect(position(venue)).toMatchObject({ size: '20000' });
    venue.price(symbol, '0.0002500');
    expect(position(venue)).toMatchObject({ size: '0' });
    expect(executions(venue)[0]).toMatchObject({ execType: 'BustTrade', createType: 'CreateByTakeOver_PassThrough', orderLinkId: '', side: 'Sell', execQty: '20000' });
    expect(find(venue, 'rest')).toMatchObject({ orderStatus: 'Cancelled', cancelType: 'CancelAllBeforeLiq' });
    expect(find(venue, 'far')).toMatchObject({ orderStatus: 'Untriggered' });
    expect(executions(venue, { execType: 'Trade' })).toMatchObject([{ orderLinkId: 'enter' }]);
  });

  test('a step of a liquidation, which leaves a part of the position, is a Trade created by CreateByLiq; what takes the rest over is not', () => {
    const venue = openBybitVenue({ balance: '2', rules: { liquidationFraction: '0.25' } });
    create(venue, { orderLinkId: 'enter' });
    venue.price(symbol, '0.0002570');
    expect(position(venue)).toMatchObject({ side: 'Buy', size: '15000' });
    expect(executions(venue)[0]).toMatchObject({ execType: 'Trade', createType: 'CreateByLiq', orderLinkId: '', side: 'Sell', execQty: '5000', closedSize: '5000' });
    venue.price(symbol, '0.0001000');
    expect(executions(venue)[0]).toMatchObject({ execType: 'BustTrade', createType: 'CreateByTakeOver_PassThrough', execQty: '15000' });
  });

  test('a deleveraging is an AdlTrade', () => {
    const venue = openBybitVenue();
    create(venue, {});
    tradingStop(venue, { stopLoss: '0.0003500' });
    provokeDeleveraging(venue.exchange, venue.account, symbol, 'net', new Decimal('5000'));
    expect(executions(venue)[0]).toMatchObject({ execType: 'AdlTrade', createType: 'CreateByAdl_PassThrough', orderLinkId: '', closedSize: '5000' });
    expect(venue.get('/v5/order/history', linear).result.list[0]).toMatchObject({ createType: 'CreateByAdl_PassThrough', orderStatus: 'Filled', orderLinkId: '' });
    expect(position(venue)).toMatchObject({ size: '15000', stopLoss: '0.00035' });
  });

  test.each([['TAGUSDT', '20000', 'Settle'], ['BTCPERP', '0.01', 'Delivery']])('the settlement of %s is recorded as an execution but not as an order', (of, qty, execType) => {
    const venue = openBybitVenue();
    create(venue, { symbol: of, qty, orderLinkId: 'enter' });
    expect(position(venue, of)).toMatchObject({ size: qty });
    settleMarket(venue.exchange, of);
    expect(position(venue, of)).toMatchObject({ size: '0' });
    expect(executions(venue)).toMatchObject([{ execType, createType: 'CreateBySettle', orderLinkId: '' }, { execType: 'Trade', orderLinkId: 'enter' }]);
    expect(venue.get('/v5/order/history', { category: 'linear', symbol: of }).result.list).toMatchObject([{ orderLinkId: 'enter' }]);
    expect(venue.get('/v5/market/instruments-info', { category: 'linear', status: 'Closed' }).result.list).toMatchObject([{ symbol: of, status: 'Closed' }]);
  });
});
