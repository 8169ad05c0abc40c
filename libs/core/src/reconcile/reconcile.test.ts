import { describe, expect, test } from 'vitest';
import { aFlatReport, anIntent, anOrder, aPosition, aReport, aReportOf, aSettledSight, aSight, NOW_MS, num } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import { reconcile } from './reconcile.ts';

describe('reconcile', () => {
  test('does nothing on a flat key that no row knows', () => {
    expect(reconcile(aSight())).toEqual([]);
  });

  test('books what the exchange says of our orders before it decides anything', () => {
    const filled = aReportOf(anOrder({ role: 'stop', status: 'filled' }));
    const steps = reconcile(aSettledSight({ view: { positions: [aFlatReport()], orders: [] }, sight: { lookedUp: new Map([['position-1-stop-1', filled]]) } }));
    expect(steps).toMatchObject([{ type: 'record', facts: { orders: [{ status: 'filled' }] } }]);
  });

  test('takes a leg without an answer neither for flat nor for held', () => {
    expect(reconcile(aSettledSight({ view: { positions: [], orders: [] } }))).toMatchObject([{ type: 'wait' }]);
  });

  test('waits for no answer about a leg that only a closed row names', () => {
    const closed = aPosition({ leg: 'long', status: 'closed', closeReason: 'never_filled' });
    expect(reconcile(aSight({ records: { positions: [closed] } }))).toEqual([]);
  });

  test('protects a bare leg before it does anything about the other', () => {
    const long = aPosition({ id: 'a', leg: 'long' });
    const short = aPosition({ id: 'b', leg: 'short', side: 'short', bareSinceMs: NOW_MS - 1 });
    const stop = anOrder({ role: 'stop', positionId: 'a' });
    const steps = reconcile(
      aSight({
        records: { positions: [long, short], orders: [anOrder({ positionId: 'a' }), stop] },
        view: { positions: [aFlatReport({ leg: 'long' }), aReport({ leg: 'short', side: 'short' })], orders: [aReportOf(stop, { leg: 'long' })] },
      }),
    );
    expect(steps[0]).toMatchObject({ type: 'send', send: { positionId: 'b', newOrder: { role: 'stop' } } });
    expect(steps.at(-1)).toMatchObject({ type: 'read_executions' });
  });

  test('an entry and its stop found at once open the row and end its bare time in one change', () => {
    const row = aPosition({ status: 'opening', entryPrice: null, firstFillAtMs: null, protectedAtMs: null });
    const entry = anOrder({ status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO });
    const stop = anOrder({ role: 'stop', status: 'planned', exchangeOrderId: null });
    const filled = aReportOf(anOrder(), { updatedAtMs: NOW_MS - 900 });
    const sight = { lookedUp: new Map([[entry.id, filled]]) };
    const [step] = reconcile(aSight({ records: { positions: [row], orders: [stop, entry] }, view: { positions: [aReport()], orders: [aReportOf(stop, { createdAtMs: NOW_MS - 500 })] }, sight }));
    expect(step?.type === 'record' ? step.facts.positions : null).toMatchObject([{ status: 'open', firstFillAtMs: NOW_MS - 900, bareSinceMs: null, addBareMs: 400 }]);
  });

  test('two stops found at once end the bare time once', () => {
    const planned = [1, 2].map((generation) => anOrder({ role: 'stop', generation, status: 'planned', exchangeOrderId: null }));
    const orders = planned.map((order, index) => aReportOf(order, { createdAtMs: NOW_MS - 500 + index * 100 }));
    const [step] = reconcile(aSight({ records: { positions: [aPosition({ bareSinceMs: NOW_MS - 1_000 })], orders: planned }, view: { positions: [aReport()], orders } }));
    expect(step?.type === 'record' ? step.facts.positions : null).toMatchObject([{ bareSinceMs: null, addBareMs: 500 }]);
  });
});

