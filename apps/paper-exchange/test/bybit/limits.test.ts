import { describe, expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { create, symbol } from './trading.ts';

describe('the limits', () => {
  test('are told with every signed answer: what is allowed, what is left, when it begins anew', () => {
    const venue = openBybitVenue();
    create(venue, { orderType: 'Limit', price: '0.0003' });
    expect(venue.lastHeaders()).toEqual({ 'X-Bapi-Limit': '10', 'X-Bapi-Limit-Status': '9', 'X-Bapi-Limit-Reset-Timestamp': String(venue.clock.nowMs()) });
    venue.get('/v5/position/list', { category: 'linear', symbol });
    expect(venue.lastHeaders()).toMatchObject({ 'X-Bapi-Limit': '50', 'X-Bapi-Limit-Status': '49' });
  });

  test('are only counted unless they are to be enforced', () => {
    const venue = openBybitVenue();
    for (let count = 0; count < 30; count++) expect(create(venue, { orderType: 'Limit', price: '0.0003' })).toMatchObject({ retCode: 0 });
    expect(venue.lastHeaders()).toMatchObject({ 'X-Bapi-Limit-Status': '0' });
  });

  test('are ten orders a second, each endpoint by itself; the eleventh is 10006 and not carried out', () => {
    const venue = openBybitVenue({ limits: 'enforce' });
    for (let count = 0; count < 10; count++) expect(create(venue, { orderType: 'Limit', price: '0.0003' })).toMatchObject({ retCode: 0 });
    expect(create(venue, { orderType: 'Limit', price: '0.0003' })).toMatchObject({ retCode: 10006 });
    expect(venue.lastHeaders()).toMatchObject({ 'X-Bapi-Limit-Status': '0', 'X-Bapi-Limit-Reset-Timestamp': String(venue.clock.nowMs() + 1000) });
    expect(venue.get('/v5/order/realtime', { category: 'linear', symbol }).result.list).toHaveLength(10);
    expect(venue.post('/v5/order/cancel-all', { category: 'linear', symbol })).toMatchObject({ retCode: 0 });
    venue.clock.advance(1000);
    expect(create(venue, { orderType: 'Limit', price: '0.0003' })).toMatchObject({ retCode: 0 });
  });

  test('count a batch by its orders', () => {
    const venue = openBybitVenue({ limits: 'enforce' });
    const leg = { symbol, side: 'Buy', orderType: 'Limit', qty: '20000', price: '0.0003' };
    const batch = (size: number) => venue.post('/v5/order/create-batch', { category: 'linear', request: Array.from({ length: size }, () => leg) });
    expect(batch(6)).toMatchObject({ retCode: 0 });
    expect(batch(5)).toMatchObject({ retCode: 10006 });
  });

  test('of an address are 600 requests in five seconds; then it is kept out for ten minutes with a bare 403', () => {
    const venue = openBybitVenue({ limits: 'enforce' });
    const ask = () => venue.answer({ method: 'GET', path: '/v5/market/time', query: '', body: '', headers: {} })!;
    for (let count = 0; count < 600; count++) expect(ask().status).toBe(200);
    const refused = ask();
    expect(refused.status).toBe(403);
    expect(String((refused.body as { text: unknown }).text)).toContain('access too frequent');
    venue.clock.advance(599_999);
    expect(ask().status).toBe(403);
    venue.clock.advance(1);
    expect(ask().status).toBe(200);
  });
});
