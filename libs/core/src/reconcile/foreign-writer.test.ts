import { describe, expect, test } from 'vitest';
import { aForeignReport, anExecution, anOrder, aPosition, aReport, aSight, NOW_MS, num } from '@breakwater/testing/builders';
import { makeClientOrderId } from '../client-order-id.ts';
import { reconcile } from './reconcile.ts';
import { bookExecutions } from './executions.ts';

const row = aPosition();
/** A sale by somebody else, by an order of its own. */
const sale = (id: number, clientOrderId = 'web_1') => anExecution({ tradeId: `t-${id}`, exchangeOrderId: `x-${id}`, side: 'sell', quantity: num('1'), atMs: NOW_MS - 9_000 }, aForeignReport({ exchangeOrderId: `x-${id}`, clientOrderId }));
const book = (before: readonly string[], executions = [sale(1)], orders = [anOrder()]) => bookExecutions(aSight({ records: { positions: [row], orders, foreignOrders: before } }), row, executions);

describe('somebody else who trades a symbol', () => {
  test('more than three times an hour has its new entries switched off, and a page says so and how they come back', () => {
    expect(book(['web_1', 'web_2'])).not.toHaveProperty('entriesOff');
    expect(book(['web_1', 'web_2', 'web_3'])).toMatchObject({
      entriesOff: true,
      pages: [{ subject: 'entries-off.binance.main.TAGUSDT', text: expect.stringContaining('`breakwater entries on binance main TAGUSDT`') }],
    });
    expect(book(['web_1'], [sale(1), sale(2), sale(3)])).toHaveProperty('entriesOff', true);
  });

  test('has them on all the same where the bound is a hundred, which is as far as anybody counts', () => {
    const many = Array.from({ length: 100 }, (_, index) => `web_${index}`);
    const sight = aSight({ records: { positions: [row], orders: [anOrder()], foreignOrders: many }, bounds: { foreignOrdersPerHourMax: 100 } });
    expect(bookExecutions(sight, row, [sale(1), sale(2)])).not.toHaveProperty('entriesOff');
    expect(bookExecutions({ ...sight, rules: { ...sight.rules, bounds: { ...sight.rules.bounds, foreignOrdersPerHourMax: 99 } } }, row, [sale(1)])).toHaveProperty('entriesOff', true);
  });

  test('is not counted for what was traded long ago and is booked late, nor for an order of ours that stands there as a stranger’s', () => {
    const old = [1, 2, 3, 4].map((id) => ({ ...sale(id), fill: { ...sale(id).fill, atMs: NOW_MS - 3_600_001 } }));
    expect(book([], old)).not.toHaveProperty('entriesOff');
    const own = makeClientOrderId({ ...aSight().key, deployment: 'default', role: 'exit', subject: 'lost', generation: 1 });
    expect(book(['web_1', 'web_2', own])).not.toHaveProperty('entriesOff');
  });

  test('is not counted for what the exchange did by itself', () => {
    expect(book(['web_1', 'web_2', 'autoclose-1', 'adl_autoclose', 'attached-stop-bwe1'])).not.toHaveProperty('entriesOff');
    expect(book(['web_1', 'web_2', 'web_3'], [sale(1, 'autoclose-1')])).not.toHaveProperty('entriesOff');
  });

  test('is counted when an order is booked, not again afterwards: whoever lets entries in again is not overruled by old news', () => {
    const known = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-1', bookedQuantity: num('0') });
    expect(book(['web_1', 'web_2', 'web_3', 'web_4'], [sale(1)], [anOrder(), known])).not.toHaveProperty('entriesOff');
  });

  test('whose position is taken into the books is told of beside it', () => {
    const sight = aSight({
      rules: { foreignPositions: 'protect-only' },
      records: { foreignOrders: ['web_1', 'web_2', 'web_3'], sightings: [{ leg: 'net', what: 'orphan', quantity: '5', atMs: NOW_MS - 60_000 }] },
      view: { positions: [aReport()] },
      sight: { executions: [anExecution({ exchangeOrderId: 'x-9' }, aForeignReport({ exchangeOrderId: 'x-9', side: 'buy' }))] },
    });
    const facts = reconcile(sight).flatMap((step) => (step.type === 'record' ? [step.facts] : []))[0];
    expect(facts).toMatchObject({ entriesOff: true, newPositions: [{ origin: 'foreign' }] });
    expect(facts?.pages?.map(({ subject }) => subject)).toEqual(['entries-off.binance.main.TAGUSDT', 'foreign-position.binance.main.TAGUSDT.net']);
  });
});