describe('duplicates', () => {
  const doubled = (...rows: ReturnType<typeof aPosition>[]) => rows;
  const records = (changes: Parameters<typeof aSight>[0] = {}) => reconcile(aSettledSight(changes));

  test('are closed without an order; the row that was entered stays, although it is younger', () => {
    const hearsay = aPosition({ id: 'a-hearsay', origin: 'adopted', signalId: null, createdAtMs: 0 });
    expect(records({ records: { positions: doubled(hearsay, aPosition()) } })).toMatchObject([{ type: 'record', facts: { positions: [{ id: 'a-hearsay', status: 'closed', closeReason: 'duplicate', realisedPnl: null }] } }]);
  });

  test('do not cost a row its key whose entry may still fill', () => {
    const opening = aPosition({ id: 'z', status: 'opening' });
    const entry = anOrder({ positionId: 'z', status: 'planned', executedQuantity: ZERO, exchangeOrderId: null });
    const foreign = anOrder({ role: 'foreign', positionId: 'a', exchangeOrderId: 'theirs' });
    const steps = records({ records: { positions: doubled(aPosition({ id: 'a', origin: 'adopted', createdAtMs: 0 }), opening), orders: [entry, foreign] } });
    expect(steps).toMatchObject([{ facts: { positions: [{ id: 'a' }] } }]);
  });

  test('between equals the older stays, then the smaller id', () => {
    const rows = doubled(aPosition({ id: 'c', createdAtMs: 2 }), aPosition({ id: 'b', createdAtMs: 1 }), aPosition({ id: 'a', createdAtMs: 1 }));
    expect(records({ records: { positions: rows, orders: [] } }).map((step) => (step.type === 'record' ? step.facts.positions?.[0]?.id : null))).toEqual(['b', 'c']);
  });

  test('wait while a request of the key may still arrive', () => {
    expect(records({ records: { positions: doubled(aPosition(), aPosition({ id: 'b' })), intents: [anIntent()] } })).toMatchObject([{ type: 'wait' }]);
  });
});

describe('stops on a flat key without a row', () => {
  const stop = anOrder({ role: 'stop', positionId: 'gone' });
  const view = { orders: [aReportOf(stop), aReportOf(stop, { clientOrderId: 'web_1', exchangeOrderId: 'theirs' })] };

  test('go after two flat looks, ours only', () => {
    const given = (agoMs: number | null) =>
      reconcile(aSight({ records: { orders: [stop], sightings: agoMs === null ? [] : [{ leg: 'net', what: 'flat', quantity: '0', atMs: NOW_MS - agoMs }] }, view }));
    expect(given(null)).toMatchObject([{ type: 'record' }, { type: 'wait' }]);
    expect(given(2_000)).toMatchObject([{ type: 'wait', forMs: 1_000 }]);
    expect(given(3_000)).toMatchObject([{ type: 'send', send: { cancelsOrderId: stop.id, positionId: 'gone', evidence: 'E4', mayCancelNewest: true } }]);
  });

  test('of the other leg do not wait for this one', () => {
    const steps = reconcile(aSight({ records: { orders: [stop] }, view: { positions: [aFlatReport({ leg: 'long' }), aFlatReport({ leg: 'short', side: 'short' })], orders: [aReportOf(stop, { leg: 'short' })] } }));
    expect(steps).toMatchObject([{ facts: { sightings: [{ leg: 'short' }] } }, { type: 'wait' }]);
  });
});

describe('a fill so late that another row has the key', () => {
  const given = aPosition({ id: 'old', status: 'closed', closeReason: 'never_filled' });
  const late = anOrder({ positionId: 'old', status: 'never_existed', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO });
  const report = aReportOf(late, { status: 'filled', executedQuantity: num('5'), averagePrice: num('100') });
  const facts = (positions: readonly ReturnType<typeof aPosition>[]) => {
    const [step] = reconcile(aSettledSight({ records: { positions, orders: [late] }, sight: { lookedUp: new Map([[late.id, report]]) } }));
    return step?.type === 'record' ? step.facts : {};
  };

  test('is booked and told, and does not reopen its own row beside that one', () => {
    expect(facts([given, aPosition()])).toMatchObject({ orders: [{ status: 'filled' }], pages: [{ subject: `late-fill.${late.id}` }] });
    expect(facts([given, aPosition()]).positions).toBeUndefined();
  });

  test('reopens its row while the key is free, or only the other leg is taken', () => {
    expect(facts([given]).positions).toMatchObject([{ id: 'old', status: 'open' }]);
    expect(facts([given, aPosition({ leg: 'short', side: 'short' })]).positions).toMatchObject([{ id: 'old', status: 'open' }]);
  });
});
