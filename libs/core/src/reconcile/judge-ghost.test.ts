import { describe, expect, test } from 'vitest';
import { aFlatReport, aForeignReport, anExecution, anIntent, anOrder, aPosition, aReportOf, aSight, NOW_MS, num, TAG, type SightChanges } from '@breakwater/testing/builders';
import type { OrderRecord } from '../order.ts';
import type { Step } from '../step.ts';
import { judgeGhost } from './judge-ghost.ts';

const row = aPosition();
const flat = aFlatReport();
const entry = anOrder();
const entered = anExecution({}, aReportOf(entry));
const sold = anExecution({ tradeId: 't-2', exchangeOrderId: 'x-foreign', side: 'sell', atMs: NOW_MS - 10_000, realisedPnl: num('-7') }, aForeignReport());
const bookedSale = anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-foreign' });
const flatSince = (agoMs: number) => [{ leg: 'net' as const, what: 'flat' as const, quantity: '0', atMs: NOW_MS - agoMs }];
const judge = ({ records, sight, ...rest }: SightChanges, report = flat): readonly Step[] =>
  judgeGhost(aSight({ ...rest, records: { positions: [row], orders: [entry, bookedSale], ...records }, sight: { executions: [entered, sold], ...sight } }), row, report);
const close = (steps: readonly Step[]) => (steps[0]?.type === 'record' ? steps[0].facts.positions?.[0] : undefined);

