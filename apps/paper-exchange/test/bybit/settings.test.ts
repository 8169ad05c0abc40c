import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, position, stop, symbol, tradingStop } from './trading.ts';

const setLeverage = (venue: BybitVenue, leverage: string, of = symbol) => venue.post('/v5/position/set-leverage', { category: 'linear', symbol: of, buyLeverage: leverage, sellLeverage: leverage });
const switchMode = (venue: BybitVenue, fields: object) => venue.post('/v5/position/switch-mode', { category: 'linear', ...fields });
const setMarginMode = (venue: BybitVenue, mode: string) => venue.post('/v5/account/set-margin-mode', { setMarginMode: mode });

describe('leverage', () => {
  test('is set per contract, to the hundredth, and the same value again is 110043', () => {
    const venue = openBybitVenue();
    expect(setLeverage(venue, '12.5')).toMatchObject({ retCode: 0, result: {} });
    expect(position(venue)).toMatchObject({ leverage: '12.5' });
    expect(setLeverage(venue, '12.50')).toMatchObject({ retCode: 110043 });
    expect(position(venue, 'BTCUSDT')).toMatchObject({ leverage: '10' });
    create(venue, {});
    expect(position(venue)).toMatchObject({ positionIM: '0.56704' });
  });

  test.each([['0.5', 10001], ['10.001', 10001], ['26', 110013], ['much', 10001], ['', 10001]])('of %s is %i', (leverage, retCode) => {
    expect(setLeverage(openBybitVenue(), leverage)).toMatchObject({ retCode });
  });

  test('is the same for both sides', () => {
    expect(openBybitVenue().post('/v5/position/set-leverage', { ...linear, buyLeverage: '5', sellLeverage: '6' })).toMatchObject({ retCode: 10001 });
  });
});

describe('the margin mode', () => {
  test('is one for the whole account; the same again is 110026', () => {
    const venue = openBybitVenue();
    expect(setMarginMode(venue, 'REGULAR_MARGIN')).toMatchObject({ retCode: 110026 });
    expect(setMarginMode(venue, 'ISOLATED_MARGIN')).toMatchObject({ retCode: 0, result: { reasons: [] } });
    expect(venue.get('/v5/account/info').result).toMatchObject({ marginMode: 'ISOLATED_MARGIN', unifiedMarginStatus: 6 });
    expect(setMarginMode(venue, 'ISOLATED_MARGIN')).toMatchObject({ retCode: 110026 });
    expect(setMarginMode(venue, 'NO_MARGIN')).toMatchObject({ retCode: 10001 });
  });

  test('leaves what is told of the whole account empty while positions have margins of their own', () => {
    const venue = openBybitVenue();
    create(venue, {});
    const readWallet = (): Record<string, unknown> => venue.get('/v5/account/wallet-balance', { accountType: 'UNIFIED' }).result.list[0];
    const cross = readWallet();
    expect(cross).toMatchObject({ totalAvailableBalance: '199999.2873016', totalMarginBalance: '199999.9961016' });
    create(venue, { side: 'Sell', reduceOnly: true });
    setMarginMode(venue, 'ISOLATED_MARGIN');
    create(venue, {});
    const { coin, totalEquity, totalWalletBalance, totalPerpUPL, accountType, accountLTV, ...empty } = readWallet();
    expect(Object.keys(empty)).toContain('totalAvailableBalance');
    expect(Object.values(empty).every((value) => value === '')).toBe(true);
    expect({ totalEquity, totalWalletBalance, totalPerpUPL, accountType, accountLTV }).toEqual({ totalEquity: '199999.9883048', totalWalletBalance: '199999.9883048', totalPerpUPL: '0', accountType: 'UNIFIED', accountLTV: '0' });
    expect(coin).toMatchObject([{ coin: 'USDT', totalPositionIM: expect.stringMatching(/^0\.7/) }, { coin: 'USDC' }]);
  });

  test('of each contract follows it: an isolated position has a liquidation price of its own', () => {
    const venue = openBybitVenue();
    setMarginMode(venue, 'ISOLATED_MARGIN');
    create(venue, {});
    expect(Number(position(venue).liqPrice)).toBeGreaterThan(0.0003);
    create(venue, { symbol: 'BTCUSDT', qty: '0.01' });
    expect(Number(position(venue, 'BTCUSDT').liqPrice)).toBeGreaterThan(80_000);
  });
});

