import { Decimal, findNewestLife, measureBareMs, setBook } from '@breakwater/paper';
import { describe, expect, test } from 'vitest';
import { fault } from '../src/exhaustive/carry-out.ts';
import { held, isEntry, isStop, MINUTE_MS, type OnePosition, open, openProtected, placed, rows, stops, triggers } from './one-position.ts';

/** The stop of a position is placed before its entry, as an account may have it at Binance; in virtual time. */

const account = { stopFirst: true } as const;
const callMs = (method: string): number => (method === 'send' ? 40 : 10);
const bareMs = (wave: OnePosition): number => measureBareMs(findNewestLife(wave.venue.account, wave.symbol, 'net')!, wave.nowMs());
const outcomeOf = ({ signalOf, symbol }: OnePosition): string => signalOf(symbol).outcome;

describe('a stop that is placed before its entry', () => {
  test('leaves no instant in which the position is bare, and is the one that follows from the fill in the end', async () => {
    const without = await openProtected('binance', { callMs });
    expect(bareMs(without)).toBeGreaterThan(0);
    const wave = await openProtected('binance', { account, callMs });
    await wave.workUntil(() => false, 5_000);
    expect({ bareMs: bareMs(wave), stops: triggers(wave), outcome: outcomeOf(wave) }).toEqual({ bareMs: 0, stops: triggers(without), outcome: 'opened' });
  });

  test('covers what a partly filled entry has bought, and shrinks to it', async () => {
    const wave = await open('binance', { account, callMs });
    wave.happen(({ exchange }) => setBook(exchange, wave.symbol, { spreadTicks: 1, stepTicks: 1, levels: 1, levelQuantity: new Decimal('0.02') }));
    expect(await wave.workUntil(() => wave.isProtected(wave.symbol) && stops(wave).length === 1, MINUTE_MS)).toBe(true);
    expect({ held: held(wave), bareMs: bareMs(wave), size: stops(wave).map(({ quantity }) => quantity?.toFixed()) }).toEqual({ held: '0.02', bareMs: 0, size: ['0.02'] });
  });

  test.each([
    ['refused', fault('refuse', { code: -2010, httpStatus: 400, message: 'NEW_ORDER_REJECTED' })],
    ['of which nobody knows whether it rests', fault('drop-reply')],
  ])('and is %s keeps the entry from being sent', async (_, weather) => {
    const entries: string[] = [];
    const wave = await open('binance', { account, weather: (call) => (isEntry(call) ? (entries.push(call.method), []) : isStop(call) ? [weather] : []) });
    expect(await wave.workUntil(() => outcomeOf(wave) === 'failed', MINUTE_MS)).toBe(true);
    await wave.workUntil(() => stops(wave).length === 0, 2 * MINUTE_MS);
    expect({ entries, held: held(wave), left: stops(wave).length, rows: rows(wave).map(({ status, closeReason }) => `${status} ${closeReason}`) }).toEqual({ entries: [], held: '0', left: 0, rows: ['closed never_filled'] });
  });

  test('and whose entry is refused is taken away again', async () => {
    const wave = await open('binance', { account, weather: (call) => (isEntry(call) ? [fault('refuse', { code: -2019, httpStatus: 400, message: 'Margin is insufficient.' })] : []) });
    expect(await wave.workUntil(() => outcomeOf(wave) === 'failed' && stops(wave).length === 0, 2 * MINUTE_MS)).toBe(true);
    expect(held(wave)).toBe('0');
  });

  test.each(['ignore', 'alert'] as const)('goes where somebody else opens a position while nobody knows what became of its entry: it would close what is not ours (I11; policy %s)', async (foreignPositions) => {
    const wave = await open('binance', { account: { ...account, foreignPositions }, callMs, weather: (call) => (isEntry(call) ? [fault('drop-request')] : []) });
    expect(await wave.workUntil(() => stops(wave).length === 1, MINUTE_MS)).toBe(true);
    await wave.workUntil(() => false, 10_000);
    wave.tradeByHand(wave.symbol, 'buy', '0.05');
    await wave.workUntil(() => false, 30_000);
    wave.movePrice(wave.symbol, '2930');
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', 10 * MINUTE_MS)).toBe(true);
    expect({ held: held(wave), left: stops(wave).length, reason: rows(wave)[0]!.closeReason }).toEqual({ held: '0.05', left: 0, reason: 'never_filled' });
  });

  test('that executed against what somebody else had opened is in the books before its row is closed (I9)', async () => {
    const wave = await open('binance', { account, callMs, weather: (call) => (isEntry(call) ? [fault('drop-request')] : []) });
    expect(await wave.workUntil(() => stops(wave).length === 1, MINUTE_MS)).toBe(true);
    wave.tradeByHand(wave.symbol, 'buy', '0.05');
    wave.movePrice(wave.symbol, '2930');
    expect(await wave.workUntil(() => rows(wave)[0]!.status === 'closed', 10 * MINUTE_MS)).toBe(true);
    const [stop] = placed(wave, 'stop');
    expect({ held: held(wave), executed: stop?.executedQuantity.toFixed(), booked: stop?.bookedQuantity.toFixed() }).toEqual({ held: '0', executed: '0.05', booked: '0.05' });
  });
});
