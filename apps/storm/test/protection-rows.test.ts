import { type ConditionalOrder, Decimal, findNewestLife, listOpenConditionalOrders, listOrders, measureBareMs, placeConditionalOrder, setBook, setPrice } from '@breakwater/paper';
import type { Fault } from '@breakwater/paper-venue';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import { held, isExit, isStop, MINUTE_MS, open, openProtected, pages, placed, rows, SIZE, stops, type Venue, VENUES } from './one-position.ts';

/** What protection must be able to do, each under the number of its row in the survey of other systems (D1 to D19), at both venues, in virtual time. */

const refusalOf: Record<Venue, Partial<Fault>> = { binance: { code: -2010, httpStatus: 400, message: 'NEW_ORDER_REJECTED' }, bybit: { code: 110_013, httpStatus: 200, message: 'cannot set' } };

/** An edit of a resting stop at the exchange, in one property alone. */
const edits: readonly (readonly [string, Partial<ConditionalOrder>])[] = [
  ['its side', { side: 'buy' }],
  ['its size', { quantity: new Decimal('0.02') }],
  ['its trigger price', { triggerPrice: new Decimal('2500') }],
  ['its trigger type', { workingPrice: 'last' }],
  ['that it only reduces', { reduceOnly: false }],
  ['its kind', { type: 'take-profit-market' }],
];

