import { describe, expect, test } from 'vitest';
import { aForeignReport, anExecution, anOrder, aPosition, aReport, aSight, anIntent, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import type { Facts } from '../facts.ts';
import type { OrderReport } from '../order.ts';
import { importedPositionId, type OldPosition } from './old-position.ts';
import { type ImportVerdict, judgeImport } from './judge-import.ts';

const OLD: OldPosition = {
  ...{ id: '583', side: 'long', quantity: num('5'), entryPrice: num('99'), createdAtMs: NOW_MS - 60_000, openedAtMs: NOW_MS - 60_000, closedAtMs: null },
  ...{ stopPrice: null, orderIds: ['x-entry-1', '77'], hasProvenance: true, told: { reason: null, realisedPnl: null } },
};
const KEY = { exchange: 'binance', account: 'main', symbol: 'TAGUSDT' } as const;
const aStop = (changes: Partial<OrderReport> = {}): OrderReport =>
  aForeignReport({ list: 'conditional', clientOrderId: 'x-1', exchangeOrderId: '77', kind: 'stop_market', status: 'resting', side: 'sell', triggerPrice: num('97'), triggerType: 'mark', reduceOnly: true, ...changes });
const judge = (changes: SightChanges = {}, old: Partial<OldPosition> = {}, named: readonly string[] = []) =>
  judgeImport(aSight({ ...changes, view: { positions: [aReport()], ...changes.view }, sight: { executions: [anExecution()], ...changes.sight } }), 'net', { ...OLD, ...old }, new Set(named));

function factsOf(verdict: ImportVerdict): Facts {
  if (!('facts' in verdict)) throw new Error(`it ${verdict.type}s: nothing to write`);
  return verdict.facts;
}

describe('judgeImport', () => {
  test.each<[string, SightChanges, Partial<OldPosition>, string]>([
    ['was never traded', {}, { hasProvenance: false, orderIds: [] }, 'a sync made it up'],
    ['the exchange does not answer for', { view: { positions: [] } }, {}, 'said nothing'],
    ['is gone', { view: { positions: [aReport({ quantity: num('0') })] } }, {}, 'holds nothing'],
    ['has turned', { view: { positions: [aReport({ side: 'short' })] } }, {}, 'the old books say long'],
    ['has another size', { view: { positions: [aReport({ quantity: num('4') })] } }, {}, 'the old books say 5'],
    ['has a request on its way', { records: { intents: [anIntent()] } }, {}, 'not settled yet'],
    ['orders of ours built', { sight: { executions: [anExecution({}, aForeignReport({ clientOrderId: `bwe${'0'.repeat(32)}` }))] } }, {}, 'orders of this fleet'],
    ['other orders built', { sight: { executions: [anExecution({ exchangeOrderId: 'x-other' })] } }, {}, 'another position of the same size'],
    ['nothing built since the old books opened it: what is there is older', { sight: { executions: [] } }, {}, 'another position of the same size'],
  ])('leaves a row alone that %s', (_, changes, old, why) => {
    expect(judge(changes, old)).toEqual({ type: 'leave', why: expect.stringContaining(why) });
  });

  test('asks for executions before it believes anything, from before the position was opened', () => {
    expect(judge({ sight: { executions: null } }, { openedAtMs: NOW_MS - 30 * 86_400_000 })).toEqual({ type: 'read_executions', sinceMs: NOW_MS - 31 * 86_400_000 });
  });

  test('takes size, price and fills from the exchange, and the plan from the stop that rests', () => {
    const verdict = judge({ view: { orders: [aStop()] } });
    expect(verdict).toMatchObject({ type: 'take_row', positionId: importedPositionId(KEY, 'net', OLD), stop: 'x-1', why: 'takes over stop x-1 at 97, which protects it' });
    const facts = factsOf(verdict);
    expect(facts.newPositions).toMatchObject([{ origin: 'imported', status: 'open', stopRule: { movedTo: '97' } }]);
    expect(facts.newPositions?.[0]?.entryPrice?.toFixed()).toBe('100');
    expect(facts.newOrders?.map(({ role, exchangeOrderId }) => [role, exchangeOrderId])).toEqual([['foreign', 'x-entry-1'], ['stop', '77']]);
    expect([facts.positions, facts.fills?.length, facts.entriesOff]).toMatchObject([[{ bareSinceMs: null }], 1, undefined]);
  });

  test.each<[string, Partial<OrderReport>, Partial<OldPosition>, readonly string[], string | null]>([
    ['by the id that the old books have', {}, {}, [], 'x-1'],
    ['by their price', { exchangeOrderId: '78' }, { stopPrice: num('97.004') }, [], 'x-1'],
    ['by the id that the operator gives', { exchangeOrderId: '78' }, {}, ['78'], 'x-1'],
    ['not at all without', { exchangeOrderId: '78' }, {}, [], null],
    ['not one on the wrong side', { side: 'buy' }, {}, [], null],
    ['not one that could open a position', { reduceOnly: false }, {}, [], null],
    ['not a take-profit', { kind: 'take_profit_market' }, {}, [], null],
    ['not one of ours', { clientOrderId: `bws${'0'.repeat(32)}` }, {}, [], null],
  ])('knows the stop of the old bot %s', (_, changes, old, named, stop) => {
    expect(judge({ view: { orders: [aStop(changes)] } }, old, named)).toMatchObject({ type: 'take_row', stop });
  });

  test('keeps of several stops the whole one, then the tighter one, as the newest', () => {
    const orderIds = ['x-entry-1', '1', '2', '3'];
    const stops = [aStop({ exchangeOrderId: '1', clientOrderId: 'a', triggerPrice: num('99'), quantity: num('2') }), aStop({ exchangeOrderId: '2', clientOrderId: 'b', triggerPrice: num('96') }), aStop({ exchangeOrderId: '3', clientOrderId: 'c', triggerPrice: num('97') })];
    for (const orders of [stops, stops.toReversed()]) {
      const verdict = judge({ view: { orders } }, { orderIds });
      const facts = factsOf(verdict);
      const taken = facts.newOrders?.filter(({ role }) => role === 'stop').toSorted((a, b) => b.generation - a.generation);
      expect(taken?.map(({ clientOrderId }) => clientOrderId)).toEqual(['c', 'b', 'a']);
      expect(taken?.every(({ generation }) => generation <= 0)).toBe(true);
    }
  });

  test('starts the bare clock where the stop is not as planned, and says what will become of it', () => {
    const verdict = judge({ view: { orders: [aStop({ quantity: num('2') })] } });
    expect(verdict).toMatchObject({ type: 'take_row', why: expect.stringMatching(/has the wrong size .* is replaced, the new one first/) });
    const { newPositions, positions } = factsOf(verdict);
    // Since nobody knows when under the bot: since the look.
    expect(newPositions?.[0]?.bareSinceMs).toBe(NOW_MS);
    expect(positions).toBeUndefined();
  });

  const adopted = aPosition({ origin: 'adopted', signalId: null, bareSinceMs: NOW_MS - 5_000 });
  test('gives no key a second row, but the stop that rests to the row that a pass has made, and ends its bare clock', () => {
    expect(judge({ records: { positions: [aPosition()] }, view: { orders: [aStop()] } })).toEqual({ type: 'known', positionId: 'position-1', why: 'its key has a live row (signal)' });
    const verdict = judge({ records: { positions: [adopted] }, view: { orders: [aStop()] } });
    expect(verdict).toMatchObject({ type: 'take_stops', positionId: 'position-1', stop: 'x-1', facts: { positions: [{ stopRule: { movedTo: '97' }, bareSinceMs: null }] } });
    expect(factsOf(verdict).newPositions).toBeUndefined();
  });

  test('leaves a row with a stop of ours, or with one that was taken over and rests, as it is', () => {
    for (const own of [anOrder({ role: 'stop' }), anOrder({ role: 'stop', generation: 0, clientOrderId: 'x-0', exchangeOrderId: '70' })]) {
      const orders = [aStop(), aStop({ clientOrderId: own.clientOrderId, exchangeOrderId: own.exchangeOrderId! })];
      expect(judge({ records: { positions: [adopted], orders: [own] }, view: { orders } })).toMatchObject({ type: 'known' });
    }
  });
});
