import { DEFAULT_BOUNDS } from '@breakwater/core';
import { Decimal, findNewestLife, measureBareMs, provokeLiquidation, setBook, setPrice } from '@breakwater/paper';
import type { Fault } from '@breakwater/paper-venue';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { areAllClosed, fills, held, isEntry, isExit, isStop, MINUTE_MS, type OnePosition, open, openProtected, placed, rows, SIZE, stops, triggers, VENUES } from './one-position.ts';
import { openSmallWave } from './small-wave.ts';

/** What went wrong under the bot that was replaced, and elsewhere, each by its name: played again in virtual time, at both venues. */

/** Lets something happen at the venue just before a request arrives there; nothing befalls the request itself. */
function meanwhile(isIt: boolean, act: () => void): readonly Fault[] {
  if (isIt) act();
  return [];
}
/** For a while the lists of positions are those from before the entry, over and over, and those of stops are true. */
const withoutPositions = ({ method }: PortCall, openedMs: number): readonly Fault[] => (openedMs > 12_000 && openedMs < 50_000 && method.startsWith('read') ? [fault('lag', { delayMs: openedMs + 100, lists: ['positions'] })] : []);
const neverIncreased = (wave: OnePosition): void => expect(wave.venue.account.unintendedIncreases).toEqual([]);