describe('the position mode', () => {
  test('is switched for a settle coin or a contract; nothing to switch is 110025', () => {
    const venue = openBybitVenue();
    expect(switchMode(venue, { coin: 'USDT', mode: 0 })).toMatchObject({ retCode: 110025 });
    expect(switchMode(venue, { symbol, mode: 3 })).toMatchObject({ retCode: 0 });
    expect(switchMode(venue, { symbol, mode: 3 })).toMatchObject({ retCode: 110025 });
    expect(switchMode(venue, { coin: 'USDT', mode: 3 })).toMatchObject({ retCode: 0 });
    expect(switchMode(venue, { coin: 'DOGE', mode: 3 })).toMatchObject({ retCode: 110050 });
    expect(switchMode(venue, { coin: 'USDT', mode: 1 })).toMatchObject({ retCode: 10001 });
    expect(switchMode(venue, { mode: 3 })).toMatchObject({ retCode: 10001 });
    expect(venue.get('/v5/position/list', { category: 'linear', symbol: 'BTCPERP' }).result.list).toMatchObject([{ positionIdx: 0 }]);
  });

  test('is not switched under a position or an open order', () => {
    const venue = openBybitVenue();
    create(venue, {});
    expect(position(venue)).toMatchObject({ size: '20000' });
    expect(switchMode(venue, { coin: 'USDT', mode: 3 })).toMatchObject({ retCode: 110024 });
    create(venue, { side: 'Sell', reduceOnly: true });
    stop(venue, { orderLinkId: 's1' });
    expect(switchMode(venue, { symbol, mode: 3 })).toMatchObject({ retCode: 110028 });
    expect(switchMode(venue, { symbol: 'BTCUSDT', mode: 3 })).toMatchObject({ retCode: 0 });
  });
});

describe('hedge mode', () => {
  function openHedged(): BybitVenue {
    const venue = openBybitVenue();
    switchMode(venue, { coin: 'USDT', mode: 3 });
    return venue;
  }

  test('has two legs on each contract, flat or not', () => {
    const venue = openHedged();
    create(venue, { positionIdx: 1 });
    create(venue, { positionIdx: 2, side: 'Sell', qty: '30000' });
    expect(venue.get('/v5/position/list', linear).result.list).toMatchObject([{ positionIdx: 1, side: 'Buy', size: '20000' }, { positionIdx: 2, side: 'Sell', size: '30000' }]);
    expect(venue.get('/v5/position/list', { category: 'linear', symbol: 'BTCUSDT' }).result.list).toMatchObject([{ positionIdx: 1, size: '0', side: '' }, { positionIdx: 2, size: '0', side: '' }]);
  });

  test('wants positionIdx 1 or 2, one-way mode 0 or none', () => {
    const venue = openHedged();
    for (const fields of [{}, { positionIdx: 0 }, { positionIdx: 3 }]) expect(create(venue, fields)).toMatchObject({ retCode: 10001 });
    expect(tradingStop(venue, { stopLoss: '0.00035' })).toMatchObject({ retCode: 10001, retMsg: 'position idx not match position mode' });
    const oneWay = openBybitVenue();
    expect(create(oneWay, { positionIdx: 1 })).toMatchObject({ retCode: 10001, retMsg: 'position idx not match position mode' });
    expect(create(oneWay, { positionIdx: 0 })).toMatchObject({ retCode: 0 });
  });

  test('protects each leg by itself, with stops by order and by position', () => {
    const venue = openHedged();
    create(venue, { positionIdx: 1 });
    create(venue, { positionIdx: 2, side: 'Sell', qty: '30000' });
    expect(tradingStop(venue, { positionIdx: 1, stopLoss: '0.0003500' })).toMatchObject({ retCode: 0 });
    expect(tradingStop(venue, { positionIdx: 2, stopLoss: '0.0003600' })).toMatchObject({ retCode: 0 });
    expect(venue.account.lives.map(({ leg, bareSinceMs }) => [leg, bareSinceMs])).toEqual([['long', null], ['short', null]]);
    venue.price(symbol, '0.0003600');
    expect(venue.get('/v5/position/list', linear).result.list).toMatchObject([{ size: '20000', stopLoss: '0.00035' }, { size: '0', stopLoss: '' }]);
  });

  test('cuts a closing order with reduceOnly to its leg, at the gateway and at a trigger', () => {
    const venue = openHedged();
    create(venue, { positionIdx: 1 });
    stop(venue, { positionIdx: 1, qty: '50000', orderLinkId: 's1' });
    create(venue, { positionIdx: 1, side: 'Sell', reduceOnly: true, qty: '5000' });
    venue.price(symbol, '0.0003470');
    expect(find(venue, 's1')).toMatchObject({ orderStatus: 'Filled', cumExecQty: '15000' });
    expect(create(venue, { positionIdx: 1, side: 'Sell' })).toMatchObject({ retCode: 110017 });
  });
});
