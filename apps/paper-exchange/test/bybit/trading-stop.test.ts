import { measureBareMs } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { type BybitVenue, openBybitVenue } from './bybit-venue.ts';
import { create, find, linear, listOpen, position, stop, symbol, tradingStop } from './trading.ts';

/** A venue with a long position of 20000. */
function openLong(): BybitVenue {
  const venue = openBybitVenue();
  create(venue, { orderLinkId: 'enter' });
  position(venue);
  return venue;
}

describe('a full stop', () => {
  test('is a property of the position and an order that waits, without an id in the answer', () => {
    const venue = openLong();
    expect(tradingStop(venue, { stopLoss: '0.0003500' })).toMatchObject({ retCode: 0, result: {} });
    expect(position(venue)).toMatchObject({ stopLoss: '0.00035', takeProfit: '', tpslMode: 'Full' });
    expect(listOpen(venue)).toMatchObject([{ orderStatus: 'Untriggered', stopOrderType: 'StopLoss', createType: 'CreateByStopLoss', tpslMode: 'Full', qty: '20000', side: 'Sell', triggerPrice: '0.00035', triggerDirection: 2, reduceOnly: true, closeOnTrigger: true, orderLinkId: '' }]);
  });

  test('is one per position and side: another price moves it, and the same price is 34040', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500' });
    const [{ orderId }] = listOpen(venue);
    expect(tradingStop(venue, { stopLoss: '0.0003510' })).toMatchObject({ retCode: 0 });
    expect(tradingStop(venue, { stopLoss: '0.0003510' })).toMatchObject({ retCode: 34040, retMsg: 'not modified' });
    expect(listOpen(venue)).toMatchObject([{ orderId, triggerPrice: '0.000351' }]);
  });

  test('follows the size of the position up and down', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500' });
    create(venue, { qty: '30000' });
    expect(listOpen(venue)).toMatchObject([{ qty: '50000' }]);
    create(venue, { side: 'Sell', qty: '40000', reduceOnly: true });
    expect(listOpen(venue)).toMatchObject([{ qty: '10000' }]);
    venue.price(symbol, '0.0003490');
    expect(position(venue)).toMatchObject({ size: '0' });
    expect(venue.get('/v5/execution/list', { ...linear, limit: 1 }).result.list).toMatchObject([{ execQty: '10000', stopOrderType: 'StopLoss', createType: 'CreateByStopLoss', orderLinkId: '' }]);
  });

  test('ends with the position, however that is closed', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500', takeProfit: '0.0003700' });
    expect(listOpen(venue)).toHaveLength(2);
    create(venue, { side: 'Sell', reduceOnly: true });
    expect(listOpen(venue)).toEqual([]);
    expect(venue.get('/v5/order/realtime', { ...linear, openOnly: 1 }).result.list.filter(({ stopOrderType }: any) => stopOrderType !== '')).toMatchObject([
      { cancelType: 'CancelByTpSlTsClear' },
      { cancelType: 'CancelByTpSlTsClear' },
    ]);
    create(venue, {});
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '', takeProfit: '' });
  });

  test('ends when the position turns to the other side', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500' });
    create(venue, { side: 'Sell', qty: '50000' });
    expect(position(venue)).toMatchObject({ side: 'Sell', size: '30000', stopLoss: '' });
    expect(listOpen(venue)).toEqual([]);
  });

  test('is taken away by 0, once', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500' });
    expect(tradingStop(venue, { stopLoss: '0' })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ stopLoss: '' });
    expect(tradingStop(venue, { stopLoss: '0' })).toMatchObject({ retCode: 34040 });
  });

  test('can be cancelled like any order', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500' });
    expect(venue.post('/v5/order/cancel', { ...linear, orderId: listOpen(venue)[0].orderId })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ stopLoss: '' });
  });

  test('on the wrong side of the price is 10001 and changes nothing', () => {
    const venue = openLong();
    expect(tradingStop(venue, { stopLoss: '0.0003544' })).toMatchObject({ retCode: 10001, retMsg: 'StopLoss:0.0003544 set for Buy position should lower than base_price:0.0003544??LastPrice' });
    expect(tradingStop(venue, { takeProfit: '0.0003500' })).toMatchObject({ retCode: 10001, retMsg: expect.stringContaining('TakeProfit:0.00035 set for Buy position should higher') });
    expect(listOpen(venue)).toEqual([]);
  });

  test('with a take-profit on the wrong side beside it is not set either', () => {
    const venue = openLong();
    expect(tradingStop(venue, { stopLoss: '0.0003500', takeProfit: '0.0003400' })).toMatchObject({ retCode: 10001 });
    expect(position(venue)).toMatchObject({ stopLoss: '', takeProfit: '' });
  });

  test('needs a position', () => {
    expect(tradingStop(openBybitVenue(), { stopLoss: '0.0003500' })).toMatchObject({ retCode: 10001, retMsg: 'can not set tp/sl/ts for zero position' });
  });

  test('watches the price that it is told to watch', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500', slTriggerBy: 'MarkPrice' });
    venue.price(symbol, '0.0003400', '0.0003544');
    expect(position(venue)).toMatchObject({ size: '20000' });
    venue.price(symbol, '0.0003400', '0.0003400');
    expect(position(venue)).toMatchObject({ size: '0' });
  });

  test('does not count against the ten conditional orders', () => {
    const venue = openLong();
    tradingStop(venue, { stopLoss: '0.0003500', takeProfit: '0.0003700' });
    for (let index = 0; index < 10; index++) expect(create(venue, { side: 'Sell', triggerPrice: '0.0003473', triggerDirection: 2, reduceOnly: true })).toMatchObject({ retCode: 0 });
  });
});

