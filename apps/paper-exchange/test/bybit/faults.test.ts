import { describe, expect, test } from 'vitest';
import type { FaultRequest } from '@breakwater/paper-venue';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, listOpen, position, stop, symbol, tradingStop } from './trading.ts';

const add = (venue: BybitVenue, fault: Partial<FaultRequest> & Pick<FaultRequest, 'kind'>) => venue.faults.add({ match: {}, nth: 1, probability: 1, ...fault });
const onCreate = { match: { path: '/v5/order/create' } };

describe('the faults of the paper exchange speak this venue\'s words', () => {
  test.each([
    ['unknown-reply', 10016],
    ['timeout-reply', 10000],
  ] as const)('%s: the order is carried out, and the answer is %i', (kind, retCode) => {
    const venue = openBybitVenue();
    add(venue, { kind, ...onCreate });
    expect(create(venue, { orderLinkId: 'e1' })).toMatchObject({ retCode, result: {}, time: venue.clock.nowMs() });
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'Filled' });
  });

  test('refuse: any code, with HTTP 200 and the venue\'s own words for it', () => {
    const venue = openBybitVenue();
    for (const [code, retMsg] of [[10005, 'Permission denied, please check your API key permissions.'], [10010, "Unmatched IP, please check your API key's bound IP addresses."], [110079, expect.stringContaining('processing')]] as const) {
      add(venue, { kind: 'refuse', code, ...onCreate });
      expect(create(venue, { orderLinkId: 'e1' })).toMatchObject({ retCode: code, retMsg });
    }
    expect(find(venue, 'e1')).toBeUndefined();
  });

  test('maintenance and overload: what reduces a position is let through while the venue has too much to do', () => {
    const venue = openBybitVenue();
    create(venue, {});
    add(venue, { kind: 'overload', id: 'busy' });
    expect(create(venue, {})).toMatchObject({ retCode: 10429 });
    expect(create(venue, { side: 'Sell', reduceOnly: true, qty: '10000' })).toMatchObject({ retCode: 0 });
    expect(tradingStop(venue, { stopLoss: '0.0003' })).toMatchObject({ retCode: 0 });
    const legs = [{ symbol, side: 'Buy', orderType: 'Market', qty: '20000' }, { symbol, side: 'Sell', orderType: 'Market', qty: '10000', reduceOnly: true }];
    expect(venue.post('/v5/order/create-batch', { category: 'linear', request: legs }).retExtInfo.list).toMatchObject([{ code: 10429 }, { code: 0 }]);
    venue.faults.remove(null);
    add(venue, { kind: 'maintenance' });
    expect(venue.get('/v5/position/list', linear)).toMatchObject({ retCode: 10019 });
  });

  test('late-fill: the acknowledged order reaches the engine late', () => {
    const venue = openBybitVenue();
    add(venue, { kind: 'late-fill', delayMs: 500, ...onCreate });
    create(venue, { orderLinkId: 'e1' });
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'New' });
    venue.clock.advance(500);
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'Filled' });
  });

  test('lag: each list shows an older world by itself, stops of a position with the position', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'e1' });
    position(venue);
    venue.clock.advance(1000);
    stop(venue, { orderLinkId: 's1' });
    tradingStop(venue, { stopLoss: '0.0003' });
    add(venue, { kind: 'lag', delayMs: 500, lists: ['conditional-orders'], id: 'lag' });
    expect(listOpen(venue)).toEqual([]);
    expect(find(venue, 'e1')).toMatchObject({ orderStatus: 'Filled' });
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.0003' });
    add(venue, { kind: 'lag', delayMs: 500, lists: ['positions'], id: 'lag' });
    expect(listOpen(venue)).toHaveLength(2);
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '' });
    add(venue, { kind: 'lag', delayMs: 1500, lists: ['positions', 'trades', 'orders'], id: 'lag' });
    expect(position(venue)).toMatchObject({ size: '0' });
    expect(find(venue, 'e1')).toBeUndefined();
    expect(venue.get('/v5/execution/list', linear).result.list).toEqual([]);
  });

  test('hide: what is young is not there yet, and still can be cancelled', () => {
    const venue = openBybitVenue();
    add(venue, { kind: 'hide', delayMs: 500 });
    stop(venue, { orderLinkId: 's1' });
    expect(find(venue, 's1')).toBeUndefined();
    expect(venue.post('/v5/order/cancel', { ...linear, orderLinkId: 's1' })).toMatchObject({ retCode: 0 });
  });

  test('short-list: rows are missing, and no cursor tells of them', () => {
    const venue = openBybitVenue();
    for (const orderLinkId of ['s1', 's2', 's3', 's4', 's5']) stop(venue, { orderLinkId });
    const names = () => venue.get('/v5/order/realtime', { ...linear, limit: 4 }).result;
    expect(names()).toMatchObject({ list: Array.from({ length: 4 }, () => ({})), nextPageCursor: expect.stringMatching(/./) });
    const first = names().list[0];
    for (const [rows, left] of [[undefined, 2], [1, 1]] as const) {
      add(venue, { kind: 'short-list', ...(rows === undefined ? {} : { rows }), match: { path: '/v5/order/realtime' } });
      const short = names();
      expect([short.list.length, short.list[0].orderLinkId, short.nextPageCursor]).toEqual([left, first.orderLinkId, '']);
    }
  });

  test('clock-skew: the venue judges time stamps by a wrong clock, and tells it', () => {
    const venue = openBybitVenue();
    add(venue, { kind: 'clock-skew', skewMs: 6000 });
    expect(venue.get('/v5/order/realtime', linear)).toMatchObject({ retCode: 10002 });
    expect(venue.get('/v5/market/time')).toMatchObject({ time: venue.clock.nowMs() + 6000 });
  });

  test('an order of one name and one symbol is found by those, in a batch, too', () => {
    const venue = openBybitVenue();
    add(venue, { kind: 'refuse', code: 10016, match: { clientOrderIdPrefix: 'bw', symbol } });
    expect(create(venue, { orderLinkId: 'other' })).toMatchObject({ retCode: 0 });
    expect(create(venue, { orderLinkId: 'bw1' })).toMatchObject({ retCode: 10016 });
    const legs = ['other-1', 'bw1'].map((orderLinkId) => ({ symbol, side: 'Buy', orderType: 'Market', qty: '20000', orderLinkId }));
    add(venue, { kind: 'refuse', code: 10016, match: { clientOrderIdPrefix: 'bw', symbol } });
    expect(venue.post('/v5/order/create-batch', { category: 'linear', request: legs })).toMatchObject({ retCode: 10016 });
  });
});