describe.each(VENUES)('at %s', (venue) => {
  test('HNTUSDT: the price falls to half between the look and the fill, and the stop is that of the fill', async () => {
    const wave = await open(venue, { weather: (call) => meanwhile(isEntry(call), () => setPrice(wave.venue.exchange, wave.symbol, { last: new Decimal('1500'), mark: null })) });
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), 10_000)).toBe(true);
    expect({ entry: rows(wave)[0]!.entryPrice?.toFixed(), stops: triggers(wave) }).toEqual({ entry: '1500', stops: ['1470'] });
  });

  test('ORCAUSDT #601: a signal whose stop lies above its entry opens nothing, and says why', async () => {
    const wave = await open(venue, { stop: { price: '3056.2' } });
    expect(await wave.workUntil(() => wave.signalOf(wave.symbol).outcome !== 'pending', MINUTE_MS)).toBe(true);
    expect({ outcome: wave.signalOf(wave.symbol).outcome, held: held(wave), rows: rows(wave).length }).toEqual({ outcome: 'skipped_filter', held: '0', rows: 0 });
  });

  test('1000WHYUSDT: the stop of an earlier position does not count for the next one', async () => {
    const wave = await openProtected(venue, { account: { foreignPositions: 'adopt' } });
    const [old] = stops(wave);
    wave.closeByHand(wave.symbol);
    wave.movePrice(wave.symbol, '3150');
    wave.tradeByHand(wave.symbol, 'buy', '0.07');
    expect(await wave.workUntil(() => triggers(wave).join() === '3087', MINUTE_MS)).toBe(true);
    expect(stops(wave).map(({ clientOrderId }) => clientOrderId)).not.toContain(old!.clientOrderId);
    expect(rows(wave).map(({ status, closeReason, entryPrice }) => [status, closeReason, entryPrice?.toFixed()])).toEqual([['closed', 'manual', '3000'], ['open', null, '3150']]);
  });

  test.each(['long', 'short'] as const)('AVLUSDT: a %s whose stop is refused for good is closed by its own side, not doubled', async (side) => {
    const refusal = venue === 'binance' ? { code: -2010, httpStatus: 400, message: 'NEW_ORDER_REJECTED' } : { code: 110_013, httpStatus: 200, message: 'Due to risk limit, cannot set leverage' };
    const wave = await open(venue, { side, weather: (call) => (isStop(call) ? [fault('refuse', refusal)] : []) });
    expect(await wave.workUntil(() => rows(wave).length === 1 && areAllClosed(wave), 2 * MINUTE_MS)).toBe(true);
    expect({ fills: fills(wave).map((fill) => `${fill.side} ${fill.quantity.toFixed()}`), held: held(wave), stops: stops(wave).length }).toEqual({ fills: side === 'long' ? [`buy ${SIZE[venue]}`, `sell ${SIZE[venue]}`] : [`sell ${SIZE[venue]}`, `buy ${SIZE[venue]}`], held: '0', stops: 0 });
    neverIncreased(wave);
  });

  test('ACEUSDT: a wick of the last price does not close what is stopped by the mark price', async () => {
    const wave = await openProtected(venue, { account: { stopTrigger: 'mark' } });
    const size = held(wave);
    wave.happen(({ exchange }) => setPrice(exchange, wave.symbol, { last: new Decimal('2700'), mark: new Decimal('2999') }));
    await wave.workUntil(() => held(wave) !== size, MINUTE_MS);
    expect({ held: held(wave), stops: stops(wave).map(({ workingPrice }) => workingPrice) }).toEqual({ held: size, stops: ['mark'] });
    wave.happen(({ exchange }) => setPrice(exchange, wave.symbol, { last: new Decimal('2700'), mark: new Decimal('2700') }));
    expect(await wave.workUntil(() => areAllClosed(wave), MINUTE_MS)).toBe(true);
  });

  test('BASUSDT: a stop is replaced without a gap, by what the exchange itself measures', async () => {
    const wave = await openProtected(venue, { stop: { percent: '2', trailing: { atPercent: '1', behindPercent: '1', stepPercent: '0.1' } } });
    const bareMs = (): number => measureBareMs(findNewestLife(wave.venue.account, wave.symbol, 'net')!, wave.nowMs());
    const before = bareMs();
    await wave.workUntil(() => false, 15_000);
    for (const price of ['3060', '3090', '3120']) {
      wave.movePrice(wave.symbol, price);
      await wave.workUntil(() => false, 30_000);
    }
    expect(triggers(wave)).toEqual(['3088.8']);
    expect(placed(wave, 'stop').length).toBe(4);
    expect(bareMs()).toBe(before);
  });

  test('MOODENGUSDT: an exit and the stop at once close the position once, and nothing is short', async () => {
    const age = { fromMs: 1_000, costPercent: '9', breakEvenForMs: 0, lossPercentPerHour: '1', closeAtMs: 20_000 };
    // The stop triggers while the exit is under way.
    const wave = await openProtected(venue, { stop: { percent: '2', age }, weather: (call) => meanwhile(isExit(call), () => setPrice(wave.venue.exchange, wave.symbol, { last: new Decimal('2900'), mark: null })) });
    expect(await wave.workUntil(() => areAllClosed(wave), 2 * MINUTE_MS)).toBe(true);
    expect(await wave.workUntil(() => held(wave) !== '0', MINUTE_MS)).toBe(false);
    expect({ fills: fills(wave).map(({ side }) => side), stops: stops(wave).length }).toEqual({ fills: ['buy', 'sell'], stops: 0 });
    neverIncreased(wave);
  });

  test('APTUSDT: after a restart with the price beyond the stop, the position is closed at once instead of a stop refused for ever', async () => {
    const wave = await openProtected(venue);
    wave.cancelStopsByHand(wave.symbol);
    wave.beAway(10 * MINUTE_MS);
    wave.movePrice(wave.symbol, '2900');
    const before = placed(wave, 'stop').length;
    expect(await wave.workUntil(() => held(wave) === '0', 20_000)).toBe(true);
    expect(await wave.workUntil(() => areAllClosed(wave), MINUTE_MS)).toBe(true);
    expect({ stops: placed(wave, 'stop').length - before, reason: rows(wave)[0]!.closeReason }).toEqual({ stops: 0, reason: 'emergency' });
  });

  test('eleven stops: while the list of stops cannot be read, none is placed upon the other', async () => {
    const wave = await openProtected(venue, { weather: ({ method }, openedMs) => (openedMs > 15_000 && openedMs < 15_000 + 5 * MINUTE_MS && method.startsWith('readKey') ? [fault('html-reply')] : []) });
    await wave.workUntil(() => stops(wave).length > 1, 6 * MINUTE_MS);
    expect({ resting: stops(wave).length, placed: placed(wave, 'stop').length, isProtected: wave.isProtected(wave.symbol) }).toEqual({ resting: 1, placed: 1, isProtected: true });
  });

  test('eleven stops: an empty list of stops is not "no stop rests" as long as a stop may not be listed yet', async () => {
    const wave = await openProtected(venue, { weather: ({ method }, openedMs) => (openedMs > 5_000 && openedMs < 50_000 && method !== 'send' ? [fault('hide', { delayMs: 59_000, lists: ['conditional-orders', 'orders'] })] : []) });
    await wave.workUntil(() => stops(wave).length > 1, 2 * MINUTE_MS);
    expect({ resting: stops(wave).length, isProtected: wave.isProtected(wave.symbol) }).toEqual({ resting: 1, isProtected: true });
  });

  test('a liquidation before the stop rests: the row ends with its cause, and nothing is placed for what is gone', async () => {
    let isLiquidated = false;
    // A long without leverage has nothing to lose but what it has paid.
    const wave = await open(venue, {
      side: 'short',
      weather: (call) =>
        meanwhile(isStop(call) && !isLiquidated, () => {
          isLiquidated = true;
          provokeLiquidation(wave.venue.exchange, wave.venue.account, wave.symbol, 'net', null);
        }),
    });
    expect(await wave.workUntil(() => isLiquidated && areAllClosed(wave), MINUTE_MS)).toBe(true);
    expect({ reason: rows(wave)[0]!.closeReason, held: held(wave), stops: stops(wave).length }).toEqual({ reason: 'liquidation', held: '0', stops: 0 });
    neverIncreased(wave);
  });

  test('a stop that meets few takers leaves a remainder, and that is closed, too', async () => {
    const wave = await openProtected(venue);
    wave.happen(({ exchange }) => {
      setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.02') });
      setPrice(exchange, wave.symbol, { last: new Decimal('2930'), mark: null });
    });
    expect(await wave.workUntil(() => held(wave) === '0', 15_000)).toBe(false);
    expect(held(wave)).toBe(venue === 'binance' ? '0.046' : '0.04');
    // There are takers again.
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, null));
    expect(await wave.workUntil(() => held(wave) === '0', MINUTE_MS)).toBe(true);
    expect(await wave.workUntil(() => areAllClosed(wave), MINUTE_MS)).toBe(true);
    expect(stops(wave)).toEqual([]);
    neverIncreased(wave);
  });

  test('TAUSDT: an empty list of positions closes nothing, and the stop stays', async () => {
    const wave = await openProtected(venue, { weather: withoutPositions });
    const [stop] = stops(wave);
    await wave.workUntil(() => rows(wave).length > 1 || areAllClosed(wave) || stops(wave)[0]?.conditionalOrderId !== stop!.conditionalOrderId, 3 * MINUTE_MS);
    expect({ rows: rows(wave).map(({ status }) => status), stops: stops(wave).length, isProtected: wave.isProtected(wave.symbol) }).toEqual({ rows: ['open'], stops: 1, isProtected: true });
  });

  test('the zombie cleaner: while the exchange shows no position for a while, no stop of one is cancelled', async () => {
    const wave = await openProtected(venue, { weather: withoutPositions });
    expect(await wave.workUntil(() => stops(wave).length !== 1, 3 * MINUTE_MS)).toBe(false);
    expect([...wave.books.intents.values()].filter(({ kind }) => kind === 'cancel')).toEqual([]);
  });

  test('KAVAUSDT: no stop is made again for a position that is closed, whatever the books still hold', async () => {
    const wave = await openProtected(venue);
    wave.closeByHand(wave.symbol);
    const before = placed(wave, 'stop').length;
    wave.movePrice(wave.symbol, '3010');
    expect(await wave.workUntil(() => areAllClosed(wave), MINUTE_MS)).toBe(true);
    await wave.workUntil(() => false, MINUTE_MS);
    expect({ placed: placed(wave, 'stop').length - before, resting: stops(wave).length }).toEqual({ placed: 0, resting: 0 });
  });

  test('APTUSDT #2548, PERPUSDT #2438: a pass that finds the position while its entry has no answer yet adds no second row', async () => {
    // The reply of the entry is lost, and resyncs of the account and of the key come in between.
    let isLost = false;
    const wave = await open(venue, { weather: (call) => (isEntry(call) && !isLost ? ((isLost = true), [fault('drop-reply')]) : []) });
    for (let look = 0; look < 5; look += 1) {
      await wave.workUntil(() => false, 300);
      await wave.askForResync(wave.symbol);
    }
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), MINUTE_MS)).toBe(true);
    await wave.workUntil(() => false, MINUTE_MS);
    expect({ rows: rows(wave).map(({ origin, status, signalId }) => [origin, status, signalId !== null]), fills: fills(wave).length }).toEqual({ rows: [['signal', 'open', true]], fills: 1 });
  });

  test('38 instead of 5: however often a pass runs over it, what is there has one row, and nothing more is opened', async () => {
    const wave = await openProtected(venue);
    for (let pass = 0; pass < 20; pass += 1) {
      await wave.askForResync(wave.symbol);
      await wave.workUntil(() => false, 500);
    }
    expect({ rows: rows(wave).length, fills: fills(wave).length, stops: stops(wave).length, placed: placed(wave, 'stop').length }).toEqual({ rows: 1, fills: 1, stops: 1, placed: 1 });
  });

  test('GIGAUSDT: an entry that filled and cannot be looked up is not rolled back', async () => {
    const wave = await open(venue, { weather: (call, openedMs) => [...(isEntry(call) ? [fault('drop-reply')] : []), ...(openedMs < 45_000 ? [fault('hide', { delayMs: 45_000, lists: ['orders'] })] : [])] });
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), 2 * MINUTE_MS)).toBe(true);
    expect({ held: held(wave), outcome: wave.signalOf(wave.symbol).outcome, fills: fills(wave).length }).toEqual({ held: SIZE[venue], outcome: 'opened', fills: 1 });
  });

  test('AGI: what is sold in part is booked, and the stop covers what is left', async () => {
    const wave = await openProtected(venue);
    wave.tradeByHand(wave.symbol, 'sell', '0.02');
    const left = new Decimal(SIZE[venue]).minus('0.02').toFixed();
    expect(await wave.workUntil(() => rows(wave)[0]!.quantity.toFixed() === left && stops(wave).length === 1 && stops(wave)[0]!.quantity?.toFixed() === left, MINUTE_MS)).toBe(true);
    expect([...wave.books.fills.values()].map(({ side, quantity }) => `${side} ${quantity.toFixed()}`)).toEqual([`buy ${SIZE[venue]}`, 'sell 0.02']);
  });

  test('MNTUSDT: what is bought later does not move the entry price that the stop is measured from', async () => {
    const wave = await openProtected(venue);
    wave.movePrice(wave.symbol, '3600');
    wave.tradeByHand(wave.symbol, 'buy', '0.06');
    const grown = new Decimal(SIZE[venue]).plus('0.06').toFixed();
    expect(await wave.workUntil(() => stops(wave).length === 1 && stops(wave)[0]!.quantity?.toFixed() === grown, MINUTE_MS)).toBe(true);
    await wave.workUntil(() => false, MINUTE_MS);
    expect({ entry: rows(wave)[0]!.entryPrice?.toFixed(), stops: triggers(wave) }).toEqual({ entry: '3000', stops: ['2940'] });
  });

  test('ORCAUSDT #601: a stop that lies above the entry of a long is no protection: the bare clock runs until the right one rests', async () => {
    // What the books say at the instant in which the right one is sent.
    const wasBare: boolean[] = [];
    let isMoved = false;
    const wave = await openProtected(venue, { weather: (call) => meanwhile(isStop(call) && isMoved, () => wasBare.push(rows(wave)[0]!.bareSinceMs !== null)) });
    isMoved = true;
    wave.movePrice(wave.symbol, '3100');
    wave.happen((at) => {
      const { versions } = at.account.ledgers.get(wave.symbol)!.conditionalOrders.get(stops(wave)[0]!.conditionalOrderId)!;
      versions.push({ atMs: wave.nowMs(), value: { ...versions.at(-1)!.value, triggerPrice: new Decimal('3056.2') } });
    });
    expect(await wave.workUntil(() => triggers(wave).join() === '2940', MINUTE_MS)).toBe(true);
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), MINUTE_MS)).toBe(true);
    expect({ wasBare, held: held(wave) }).toEqual({ wasBare: [true], held: SIZE[venue] });
  });

  test('six instead of five: an entry that has filled and of which nobody has heard keeps its place in the wave', async () => {
    let isLost = false;
    const wave = await openSmallWave(venue, {
      ...{ symbolCount: 3, openCount: 1, bounds: DEFAULT_BOUNDS },
      weather: (call, openedMs) => [...(isEntry(call) && !isLost ? ((isLost = true), [fault('drop-reply')]) : []), ...(openedMs < 45_000 ? [fault('hide', { delayMs: 45_000, lists: ['orders', 'positions', 'trades'] })] : [])],
    });
    expect(await wave.workUntil(() => [...wave.books.waves.values()].every(({ status }) => status === 'finished'), 3 * MINUTE_MS)).toBe(true);
    expect({ outcomes: wave.symbols.map((symbol) => wave.signalOf(symbol).outcome), entries: wave.venue.account.acceptedEntries.length }).toEqual({ outcomes: ['opened', 'skipped_limit', 'skipped_limit'], entries: 1 });
  });

  test('-55.28 instead of -27.24: what ends by its stop while its exit is under way is booked once, with the result that the exchange tells', async () => {
    const age = { fromMs: 1_000, costPercent: '9', breakEvenForMs: 0, lossPercentPerHour: '1', closeAtMs: 20_000 };
    const wave = await openProtected(venue, { stop: { percent: '2', age }, weather: (call) => meanwhile(isExit(call), () => setPrice(wave.venue.exchange, wave.symbol, { last: new Decimal('2900'), mark: null })) });
    // Two who close it, and people who ask again and again what became of it.
    for (let look = 0; look < 40; look += 1) {
      await wave.askForResync(wave.symbol);
      await wave.workUntil(() => false, 1_000);
    }
    expect(await wave.workUntil(() => areAllClosed(wave), 2 * MINUTE_MS)).toBe(true);
    const told = fills(wave).reduce((sum, fill) => sum.plus(fill.realisedProfit), new Decimal('0')).toFixed();
    expect(rows(wave).map(({ realisedPnl, closedAtMs }) => [realisedPnl?.toFixed(), closedAtMs !== null])).toEqual([[told, true]]);
    expect({ closings: wave.books.events.filter(({ type }) => type === 'position_closed').length, fills: wave.books.fills.size }).toEqual({ closings: 1, fills: fills(wave).length });
  });
});
