import { encodeSnapshot, restoreSnapshot } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, stop, symbol } from './trading.ts';

const dayMs = 86_400_000;
const names = (rows: readonly any[]): string[] => rows.map(({ orderLinkId }) => orderLinkId);
const realtime = (venue: BybitVenue, fields: Record<string, string | number> = {}) => venue.get('/v5/order/realtime', { ...linear, ...fields }).result;
const history = (venue: BybitVenue, fields: Record<string, string | number> = {}) => venue.get('/v5/order/history', { ...linear, ...fields }).result;
const rest = (venue: BybitVenue, orderLinkId: string, fields: object = {}) => create(venue, { orderType: 'Limit', price: '0.0003', orderLinkId, ...fields });
const cancel = (venue: BybitVenue, orderLinkId: string) => venue.post('/v5/order/cancel', { ...linear, orderLinkId });

describe('an orderLinkId', () => {
  test('is unique for ever, over contracts and kinds of order, whatever became of the first', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'a' });
    rest(venue, 'b');
    cancel(venue, 'b');
    stop(venue, { orderLinkId: 'c' });
    venue.clock.advance(1000 * dayMs);
    for (const orderLinkId of ['a', 'b', 'c']) {
      expect(create(venue, { orderLinkId })).toMatchObject({ retCode: 110072 });
      expect(stop(venue, { orderLinkId })).toMatchObject({ retCode: 110072 });
      expect(create(venue, { orderLinkId, symbol: 'BTCUSDT', qty: '0.01' })).toMatchObject({ retCode: 110072 });
    }
  });

  test('of an order that the gateway refused is free', () => {
    const venue = openBybitVenue();
    expect(create(venue, { orderLinkId: 'a', qty: '1' })).toMatchObject({ retCode: 10001 });
    expect(create(venue, { orderLinkId: 'a' })).toMatchObject({ retCode: 0 });
  });

  test('stays taken when the exchange starts anew', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'a' });
    const text = encodeSnapshot(venue.exchange);
    const again = openBybitVenue();
    restoreSnapshot(again.exchange, text);
    expect(create(again, { orderLinkId: 'a' })).toMatchObject({ retCode: 110072 });
  });

  test.each(['with space', 'ä', 'x'.repeat(37), 'a.b'])('of %j is 10001', (orderLinkId) => {
    expect(create(openBybitVenue(), { orderLinkId })).toMatchObject({ retCode: 10001 });
  });

  test('need not be: orders without one have none, and there may be many', () => {
    const venue = openBybitVenue();
    for (let count = 0; count < 3; count++) expect(create(venue, { orderType: 'Limit', price: '0.0003' })).toMatchObject({ retCode: 0 });
    expect(names(realtime(venue).list)).toEqual(['', '', '']);
  });
});

describe('order/realtime', () => {
  test('lists what is open, the newest first, and needs to know of what', () => {
    const venue = openBybitVenue();
    for (const name of ['a', 'b', 'c']) {
      rest(venue, name);
      venue.clock.advance(1);
    }
    stop(venue, { orderLinkId: 'd' });
    cancel(venue, 'b');
    expect(names(realtime(venue).list)).toEqual(['d', 'c', 'a']);
    expect(names(realtime(venue, { orderFilter: 'Order' }).list)).toEqual(['c', 'a']);
    expect(names(venue.get('/v5/order/realtime', { category: 'linear', settleCoin: 'USDT' }).result.list)).toEqual(['d', 'c', 'a']);
    expect(venue.get('/v5/order/realtime', { category: 'linear', settleCoin: 'USDC' }).result.list).toEqual([]);
    expect(venue.get('/v5/order/realtime', { category: 'linear' })).toMatchObject({ retCode: 10001 });
  });

  test('goes by orderId before orderLinkId before symbol', () => {
    const venue = openBybitVenue();
    const { orderId } = rest(venue, 'a').result;
    rest(venue, 'b');
    expect(names(realtime(venue, { orderId, orderLinkId: 'b', symbol: 'BTCUSDT' }).list)).toEqual(['a']);
    expect(names(realtime(venue, { orderLinkId: 'b', symbol: 'BTCUSDT' }).list)).toEqual(['b']);
    expect(realtime(venue, { orderId: 'nobody', orderLinkId: 'b' }).list).toEqual([]);
  });

  test('ignores a key that it does not know, and so answers with other orders', () => {
    const venue = openBybitVenue();
    rest(venue, 'a');
    venue.clock.advance(1);
    rest(venue, 'b');
    expect(names(realtime(venue, { clientOrderId: 'a' }).list)).toEqual(['b', 'a']);
    const strict = openBybitVenue({ rules: { unknownParameters: 'refuse' } });
    expect(strict.get('/v5/order/realtime', { ...linear, clientOrderId: 'a' })).toMatchObject({ retCode: 10001, retMsg: expect.stringContaining('clientOrderId') });
  });

  test('gives 20 rows, at most 50, and a cursor to the rest', () => {
    const venue = openBybitVenue();
    for (let index = 0; index < 60; index++) {
      rest(venue, `r${index}`);
      venue.clock.advance(1);
    }
    expect(realtime(venue).list).toHaveLength(20);
    expect(venue.get('/v5/order/realtime', { ...linear, limit: 51 })).toMatchObject({ retCode: 10001 });
    const first = realtime(venue, { limit: 50 });
    const second = realtime(venue, { limit: 50, cursor: first.nextPageCursor });
    expect([...names(first.list), ...names(second.list)]).toEqual(Array.from({ length: 60 }, (_, index) => `r${59 - index}`));
    expect(second.nextPageCursor).toBe('');
    expect(realtime(venue, { limit: 50, cursor: decodeURIComponent(first.nextPageCursor) }).list).toEqual(second.list);
  });

  test('still knows the 500 orders that ended last, by id and in a list of their own', () => {
    const venue = openBybitVenue();
    for (let index = 0; index < 501; index++) {
      rest(venue, `r${index}`);
      cancel(venue, `r${index}`);
    }
    expect(find(venue, 'r0')).toBeUndefined();
    expect(find(venue, 'r1')).toMatchObject({ orderStatus: 'Cancelled' });
    expect(realtime(venue, { openOnly: 1 }).list).toHaveLength(20);
    expect(realtime(venue).list).toEqual([]);
    expect(history(venue, { orderLinkId: 'r0' }).list).toHaveLength(1);
  });

  test('forgets ended orders when the exchange starts anew; the history does not', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'a' });
    rest(venue, 'b');
    expect(find(venue, 'a')).toMatchObject({ orderStatus: 'Filled' });
    const again = openBybitVenue();
    restoreSnapshot(again.exchange, encodeSnapshot(venue.exchange));
    expect(find(again, 'b')).toMatchObject({ orderStatus: 'New' });
    expect(find(again, 'a')).toBeUndefined();
    expect(history(again, { orderLinkId: 'a' }).list).toMatchObject([{ orderStatus: 'Filled' }]);
  });
});