describe.each(VENUES)('at %s', (venue) => {
  test('D1: the stop rests on the exchange, and works while nobody of the fleet lives', async () => {
    const wave = await openProtected(venue);
    wave.movePrice(wave.symbol, '2930');
    expect({ held: held(wave), isAlone: placed(wave, 'exit').length }).toEqual({ held: '0', isAlone: 0 });
  });

  test('D3: a partly filled entry is protected for what has filled', async () => {
    const wave = await open(venue);
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.02') }));
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), MINUTE_MS)).toBe(true);
    expect({ held: held(wave), stops: stops(wave).map(({ quantity }) => quantity?.toFixed()) }).toEqual({ held: '0.02', stops: ['0.02'] });
  });

  test('D4: a stop that is refused is tried again, three times at most', async () => {
    let refused = 0;
    const wave = await openProtected(venue, { weather: (call) => (isStop(call) && (refused += 1) <= 2 ? [fault('refuse', refusalOf[venue])] : []) });
    expect({ tried: refused, resting: stops(wave).length, exits: placed(wave, 'exit').length }).toEqual({ tried: 3, resting: 1, exits: 0 });
  });

  test('D5: a position whose stop cannot be placed is closed', async () => {
    const wave = await open(venue, { weather: (call) => (isStop(call) ? [fault('refuse', refusalOf[venue])] : []) });
    expect(await wave.workUntil(() => wave.books.positions.size > 0 && rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    expect({ held: held(wave), tried: placed(wave, 'stop').length, reason: rows(wave)[0]!.closeReason }).toEqual({ held: '0', tried: 3, reason: 'emergency' });
  });

  test('D6: a close is done when the exchange is flat, not when an order was sent', async () => {
    const wave = await openProtected(venue);
    wave.cancelStopsByHand(wave.symbol);
    wave.happen(({ exchange }) => {
      setPrice(exchange, wave.symbol, { last: new Decimal('2900'), mark: null });
      setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.02') });
    });
    expect(await wave.workUntil(() => held(wave) !== SIZE[venue], MINUTE_MS)).toBe(true);
    expect(rows(wave)[0]!.status).toBe('closing');
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, null));
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    expect(held(wave)).toBe('0');
    expect(placed(wave, 'exit').length).toBeGreaterThan(1);
  });

  test('D7, D19: a close that is refused goes on with growing pauses, and a person is told', async () => {
    const wave = await openProtected(venue, { weather: (call) => (isExit(call) ? [fault('refuse', refusalOf[venue])] : []) });
    wave.cancelStopsByHand(wave.symbol);
    wave.movePrice(wave.symbol, '2900');
    expect(await wave.workUntil(() => pages(wave).includes('stuck-exit'), 2 * MINUTE_MS)).toBe(true);
    const before = placed(wave, 'exit').length;
    expect(await wave.workUntil(() => placed(wave, 'exit').length > before + 2, 2 * MINUTE_MS)).toBe(true);
  });

  test('D8: a stop that is missing is noticed and placed again', async () => {
    const wave = await openProtected(venue);
    wave.cancelStopsByHand(wave.symbol);
    expect(await wave.workUntil(() => stops(wave).length === 1, 20_000)).toBe(true);
    expect(placed(wave, 'stop').map(({ generation }) => generation)).toEqual([1, 2]);
  });

  test.each(edits)('D9: a stop that was edited at the exchange in %s is replaced, the right one first', async (_, edit) => {
    const wave = await openProtected(venue);
    wave.happen((at) => {
      const [order] = listOpenConditionalOrders(at.exchange, at.account, wave.symbol, wave.nowMs());
      const { versions } = at.account.ledgers.get(wave.symbol)!.conditionalOrders.get(order!.conditionalOrderId)!;
      versions.push({ atMs: wave.nowMs(), value: { ...versions.at(-1)!.value, ...edit } as ConditionalOrder });
    });
    const [wrong] = stops(wave);
    let fewest = stops(wave).length;
    const isRight = (): boolean => {
      fewest = Math.min(fewest, stops(wave).length);
      return stops(wave).length === 1 && stops(wave)[0]!.conditionalOrderId !== wrong!.conditionalOrderId;
    };
    expect(await wave.workUntil(isRight, MINUTE_MS)).toBe(true);
    const [right] = stops(wave);
    expect({ side: right!.side, quantity: right!.quantity?.toFixed(), at: right!.triggerPrice.toFixed(), by: right!.workingPrice, reduceOnly: right!.reduceOnly, type: right!.type }).toEqual({ side: 'sell', quantity: SIZE[venue], at: '2940', by: 'mark', reduceOnly: true, type: 'stop-market' });
    expect(fewest).toBe(1);
  });

  test('D10: of two stops of ours the right one stays', async () => {
    // Nobody hears of the first one, and no list shows it for a while.
    const wave = await openProtected(venue, { weather: (call, openedMs) => [...(isStop(call) && openedMs < 2_000 ? [fault('drop-reply')] : []), ...(openedMs < 15_000 ? [fault('hide', { delayMs: 14_000, lists: ['conditional-orders', 'orders'] })] : [])] });
    await wave.workUntil(() => false, 2 * MINUTE_MS);
    expect(placed(wave, 'stop').length).toBeGreaterThan(1);
    expect({ resting: stops(wave).length, isProtected: wave.isProtected(wave.symbol) }).toEqual({ resting: 1, isProtected: true });
  });

  test('D11: a stop of ours that its position has left behind goes, and one of somebody else stays', async () => {
    const wave = await openProtected(venue);
    wave.happen((at) => {
      const theirs = { symbol: wave.symbol, side: 'sell', leg: 'net', type: 'stop-market', quantity: new Decimal('0.01'), triggerPrice: new Decimal('2800'), workingPrice: 'mark', reduceOnly: true, closePosition: false, price: null, timeInForce: 'gtc', trail: null, priceProtect: false, clientOrderId: 'web_theirs', origin: 'hand' } as const;
      placeConditionalOrder(at.exchange, at.account, theirs);
    });
    wave.closeByHand(wave.symbol);
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    expect(stops(wave).filter(({ origin }) => origin !== 'hand')).toEqual([]);
    expect(placed(wave, 'stop').every(({ status }) => status === 'canceled')).toBe(true);
  });

  test('D12: a stop is replaced without a gap when the position grows', async () => {
    const wave = await openProtected(venue);
    wave.tradeByHand(wave.symbol, 'buy', '0.04');
    const grown = new Decimal(SIZE[venue]).plus('0.04').toFixed();
    let fewest = 1;
    expect(await wave.workUntil(() => ((fewest = Math.min(fewest, stops(wave).length)), stops(wave).length === 1 && stops(wave)[0]!.quantity?.toFixed() === grown), MINUTE_MS)).toBe(true);
    expect(fewest).toBe(1);
  });

  test('D13: a stop whose reply was lost is found where conditional orders are, and not placed twice', async () => {
    let isLost = false;
    const wave = await openProtected(venue, { weather: (call) => (isStop(call) && !isLost ? ((isLost = true), [fault('drop-reply')]) : []) });
    expect({ placed: placed(wave, 'stop').length, resting: stops(wave).length }).toEqual({ placed: 1, resting: 1 });
  });

  test('D14: a stop whose rule lies beyond the liquidation price rests before it', async () => {
    const wave = await openProtected(venue, { leverage: 20, stop: { percent: '8' } });
    await wave.workUntil(() => false, 20_000);
    const trigger = stops(wave)[0]!.triggerPrice;
    expect(trigger.gt('2760')).toBe(true);
    expect(trigger.lt('3000')).toBe(true);
    wave.movePrice(wave.symbol, trigger.toFixed());
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    expect(rows(wave)[0]!.closeReason).toBe('stop');
  });

  test('D15: a stop that has triggered is watched until it has filled', async () => {
    const wave = await openProtected(venue);
    wave.happen(({ exchange }) => {
      setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.01') });
      setPrice(exchange, wave.symbol, { last: new Decimal('2930'), mark: null });
    });
    expect(held(wave)).toBe(new Decimal(SIZE[venue]).minus('0.01').toFixed());
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, null));
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    expect(held(wave)).toBe('0');
  });

  test('D16: whatever leaves to close or protect can only reduce', async () => {
    const wave = await openProtected(venue);
    wave.tradeByHand(wave.symbol, 'buy', '0.04');
    await wave.workUntil(() => stops(wave).length === 1, 30_000);
    wave.cancelStopsByHand(wave.symbol);
    wave.movePrice(wave.symbol, '2900');
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', MINUTE_MS)).toBe(true);
    const own = listOrders(wave.venue.exchange, wave.venue.account, wave.symbol, wave.nowMs()).filter(({ clientOrderId, origin }) => origin === 'client' && !clientOrderId.startsWith('bwe'));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ reduceOnly }) => !reduceOnly)).toEqual([]);
    expect(wave.venue.account.unintendedIncreases).toEqual([]);
  });

  test('D17: a reduce-only order that is refused because nothing is left ends the row, and is not tried again', async () => {
    const wave = await openProtected(venue, { weather: (call) => (isExit(call) && held(wave) !== '0' ? (wave.closeByHand(wave.symbol), []) : []) });
    wave.cancelStopsByHand(wave.symbol);
    wave.movePrice(wave.symbol, '2900');
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', 2 * MINUTE_MS)).toBe(true);
    expect({ exits: placed(wave, 'exit').map(({ status }) => status), reason: rows(wave)[0]!.closeReason }).toEqual({ exits: ['rejected'], reason: 'manual' });
  });

  test('D18: the time without a stop is measured as the exchange has it', async () => {
    const wave = await openProtected(venue, { callMs: (method) => (method === 'send' ? 40 : 10) });
    const fresh = measureBareMs(findNewestLife(wave.venue.account, wave.symbol, 'net')!, wave.nowMs());
    expect(fresh).toBeGreaterThan(0);
    expect(rows(wave)[0]!.bareMs).toBe(fresh);
    wave.cancelStopsByHand(wave.symbol);
    expect(await wave.workUntil(() => stops(wave).length === 1, MINUTE_MS)).toBe(true);
    await wave.workUntil(() => wave.isProtected(wave.symbol), 5_000);
    const theirs = measureBareMs(findNewestLife(wave.venue.account, wave.symbol, 'net')!, wave.nowMs());
    // Who cancelled the stop told nobody when: the clock began no later than the look that missed it, and no earlier than the last thing that was known.
    expect(rows(wave)[0]!.bareMs).toBeGreaterThanOrEqual(theirs);
    expect(rows(wave)[0]!.bareSinceMs).toBeNull();
  });
});
