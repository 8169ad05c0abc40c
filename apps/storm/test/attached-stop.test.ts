import { Decimal, findNewestLife, measureBareMs, setBook, setPositionStop } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { held, isStop, MINUTE_MS, type OnePosition, open, openProtected, pages, rows, SIZE, stops, triggers } from './one-position.ts';

/** D2 of the survey of other systems: the stop travels with the entry. Bybit alone knows such; in virtual time. */

const account = { attachStop: true } as const;
const callMs = (method: string): number => (method === 'send' ? 40 : 10);
const bareMs = (wave: OnePosition): number => measureBareMs(findNewestLife(wave.venue.account, wave.symbol, 'net')!, wave.nowMs());
const attached = (wave: OnePosition): string[] => stops(wave).flatMap(({ bond, triggerPrice }) => (bond === undefined ? [] : [triggerPrice.toFixed()]));

const isClearing = ({ method, values }: Pick<PortCall, 'method' | 'values'>): boolean => method === 'send' && (values[0] as { readonly kind: string }).kind === 'position_stop';

/** Moves the stop that is a part of the position, as a person does on the venue's page. */
function moveByHand(wave: OnePosition, price: string): void {
  const wish = { triggerPrice: new Decimal(price), workingPrice: 'last', price: null } as const;
  wave.happen(({ exchange, account: at }) => {
    if (setPositionStop(exchange, at, { symbol: wave.symbol, leg: 'net', purpose: 'stop', mode: 'full', wish, quantity: null, clientOrderId: 'web_1' }) !== null) throw new Error('the hand was refused');
  });
}

describe('D2: a stop that the entry brings along', () => {
  test('leaves no instant in which the position is bare, and goes once the position\'s own rests at the price of the fill', async () => {
    const without = await openProtected('bybit', { callMs });
    expect(bareMs(without)).toBeGreaterThan(0);
    const wave = await openProtected('bybit', { account, callMs });
    expect(await wave.workUntil(() => attached(wave).length === 0, MINUTE_MS)).toBe(true);
    expect({ bareMs: bareMs(wave), stops: triggers(wave) }).toEqual({ bareMs: 0, stops: triggers(without) });
    // The books do not take the exchange at its word: they count until a stop of ours was confirmed.
    expect(rows(wave)[0]!.bareMs).toBe(bareMs(without));
  });

  test('covers what a partly filled entry has bought', async () => {
    const wave = await open('bybit', { account, callMs });
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.02') }));
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol), MINUTE_MS)).toBe(true);
    expect({ held: held(wave), bareMs: bareMs(wave) }).toEqual({ held: '0.02', bareMs: 0 });
  });

  test('protects while no other can be placed, and ends the position as a stop, not as somebody\'s doing', async () => {
    const wave = await open('bybit', { account, weather: (call) => (isStop(call) ? [fault('drop-request')] : []) });
    expect(await wave.workUntil(() => held(wave) === SIZE.bybit, MINUTE_MS)).toBe(true);
    expect(attached(wave)).toEqual(['2940']);
    wave.movePrice(wave.symbol, '2930');
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', 5 * MINUTE_MS)).toBe(true);
    expect({ held: held(wave), reason: rows(wave)[0]!.closeReason, bareMs: bareMs(wave), told: pages(wave) }).toEqual({ held: '0', reason: 'stop', bareMs: 0, told: [] });
    const [order] = [...wave.books.orders.values()].filter(({ role }) => role === 'foreign');
    expect(order?.clientOrderId).toMatch(/^attached-stop-bwe/);
  });

  test('is left alone where a person has moved it: then it is theirs (I11)', async () => {
    const wave = await open('bybit', { account, weather: (call, openedMs) => (isStop(call) && openedMs < 5_000 ? [fault('drop-request')] : []) });
    expect(await wave.workUntil(() => attached(wave).length === 1, MINUTE_MS)).toBe(true);
    moveByHand(wave, '2950');
    await wave.workUntil(() => false, MINUTE_MS);
    expect({ theirs: attached(wave), isProtected: wave.isProtected(wave.symbol), resting: stops(wave).length }).toEqual({ theirs: ['2950'], isProtected: true, resting: 2 });
  });

  test('is asked to go once, although the lists go on showing it for a while', async () => {
    let asked = 0;
    const wave = await openProtected('bybit', {
      account,
      weather: ({ method, values }, openedMs) => {
        if (isClearing({ method, values })) asked += 1;
        return openedMs < 30_000 && method !== 'send' ? [fault('lag', { delayMs: 5_000, lists: ['conditional-orders', 'positions'] })] : [];
      },
    });
    await wave.workUntil(() => false, MINUTE_MS);
    expect({ asked, attached: attached(wave), resting: stops(wave).length, quarantined: [...wave.books.claims.values()].some(({ quarantineReason }) => quarantineReason !== null) }).toEqual({ asked: 1, attached: [], resting: 1, quarantined: false });
  });

  test.each([
    ['refuses that', fault('refuse', { code: 10_001, httpStatus: 200, message: 'can not set tp/sl/ts for zero position' })],
    ['says nothing that anybody understands', fault('refuse', { code: 10_016, httpStatus: 200, message: 'Internal System Error.' })],
    ['does not answer', fault('drop-request')],
  ])('is asked to go once a minute where the exchange %s, and holds up nothing that is wished for', async (_, weather) => {
    let asked = 0;
    const wave = await openProtected('bybit', { account, weather: (call) => (isClearing(call) ? ((asked += 1), [weather]) : []) });
    await wave.workUntil(() => false, 5 * MINUTE_MS);
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(7);
    await wave.want({ action: 'close' });
    expect(await wave.workUntil(() => held(wave) === '0', MINUTE_MS)).toBe(true);
    expect(pages(wave)).toEqual([]);
  });

  test('is asked again where the request was lost, once, although the lists go on showing it for a while', async () => {
    const asked: number[] = [];
    const wave = await openProtected('bybit', {
      account,
      weather: (call, openedMs) => {
        const since = openedMs - (asked[1] ?? Number.POSITIVE_INFINITY);
        if (!isClearing(call)) return since < 8_000 && call.method !== 'send' ? [fault('lag', { delayMs: since + 20 })] : [];
        asked.push(openedMs);
        return asked.length === 1 ? [fault('drop-request')] : [];
      },
    });
    await wave.workUntil(() => false, 4 * MINUTE_MS);
    expect({ asked: asked.length, attached: attached(wave), told: pages(wave) }).toEqual({ asked: 2, attached: [], told: [] });
  });
});