describe('a ghost', () => {
  test('is explained from executions before anything else', () => {
    expect(judge({ sight: { executions: null } })).toMatchObject([{ type: 'read_executions', sinceMs: row.firstFillAtMs! - 60_000 }]);
  });

  test.each([['binance', 90], ['bybit', 730]] as const)('at %s that is older than the exchange keeps executions is asked about so far as they are kept: %d days', (exchange, days) => {
    const old = aPosition({ firstFillAtMs: NOW_MS - 800 * 86_400_000 });
    const [step] = judgeGhost(aSight({ records: { positions: [old], orders: [entry] }, sight: { key: { ...TAG, exchange } } }), old, aFlatReport());
    expect(step).toMatchObject({ type: 'read_executions', sinceMs: NOW_MS - days * 86_400_000 + 3_600_000 });
  });

  test('has what was executed booked first, under orders of their own', () => {
    const [step] = judge({ records: { orders: [entry] } });
    expect(step).toMatchObject({ type: 'record', facts: { newOrders: [{ role: 'foreign', positionId: row.id, exchangeOrderId: 'x-foreign', status: 'filled' }], fills: [{ tradeId: 't-2' }] } });
  });

  test('does not hand the same executions to the books for ever', () => {
    const [step] = judge({ records: { orders: [entry] } });
    const sightings = step?.type === 'record' ? (step.facts.sightings ?? []) : [];
    expect(judge({ records: { orders: [entry], sightings: [...sightings, ...flatSince(3_000)] } })[0]).toMatchObject({ why: expect.stringContaining('close its row') });
  });

  test('closed by a person needs a second look, and then has its real time and result', () => {
    expect(judge({})).toMatchObject([{ type: 'record', facts: { sightings: [{ what: 'flat' }] } }, { type: 'wait', forMs: 3_000 }]);
    expect(judge({ records: { sightings: flatSince(2_999) } })).toMatchObject([{ type: 'wait', forMs: 1 }]);
    expect(close(judge({ records: { sightings: flatSince(3_000) } }))).toEqual({ id: row.id, status: 'closed', closeReason: 'manual', closedAtMs: NOW_MS - 10_000, realisedPnl: num('-7') });
  });

  test.each([
    ['our stop', anOrder({ role: 'stop', status: 'filled', childOrderId: 'x-foreign', executedQuantity: num('5'), bookedQuantity: num('5') }), 'stop'],
    ['our exit', anOrder({ role: 'exit', exchangeOrderId: 'x-foreign' }), 'emergency'],
  ])('closed by %s is closed at once', (_, order, reason) => {
    expect(close(judge({ records: { orders: [entry, order] } }))?.closeReason).toBe(reason);
  });

  test.each([
    ['has grown too old', 'too_old', 'exit'],
    ['passed the stop that was to follow it', 'passed', 'stop'],
  ] as const)('closed by our exit because it %s has that reason', (_, over, reason) => {
    const exit = anOrder({ role: 'exit', exchangeOrderId: 'x-foreign' });
    expect(close(judge({ records: { positions: [{ ...row, stopRule: { percent: '2', over } }], orders: [entry, exit] } }))?.closeReason).toBe(reason);
  });

  test.each([
    ['where the entry put it', '98', 'stop'],
    ['where somebody moved it', '99', 'manual'],
  ])('closed by the stop that the entry brought along has that reason, %s: %s', (_, at, reason) => {
    const bringing = { ...entry, triggerPrice: num('98'), triggerType: 'mark' as const };
    const triggered = { ...sold, order: aForeignReport({ clientOrderId: '', triggerPrice: num(at) }) };
    const orders = [bringing, { ...bookedSale, clientOrderId: '' }];
    const steps = judge({ records: { orders, sightings: flatSince(3_000) }, sight: { executions: [entered, triggered] } });
    expect(close(steps)?.closeReason).toBe(reason);
  });

  test('stays while executions of an order of ours are late, however well it is explained, and then tells what is missing', () => {
    const exit = anOrder({ role: 'exit', side: 'sell', exchangeOrderId: 'x-3', executedQuantity: num('5'), bookedQuantity: num('0') });
    const forced = { ...sold, order: aForeignReport({ clientOrderId: 'autoclose-5' }) };
    const after = (agoMs: number) => judge({ records: { orders: [entry, bookedSale, exit], sightings: flatSince(agoMs) }, sight: { executions: [entered, forced] } });
    const { notFindableMs } = aSight({}).rules.bounds;
    expect(after(notFindableMs - 1)).toMatchObject([{ type: 'wait' }]);
    expect(after(notFindableMs)).toMatchObject([{ type: 'record', facts: { positions: [{ closeReason: 'liquidation' }], pages: [{ subject: `missing-executions.${row.id}` }] } }]);
  });

  test('closes although an order of it is known to nobody any more, once that has stayed so', () => {
    const forgotten = anOrder({ role: 'stop', side: 'sell', status: 'resting', exchangeOrderId: 'x-3', executedQuantity: num('0'), bookedQuantity: num('0'), createdAtMs: NOW_MS - 86_400_000 });
    const { notFindableMs } = aSight({}).rules.bounds;
    const missed = (agoMs: number) => [{ leg: 'net' as const, what: 'missed' as const, quantity: forgotten.id, atMs: NOW_MS - agoMs }];
    const given = (sightings: readonly object[], order = forgotten) => judge({ records: { orders: [entry, bookedSale, order], sightings: [...flatSince(3_000), ...(sightings as ReturnType<typeof missed>)] } });
    expect(given([])).toMatchObject([{ type: 'record', facts: { sightings: [{ what: 'flat' }, { what: 'missed' }] } }, { type: 'wait', forMs: notFindableMs }]);
    expect(given(missed(notFindableMs - 1))).toMatchObject([{ type: 'wait', forMs: 1 }]);
    expect(given(missed(notFindableMs))).toMatchObject([{ type: 'record', facts: { orders: [{ id: forgotten.id, status: 'expired' }], events: [{ type: 'stop_gone', evidence: 'E5' }] } }]);
    expect(given(missed(notFindableMs), { ...forgotten, createdAtMs: NOW_MS - notFindableMs })).toMatchObject([{ type: 'wait', why: expect.stringContaining('not final yet') }]);
  });

  test('closed by the exchange itself is closed at once, and a bare one is no longer bare', () => {
    const forced = { ...sold, order: aForeignReport({ clientOrderId: 'autoclose-5' }) };
    const bare = aPosition({ bareSinceMs: NOW_MS - 15_000 });
    const sight = aSight({ records: { positions: [bare], orders: [entry, bookedSale] }, sight: { executions: [entered, forced] } });
    expect(close(judgeGhost(sight, bare, flat))).toMatchObject({ closeReason: 'liquidation', bareSinceMs: null, addBareMs: 5_000 });
  });

  test.each([
    ['nothing was executed', []],
    ['only the entry was: that is no evidence', [entered]],
    ['a part is missing', [entered, { ...sold, fill: { ...sold.fill, quantity: num('3') } }]],
  ])('that executions do not explain is closed after a second look, its result unknown, and told: %s', (_, executions) => {
    const given = { sight: { executions }, records: { orders: [entry, bookedSale], sightings: flatSince(3_000) } };
    expect(close(judge(given))).toMatchObject({ closeReason: 'unknown', realisedPnl: null });
    expect(judge(given)[0]).toMatchObject({ facts: { pages: [{ subject: 'unexplained-close.position-1' }] } });
    expect(judge({ ...given, records: { orders: [entry, bookedSale] } })).toHaveLength(2);
  });

  test('is no ghost while the flat report is older than our fill: it still gets its stop', () => {
    const stale = aFlatReport({ updatedAtMs: row.firstFillAtMs! - 1 });
    const stop = anOrder({ role: 'stop' });
    expect(judge({ sight: { executions: [entered] } }, stale)).toMatchObject([{ type: 'send', send: { newOrder: { role: 'stop', quantity: num('5') } } }, { type: 'wait' }]);
    expect(judge({ records: { orders: [entry, stop] }, view: { orders: [aReportOf(stop)] }, sight: { executions: [entered] } }, stale)).toMatchObject([{ type: 'wait' }]);
    expect(judge({ sight: { executions: [entered, { ...sold, fill: { ...sold.fill, quantity: num('3') } }] } }, aFlatReport({ updatedAtMs: NOW_MS - 10_001 })).at(-1)).toMatchObject({ type: 'wait' });
  });

  test('is not explained by the executions that its row was adopted with, which a report from the past seems to tell of', () => {
    const theirs = anOrder({ role: 'foreign', exchangeOrderId: 'x-theirs', executedQuantity: num('10'), bookedQuantity: num('10') });
    const bought = anExecution({ quantity: num('10'), exchangeOrderId: 'x-theirs' }, aForeignReport({ exchangeOrderId: 'x-theirs', side: 'buy' }));
    const forced = { ...sold, order: aForeignReport({ clientOrderId: 'adl_autoclose' }) };
    const adopted = aPosition({ origin: 'foreign', signalId: null, createdAtMs: bookedSale.createdAtMs });
    const stale = aFlatReport({ updatedAtMs: row.firstFillAtMs! - 1 });
    const given = (sale: OrderRecord, report = stale) => judgeGhost(aSight({ records: { positions: [adopted], orders: [theirs, sale] }, sight: { executions: [bought, forced] } }), adopted, report);
    expect(given(bookedSale).map(({ type }) => type)).toEqual(['send', 'wait']);
    // Booked since, it may have ended what somebody had turned round before.
    expect(close(given({ ...bookedSale, createdAtMs: adopted.createdAtMs + 1 }, flat))?.closeReason).toBe('adl');
  });

  test('waits longer for the executions of an order of ours that is known to have filled', () => {
    const filled = anOrder({ role: 'stop', status: 'filled', childOrderId: 'late', executedQuantity: num('5'), bookedQuantity: num('0') });
    const given = (agoMs: number) => judge({ records: { orders: [entry, filled], sightings: flatSince(agoMs) }, sight: { executions: [entered] } });
    expect(given(3_000)).toMatchObject([{ type: 'wait' }]);
    expect(close(given(60_000))?.closeReason).toBe('unknown');
  });

  describe('with orders that are not final', () => {
    const stop = anOrder({ role: 'stop' });
    const view = { orders: [aReportOf(stop)] };
    const forced = { executions: [entered, { ...sold, order: aForeignReport({ clientOrderId: 'adl_autoclose' }) }] };
    const judgeWith = (order: OrderRecord, changes: SightChanges = {}) => judge({ records: { orders: [entry, bookedSale, order] }, sight: forced, ...changes });

    test('has its stops cancelled before its row goes', () => {
      expect(judgeWith(stop, { view })).toMatchObject([{ type: 'send', send: { cancelsOrderId: stop.id, mayCancelNewest: true } }]);
    });

    test.each([
      ['a stop without an answer', anOrder({ role: 'stop', status: 'planned', exchangeOrderId: null })],
      ['an exit without an answer', anOrder({ role: 'exit', status: 'planned', exchangeOrderId: null })],
    ])('keeps its row for %s', (_, order) => {
      const given = { records: { orders: [entry, bookedSale, order], intents: [anIntent({ orderId: order.id })] }, sight: forced };
      expect(judge(given)).toMatchObject([{ type: 'wait', why: expect.stringContaining('not final yet') }]);
    });

    test('does not wait for orders of others', () => {
      expect(close(judgeWith(anOrder({ role: 'foreign', status: 'resting', exchangeOrderId: 'theirs', generation: 2 })))?.closeReason).toBe('adl');
    });
  });
});
