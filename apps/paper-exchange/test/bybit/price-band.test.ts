import { describe, expect, test } from 'vitest';
import { openBybitVenue } from './bybit-venue.ts';
import { create, listOpen, symbol } from './trading.ts';

const limit = (side: 'Buy' | 'Sell', price: string) => ({ side, orderType: 'Limit', price, orderLinkId: side });

describe('a limit price beyond priceLimitRatioX of the mark price', () => {
  test('is put on the edge of the band: a buyer’s above it, a seller’s below it', () => {
    const venue = openBybitVenue();
    venue.price(symbol, '0.0003', '0.0003544');
    expect(create(venue, limit('Sell', '0.00031'))).toMatchObject({ retCode: 0 });
    expect(listOpen(venue)).toMatchObject([{ side: 'Sell', price: '0.0003367' }]);
    venue.price(symbol, '0.00039', '0.0003');
    expect(create(venue, limit('Buy', '0.00039'))).toMatchObject({ retCode: 0 });
    expect(listOpen(venue)).toMatchObject([{ side: 'Buy', price: '0.000315' }]);
  });

  test('is refused with 30208 and 30209 where the account asked for that', () => {
    const venue = openBybitVenue({ rules: { priceBeyondBand: 'refuse' } });
    expect(create(venue, limit('Buy', '0.003544'))).toMatchObject({ retCode: 30208 });
    expect(create(venue, limit('Sell', '0.0002'))).toMatchObject({ retCode: 30209 });
    expect(create(venue, limit('Buy', '0.000372'))).toMatchObject({ retCode: 0 });
    expect(listOpen(venue)).toEqual([]);
  });

  test('is what the listing says of the contract', () => {
    const venue = openBybitVenue();
    const { list } = venue.get('/v5/market/instruments-info', { category: 'linear', symbol: 'VINEUSDT' }).result;
    expect(list).toMatchObject([{ riskParameters: { priceLimitRatioX: '0.1', priceLimitRatioY: '0.2' } }]);
  });
});