describe('a partial stop', () => {
  test('has a size of its own, and there may be several', () => {
    const venue = openLong();
    expect(tradingStop(venue, { tpslMode: 'Partial', stopLoss: '0.0003500', slSize: '10000' })).toMatchObject({ retCode: 0 });
    expect(tradingStop(venue, { tpslMode: 'Partial', stopLoss: '0.0003500', slSize: '5000' })).toMatchObject({ retCode: 0 });
    expect(listOpen(venue)).toMatchObject([{ stopOrderType: 'PartialStopLoss', tpslMode: 'Partial', qty: '5000' }, { stopOrderType: 'PartialStopLoss', qty: '10000' }]);
    expect(position(venue)).toMatchObject({ stopLoss: '' });
    venue.price(symbol, '0.0003490');
    expect(position(venue)).toMatchObject({ size: '5000' });
  });

  test('may become a limit order', () => {
    const venue = openLong();
    expect(tradingStop(venue, { tpslMode: 'Partial', takeProfit: '0.0003600', tpSize: '20000', tpOrderType: 'Limit', tpLimitPrice: '0.0003605' })).toMatchObject({ retCode: 0 });
    venue.price(symbol, '0.0003602');
    expect(listOpen(venue)).toMatchObject([{ orderStatus: 'New', orderType: 'Limit', price: '0.0003605', stopOrderType: 'PartialTakeProfit' }]);
    expect(tradingStop(venue, { stopLoss: '0.0003500', slOrderType: 'Limit', slLimitPrice: '0.0003490' })).toMatchObject({ retCode: 10001 });
  });

  test('ends with the position', () => {
    const venue = openLong();
    tradingStop(venue, { tpslMode: 'Partial', stopLoss: '0.0003500', slSize: '10000' });
    create(venue, { side: 'Sell', reduceOnly: true });
    expect(listOpen(venue)).toEqual([]);
  });

  test('is one of at most twenty', () => {
    const venue = openLong();
    const add = () => tradingStop(venue, { tpslMode: 'Partial', stopLoss: '0.0003500', slSize: '1000' });
    for (let index = 0; index < 20; index++) expect(add()).toMatchObject({ retCode: 0 });
    expect(add()).toMatchObject({ retCode: 110060 });
  });
});