describe('order/history', () => {
  test('keeps what was cancelled without a fill for a day, and what was filled for two years', () => {
    const venue = openBybitVenue();
    create(venue, { orderLinkId: 'filled' });
    rest(venue, 'cancelled');
    stop(venue, { orderLinkId: 'stopped' });
    for (const name of ['cancelled', 'stopped']) cancel(venue, name);
    const known = () => ['filled', 'cancelled', 'stopped'].filter((orderLinkId) => history(venue, { orderLinkId }).list.length === 1);
    expect(known()).toEqual(['filled', 'cancelled', 'stopped']);
    venue.clock.advance(dayMs);
    expect(known()).toEqual(['filled', 'cancelled', 'stopped']);
    venue.clock.advance(1);
    expect(known()).toEqual(['filled']);
    venue.clock.advance(729 * dayMs);
    expect(known()).toEqual([]);
  });

  test('shows seven days unless told otherwise, and never more at once', () => {
    const venue = openBybitVenue();
    const atMs = venue.clock.nowMs();
    create(venue, { orderLinkId: 'old' });
    venue.get('/v5/market/time');
    venue.clock.advance(8 * dayMs);
    create(venue, { orderLinkId: 'new' });
    expect(names(history(venue).list)).toEqual(['new']);
    expect(names(history(venue, { startTime: atMs, endTime: atMs + dayMs }).list)).toEqual(['old']);
    expect(venue.get('/v5/order/history', { ...linear, startTime: atMs, endTime: atMs + 8 * dayMs })).toMatchObject({ retCode: 10001 });
    expect(venue.get('/v5/order/history', { ...linear, startTime: atMs, endTime: atMs - 1 })).toMatchObject({ retCode: 10001 });
  });

  test('has no open orders, and filters by status', () => {
    const venue = openBybitVenue();
    rest(venue, 'open');
    create(venue, { orderLinkId: 'filled' });
    rest(venue, 'cancelled');
    cancel(venue, 'cancelled');
    expect(names(history(venue).list).sort()).toEqual(['cancelled', 'filled']);
    expect(names(history(venue, { orderStatus: 'Cancelled' }).list)).toEqual(['cancelled']);
  });
});

describe('a batch', () => {
  test('places what it can; each leg has its own code beside the list', () => {
    const venue = openBybitVenue();
    const leg = { symbol, side: 'Buy', orderType: 'Limit', qty: '20000', price: '0.0003' };
    const answer = venue.post('/v5/order/create-batch', { category: 'linear', request: [{ ...leg, orderLinkId: 'a' }, { ...leg, orderLinkId: 'a' }, { ...leg, qty: '1', orderLinkId: 'b' }] });
    expect(answer).toMatchObject({ retCode: 0, result: { list: [{ symbol, orderLinkId: 'a', orderId: expect.stringMatching(/./) }, { orderLinkId: 'a', orderId: '' }, { orderLinkId: 'b', orderId: '' }] } });
    expect(answer.retExtInfo.list.map(({ code }: any) => code)).toEqual([0, 110072, 10001]);
    expect(names(realtime(venue).list)).toEqual(['a']);
  });

  test('cancels what it can', () => {
    const venue = openBybitVenue();
    rest(venue, 'a');
    stop(venue, { orderLinkId: 'b' });
    const answer = venue.post('/v5/order/cancel-batch', { category: 'linear', request: [{ symbol, orderLinkId: 'a' }, { symbol, orderLinkId: 'nobody' }, { symbol, orderLinkId: 'b' }] });
    expect(answer.retExtInfo.list.map(({ code }: any) => code)).toEqual([0, 110001, 0]);
    expect(realtime(venue).list).toEqual([]);
  });

  test('has at least one leg and at most twenty', () => {
    const venue = openBybitVenue();
    for (const request of [[], Array.from({ length: 21 }, () => ({ symbol, orderLinkId: 'a' })), 'a', null]) {
      expect(venue.post('/v5/order/cancel-batch', { category: 'linear', request })).toMatchObject({ retCode: 10001 });
    }
  });
});
