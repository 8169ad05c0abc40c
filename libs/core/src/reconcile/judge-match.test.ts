import { describe, expect, test } from 'vitest';
import { aForeignReport, anExecution, anOrder, aPosition, aReport, aReportOf, aSettledSight, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import type { Step } from '../step.ts';
import type { Sighting } from '../views.ts';
import { reconcile } from './reconcile.ts';

const stop = anOrder({ role: 'stop' });
const judge = (changes: SightChanges = {}): readonly Step[] => reconcile(aSettledSight(changes));
const entered = anExecution({}, aReportOf(anOrder()));
const soldTwo = anExecution({ tradeId: 't-2', exchangeOrderId: 'x-foreign', side: 'sell', quantity: num('2'), atMs: NOW_MS - 10_000 }, aForeignReport());
const shrunk = { positions: [aReport({ quantity: num('3'), updatedAtMs: NOW_MS - 10_000 })], orders: [aReportOf(stop)] };

describe('a row and its position', () => {
  test('that agree, and are protected, need nothing', () => {
    expect(judge()).toEqual([]);
  });

  test('that are bare get their stop before their books', () => {
    const unbooked = anOrder({ bookedQuantity: ZERO });
    const steps = judge({ records: { positions: [aPosition({ bareSinceMs: NOW_MS - 1 })], orders: [unbooked] }, view: { positions: [aReport()], orders: [] } });
    expect(steps[0]).toMatchObject({ type: 'send', send: { newOrder: { role: 'stop' } } });
  });

  test('start the bare clock when the last stop is gone, no later than the look, and stop it when one rests', () => {
    const gone = judge({ view: { positions: [aReport({ updatedAtMs: NOW_MS + 5 })], orders: [] } });
    expect(gone[0]).toMatchObject({ type: 'record', facts: { positions: [{ bareSinceMs: NOW_MS }], events: [{ type: 'position_bare' }] } });
    expect(gone[1]).toMatchObject({ type: 'send', send: { mayBreakQuiet: true } });
    const back = judge({ records: { positions: [aPosition({ bareSinceMs: aReportOf(stop).createdAtMs - 250 })] } });
    expect(back[0]).toMatchObject({ type: 'record', facts: { positions: [{ bareSinceMs: null, addBareMs: 250 }] } });
  });

  test('have their unbooked fills read and booked', () => {
    const orders = [anOrder({ bookedQuantity: num('2') }), stop];
    expect(judge({ records: { orders } })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge({ records: { orders }, sight: { executions: [entered] } })).toMatchObject([{ type: 'record', facts: { fills: [{ tradeId: 't-1', orderId: anOrder().id }] } }]);
  });

  test('have the executions looked for that a corrected size came from', () => {
    const records = { positions: [aPosition({ quantity: num('3') })], orders: [anOrder(), { ...stop, quantity: num('3') }] };
    const view = { positions: [aReport({ quantity: num('3') })], orders: [aReportOf(stop, { quantity: num('3') })] };
    expect(judge({ records, view })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge({ records, view, sight: { executions: [entered, soldTwo] } })).toMatchObject([{ type: 'record', facts: { fills: [{ tradeId: 't-2' }] } }]);
  });

  test('wait for executions that are late, then tell, and look for them again now and then', () => {
    const records = { orders: [anOrder({ bookedQuantity: num('2') }), stop] };
    const late = (sightings: readonly Sighting[] = []) => judge({ records: { ...records, sightings }, sight: { executions: [] } });
    expect(late()).toMatchObject([{ type: 'record' }, { type: 'wait', forMs: 60_000 }]);
    const [told] = late([{ leg: 'net', what: 'drift', quantity: '3', atMs: NOW_MS - 60_000 }]);
    expect(told).toMatchObject({ type: 'record', facts: { pages: [{ subject: 'missing-executions.position-1' }] } });
    const after = told?.type === 'record' ? (told.facts.sightings ?? []) : [];
    const toldNote = after.filter(({ what }) => what === 'told');
    expect(judge({ records: { ...records, sightings: toldNote } })).toMatchObject([{ type: 'wait', forMs: 60_000 }]);
    const old = toldNote.map((note) => ({ ...note, atMs: NOW_MS - 60_000 }));
    expect(judge({ records: { ...records, sightings: old } })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge({ records: { ...records, sightings: old }, sight: { executions: [] } })).toMatchObject([{ type: 'record', facts: { sightings: [{ what: 'told', atMs: NOW_MS }] } }]);
    expect(judge({ records: { ...records, sightings: old }, sight: { executions: [entered] } })).toMatchObject([{ type: 'record', facts: { fills: [{ tradeId: 't-1' }] } }]);
  });
});

describe('a position whose size drifted', () => {
  test('is explained by executions at once', () => {
    const records = { orders: [anOrder(), stop, anOrder({ role: 'foreign', side: 'sell', exchangeOrderId: 'x-foreign', quantity: num('2'), executedQuantity: num('2'), bookedQuantity: num('2') })] };
    expect(judge({ view: shrunk })).toMatchObject([{ type: 'read_executions' }]);
    expect(judge({ records, view: shrunk, sight: { executions: [entered, soldTwo] } })).toMatchObject([{ facts: { positions: [{ quantity: num('3') }], events: [{ evidence: 'E2' }] } }]);
  });

  test('without an explanation needs a second look', () => {
    const given = (sightings: readonly Sighting[]) => judge({ records: { sightings }, view: shrunk, sight: { executions: [entered] } });
    expect(given([])).toMatchObject([{ type: 'record', facts: { sightings: [{ what: 'drift', quantity: '3' }] } }, { type: 'wait' }]);
    expect(given([{ leg: 'net', what: 'drift', quantity: '4', atMs: 0 }])).toMatchObject([{ type: 'record' }, { type: 'wait' }]);
    expect(given([{ leg: 'net', what: 'drift', quantity: '3', atMs: NOW_MS - 3_000 }])).toMatchObject([{ facts: { positions: [{ quantity: num('3') }], events: [{ evidence: 'E4' }] } }]);
  });

  test('is not believed while the report is older than the last execution', () => {
    const stale = { ...shrunk, positions: [aReport({ quantity: num('3'), updatedAtMs: NOW_MS - 10_001 })] };
    const booked = anOrder({ role: 'foreign', side: 'buy', exchangeOrderId: 'x-foreign', quantity: num('2'), executedQuantity: num('2'), bookedQuantity: num('2') });
    const bought = { ...soldTwo, fill: { ...soldTwo.fill, side: 'buy' as const } };
    expect(judge({ records: { orders: [anOrder(), stop, booked] }, view: stale, sight: { executions: [entered, bought] } })).toMatchObject([{ type: 'wait' }]);
  });

  test('forgets what was seen once both agree again, but not what was told', () => {
    const seen = (what: 'flat' | 'drift' | 'told' | 'booked') => ({ leg: 'net' as const, what, quantity: '3', atMs: 0 });
    expect(judge({ records: { sightings: [seen('drift'), seen('booked'), seen('told')] } })).toMatchObject([{ facts: { sightings: [seen('told')] } }]);
    expect(judge({ records: { sightings: [seen('flat'), seen('told')] }, sight: { executions: [entered] } })).toMatchObject([{ facts: { sightings: [seen('told')] } }]);
  });

  test('that seemed to have ended once, with another of the same size in its place, are not said to agree before the executions were asked', () => {
    expect(judge({ records: { sightings: [{ leg: 'net', what: 'flat', quantity: '0', atMs: NOW_MS - 1 }] } })).toMatchObject([{ type: 'read_executions' }]);
  });
});

describe('a row that is closing', () => {
  const closing = aPosition({ status: 'closing' });
  const judgeExit = (exit: ReturnType<typeof anOrder>) => judge({ records: { positions: [closing], orders: [anOrder(), stop, exit] } });

  test.each([
    ['is on its way', anOrder({ role: 'exit', status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 4_499 }), 'wait'],
    ['rests', anOrder({ role: 'exit', status: 'resting', executedQuantity: ZERO, bookedQuantity: ZERO }), 'wait'],
    ['can no longer arrive', anOrder({ role: 'exit', status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 4_500 }), 'send'],
    ['was refused', anOrder({ role: 'exit', status: 'rejected', executedQuantity: ZERO, bookedQuantity: ZERO }), 'send'],
    ['was refused just now', anOrder({ role: 'exit', status: 'rejected', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 999 }), 'wait'],
    ['met no taker just now', anOrder({ role: 'exit', status: 'expired', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 999 }), 'wait'],
    ['met no taker a while ago', anOrder({ role: 'exit', status: 'expired', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 1_000 }), 'send'],
    ['filled, but is not booked: is this still our position?', anOrder({ role: 'exit', bookedQuantity: ZERO }), 'read_executions'],
  ])('when its exit %s: %s', (_, exit, type) => {
    expect(judgeExit(exit)[0]?.type).toBe(type);
  });

  test('sends no exit on a report that is older than the last execution', () => {
    const exited = anExecution({ tradeId: 't-9', exchangeOrderId: 'x-exit-1', side: 'sell', atMs: NOW_MS - 100 });
    const given = { records: { positions: [closing], orders: [anOrder(), stop, anOrder({ role: 'exit' })] }, sight: { executions: [entered, exited] } };
    expect(judge(given)).toMatchObject([{ type: 'wait' }]);
  });

  test('sends another exit for what the exchange says is left, of the next generation', () => {
    const exit = anOrder({ role: 'exit', status: 'rejected', executedQuantity: ZERO, bookedQuantity: ZERO });
    expect(judgeExit(exit)[0]).toMatchObject({ send: { newOrder: { role: 'exit', generation: 2 }, request: { quantity: '5', reduceOnly: true } } });
  });

  test('waits longer after each exit in a row that came to nothing, and tells a person of the third', () => {
    const inVain = (generation: number) => anOrder({ role: 'exit', generation, id: `exit-${generation}`, clientOrderId: `x${generation}`, status: 'expired', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 500 });
    const orders = [anOrder(), stop, inVain(1), inVain(2), inVain(3)];
    const [told, wait] = judge({ records: { positions: [closing], orders } });
    expect(told).toMatchObject({ facts: { pages: [{ subject: 'stuck-exit.position-1' }] } });
    expect(wait).toMatchObject({ type: 'wait', forMs: 3_500 });
  });

  test('keeps what is left under a stop while its exits come to nothing', () => {
    const inVain = anOrder({ role: 'exit', status: 'expired', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 500 });
    const gone = anOrder({ role: 'stop', status: 'canceled' });
    const bare = aPosition({ status: 'closing', bareSinceMs: NOW_MS - 1_000 });
    expect(judge({ records: { positions: [bare], orders: [anOrder(), gone, inVain] }, view: { positions: [aReport()], orders: [] } })).toMatchObject([
      { type: 'wait' },
      { type: 'send', send: { newOrder: { role: 'stop', generation: 2 }, request: { quantity: '5', reduceOnly: true }, closesPositionId: null } },
    ]);
    // Beyond its price no stop can help: that is what the next exit is for.
    expect(judge({ records: { positions: [bare], orders: [anOrder(), gone, inVain] }, view: { positions: [aReport()], orders: [], markPrice: num('97') } }).map(({ type }) => type)).toEqual(['wait']);
  });

  test('remembers each thing that was told, so that two troubles do not take turns for ever', () => {
    const inVain = [1, 2, 3].map((generation) => anOrder({ role: 'exit', generation, id: `exit-${generation}`, clientOrderId: `x${generation}`, status: 'expired', executedQuantity: ZERO, bookedQuantity: ZERO, createdAtMs: NOW_MS - 500 }));
    const earlier: Sighting = { leg: 'net', what: 'told', quantity: 'another trouble', atMs: 0 };
    const [told] = judge({ records: { positions: [closing], orders: [anOrder(), stop, ...inVain], sightings: [earlier] } });
    expect(told?.type === 'record' ? told.facts.sightings : []).toHaveLength(2);
  });
});