describe('a trailing stop', () => {
  test('follows the best price at its distance, protects all the while, and closes the whole position', () => {
    const venue = openLong();
    expect(tradingStop(venue, { trailingStop: '0.0000100' })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ trailingStop: '0.00001', stopLoss: '' });
    expect(listOpen(venue)).toMatchObject([{ stopOrderType: 'TrailingStop', createType: 'CreateByTrailingStop', triggerPrice: '0.0003444' }]);
    expect(venue.account.lives[0]).toMatchObject({ bareSinceMs: null });
    venue.price(symbol, '0.0003700');
    venue.price(symbol, '0.0003610');
    expect(listOpen(venue)).toMatchObject([{ triggerPrice: '0.00036' }]);
    venue.price(symbol, '0.0003600');
    expect(position(venue)).toMatchObject({ size: '0', trailingStop: '0' });
  });

  test('begins at its active price, which lies ahead; the same again is 34040, and 0 takes it away', () => {
    const venue = openLong();
    expect(tradingStop(venue, { trailingStop: '0.0000100', activePrice: '0.0003500' })).toMatchObject({ retCode: 10001 });
    expect(tradingStop(venue, { trailingStop: '0.0000100', activePrice: '0.0003700' })).toMatchObject({ retCode: 0 });
    expect(tradingStop(venue, { trailingStop: '0.0000100', activePrice: '0.0003700' })).toMatchObject({ retCode: 34040 });
    venue.price(symbol, '0.0003400');
    expect(position(venue)).toMatchObject({ size: '20000' });
    expect(tradingStop(venue, { trailingStop: '0' })).toMatchObject({ retCode: 0 });
    expect(listOpen(venue)).toEqual([]);
  });

  test('stands beside a full stop; a broken distance changes neither', () => {
    const venue = openLong();
    expect(tradingStop(venue, { trailingStop: '0.0000100', stopLoss: '0.0003300' })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ trailingStop: '0.00001', stopLoss: '0.00033' });
    expect(tradingStop(venue, { trailingStop: '0.00000001', stopLoss: '0.0003400' })).toMatchObject({ retCode: 10001 });
    expect(position(venue)).toMatchObject({ trailingStop: '0.00001', stopLoss: '0.00033' });
  });
});

describe('a stop that comes with the entry', () => {
  test('is set with the fill, so that the position is never bare', () => {
    const venue = openBybitVenue();
    create(venue, { stopLoss: '0.0003473', takeProfit: '0.0003700', orderLinkId: 'enter' });
    expect(find(venue, 'enter')).toMatchObject({ stopLoss: '0.0003473', takeProfit: '0.00037', tpslMode: 'Full', slTriggerBy: 'LastPrice' });
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.0003473', takeProfit: '0.00037' });
    venue.clock.advance(5000);
    const [life] = venue.account.lives;
    expect(life).toMatchObject({ protectedAtMs: life!.openedAtMs, bareIntervals: [], bareSinceMs: null });
    expect(measureBareMs(life!, venue.clock.nowMs())).toBe(0);
  });

  test('of a limit order waits for the fill and is judged by the limit', () => {
    const venue = openBybitVenue();
    const entry = { orderType: 'Limit', price: '0.0003400', orderLinkId: 'enter' };
    expect(create(venue, { ...entry, stopLoss: '0.0003450' })).toMatchObject({ retCode: 10001, retMsg: 'StopLoss:0.000345 set for Buy position should lower than base_price:0.00034??LastPrice' });
    expect(create(venue, { ...entry, stopLoss: '0.0003300' })).toMatchObject({ retCode: 0 });
    expect(position(venue)).toMatchObject({ stopLoss: '' });
    venue.price(symbol, '0.0003400');
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.00033' });
  });

  test('is changed with its order, judged by the order\'s new price', () => {
    const venue = openBybitVenue();
    create(venue, { orderType: 'Limit', price: '0.0003400', orderLinkId: 'enter', stopLoss: '0.0003300' });
    const amend = (fields: object) => venue.post('/v5/order/amend', { ...linear, orderLinkId: 'enter', ...fields });
    expect(amend({ stopLoss: '0.0003350', takeProfit: '0.0003500' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'enter')).toMatchObject({ price: '0.00034', stopLoss: '0.000335', takeProfit: '0.00035' });
    expect(amend({ price: '0.0003300', stopLoss: '0.0003350' })).toMatchObject({ retCode: 10001 });
    expect(amend({ price: '0.0003300', stopLoss: '0.0003200', takeProfit: '0' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'enter')).toMatchObject({ price: '0.00033', stopLoss: '0.00032', takeProfit: '' });
    venue.price(symbol, '0.0003300');
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.00032', takeProfit: '' });
  });

  test('is changed with an order that waits, by itself and with the trigger, and comes with its fill', () => {
    const venue = openBybitVenue();
    create(venue, { triggerPrice: '0.0003600', triggerDirection: 1, stopLoss: '0.0003500', orderLinkId: 'breakout' });
    const amend = (fields: object) => venue.post('/v5/order/amend', { ...linear, orderLinkId: 'breakout', ...fields });
    expect(amend({ stopLoss: '0.0003450', takeProfit: '0.0003800' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'breakout')).toMatchObject({ orderStatus: 'Untriggered', triggerPrice: '0.00036', stopLoss: '0.000345', takeProfit: '0.00038' });
    expect(amend({ triggerPrice: '0.0003650', stopLoss: '0.0003400', takeProfit: '0' })).toMatchObject({ retCode: 0 });
    expect(find(venue, 'breakout')).toMatchObject({ triggerPrice: '0.000365', stopLoss: '0.00034', takeProfit: '' });
    expect(amend({ stopLoss: '0.0003700' })).toMatchObject({ retCode: 10001 });
    venue.price(symbol, '0.0003650');
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.00034', takeProfit: '' });
  });

  test('cannot be given to a waiting order that only reduces', () => {
    const venue = openBybitVenue();
    create(venue, {});
    stop(venue, { orderLinkId: 's1' });
    expect(venue.post('/v5/order/amend', { ...linear, orderLinkId: 's1', triggerPrice: '0.0003400', stopLoss: '0.0003300' })).toMatchObject({ retCode: 10001, retMsg: expect.stringContaining('reduceOnly') });
    expect(find(venue, 's1')).toMatchObject({ triggerPrice: '0.0003473', stopLoss: '' });
  });

  test('that is partial has the size of the fill', () => {
    const venue = openBybitVenue();
    create(venue, { stopLoss: '0.0003473', tpslMode: 'Partial' });
    expect(listOpen(venue)).toMatchObject([{ stopOrderType: 'PartialStopLoss', qty: '20000' }]);
  });

  test('comes with a conditional entry too', () => {
    const venue = openBybitVenue();
    create(venue, { triggerPrice: '0.0003600', triggerDirection: 1, stopLoss: '0.0003500', orderLinkId: 'breakout' });
    venue.price(symbol, '0.0003600');
    expect(find(venue, 'breakout')).toMatchObject({ orderStatus: 'Filled', stopLoss: '0.00035' });
    expect(position(venue)).toMatchObject({ size: '20000', stopLoss: '0.00035' });
  });

  test('does not come with a reduce-only order', () => {
    expect(create(openLong(), { side: 'Sell', reduceOnly: true, stopLoss: '0.0003600' })).toMatchObject({ retCode: 10001 });
  });

  test('that the fill has left behind triggers at once', () => {
    const venue = openBybitVenue({ rules: { matchAfterMs: 10 } });
    create(venue, { stopLoss: '0.0003500' });
    venue.price(symbol, '0.0003450');
    venue.clock.advance(10);
    expect(position(venue)).toMatchObject({ size: '20000' });
    expect(position(venue)).toMatchObject({ size: '0' });
  });
});

describe('the exchange\'s own measure of protection', () => {
  test('counts a full trading stop, and ends the bare time that ran before it', () => {
    const venue = openLong();
    venue.clock.advance(3000);
    tradingStop(venue, { stopLoss: '0.0003500' });
    venue.clock.advance(3000);
    create(venue, { qty: '30000' });
    position(venue);
    venue.clock.advance(3000);
    const [life] = venue.account.lives;
    expect(measureBareMs(life!, venue.clock.nowMs())).toBe(3000);
    tradingStop(venue, { stopLoss: '0' });
    venue.clock.advance(2000);
    expect(measureBareMs(life!, venue.clock.nowMs())).toBe(5000);
  });

  test('does not count a take-profit, nor a partial stop of less than the position', () => {
    const venue = openLong();
    tradingStop(venue, { takeProfit: '0.0003700' });
    tradingStop(venue, { tpslMode: 'Partial', stopLoss: '0.0003500', slSize: '10000' });
    venue.clock.advance(1000);
    expect(measureBareMs(venue.account.lives[0]!, venue.clock.nowMs())).toBe(1000);
  });

  test('sees every accepted entry, and an increase that nobody meant', () => {
    const venue = openLong();
    create(venue, { side: 'Sell', qty: '50000', orderLinkId: 'too-much' });
    position(venue);
    expect(venue.account.acceptedEntries.map(({ clientOrderId }) => clientOrderId)).toEqual(['enter', 'too-much']);
    expect(venue.account.unintendedIncreases).toMatchObject([{ clientOrderId: 'too-much' }]);
  });
});
