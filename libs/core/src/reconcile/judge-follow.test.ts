import { describe, expect, test } from 'vitest';
import { anOrder, aPosition, aReport, aReportOf, aSettledSight, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import type { PositionRecord } from '../position.ts';
import type { Step } from '../step.ts';
import type { StopPlan } from '../stop-plan.ts';
import { reconcile } from './reconcile.ts';

const trailing = { atPercent: '2', behindPercent: '1', stepPercent: '0.5' };
const breakEven = { atPercent: '1', keepPercent: '0.1' };
const OLD_MS = NOW_MS - 60_000;

/** A long of 5 that was entered at 100 under a stop at 98, with the price at `price`. */
function following(plan: StopPlan, price: string, { row = {}, stop = {}, ...changes }: SightChanges & { readonly row?: Partial<PositionRecord>; readonly stop?: Parameters<typeof anOrder>[0] } = {}): Step[] {
  const resting = anOrder({ role: 'stop', createdAtMs: OLD_MS, ...stop });
  return reconcile(
    aSettledSight({
      ...changes,
      records: { positions: [aPosition({ stopRule: plan, ...row })], orders: [anOrder(), resting], ...changes.records },
      view: { markPrice: num(price), lastPrice: num(price), positions: [aReport()], orders: [aReportOf(resting)], ...changes.view },
    }),
  );
}
const waits = (steps: readonly Step[]) => steps.flatMap((step) => (step.type === 'wait' ? [step.forMs] : []));

describe('a position whose stop follows the price', () => {
  test('is looked at again, and left alone while the price has not come far enough', () => {
    const steps = following({ percent: '2', trailing }, '101');
    expect(steps.filter(({ type }) => type !== 'wait')).toEqual([]);
    expect(waits(steps)).toEqual([10_000]);
  });

  test('has the best price written down before anything is sent for it', () => {
    expect(following({ percent: '2', trailing }, '103')[0]).toMatchObject({ type: 'record', facts: { positions: [{ id: 'position-1', stopRule: { percent: '2', trailing, best: '103' } }], events: [{ type: 'best_price_raised' }] } });
  });

  test('then gets its new stop placed beside the old one, and its row stays as it was', () => {
    const [first] = following({ percent: '2', trailing, best: '103' }, '102.8');
    expect(first).toMatchObject({ type: 'send', send: { request: { type: 'stop_market', triggerPrice: '101.97', quantity: '5', reduceOnly: true }, newOrder: { generation: 2 }, cancelsOrderId: null, closesPositionId: null } });
  });

  test('is moved in the books once the new stop rests; only then does the old one go', () => {
    const moved = anOrder({ id: 'stop-2', role: 'stop', generation: 2, triggerPrice: num('101.97'), clientOrderId: 'bws2', createdAtMs: NOW_MS - 100 });
    const old = anOrder({ role: 'stop', createdAtMs: OLD_MS });
    const both = { records: { positions: [aPosition({ stopRule: { percent: '2', trailing, best: '103' } })], orders: [anOrder(), old, moved] }, view: { markPrice: num('102.8'), lastPrice: num('102.8'), positions: [aReport()], orders: [aReportOf(old), aReportOf(moved)] } };
    const [follow] = reconcile(aSettledSight(both));
    expect(follow).toMatchObject({ type: 'record', facts: { positions: [{ id: 'position-1', stopRule: { movedTo: '101.97', best: '103', trailing } }], events: [{ type: 'stop_followed' }] } });
    const plan: StopPlan = { movedTo: '101.97', best: '103', trailing };
    const [cancel] = reconcile(aSettledSight({ ...both, records: { ...both.records, positions: [aPosition({ stopRule: plan })] } }));
    expect(cancel).toMatchObject({ type: 'send', send: { request: { kind: 'cancel' }, cancelsOrderId: old.id } });
  });

  test('is never loosened: a price that falls back moves nothing', () => {
    const plan: StopPlan = { movedTo: '101.97', best: '103', trailing };
    const steps = following(plan, '102.1', { stop: { triggerPrice: num('101.97') } });
    expect(steps.filter(({ type }) => type !== 'wait')).toEqual([]);
  });

  test('moves by no less than its step', () => {
    const plan: StopPlan = { movedTo: '101.97', best: '103', trailing };
    expect(following(plan, '103.4', { stop: { triggerPrice: num('101.97') } }).filter(({ type }) => type !== 'wait')).toEqual([]);
    expect(following(plan, '103.6', { stop: { triggerPrice: num('101.97') } })[0]).toMatchObject({ type: 'record', facts: { positions: [{ stopRule: { best: '103.6' } }] } });
  });

  test('is not moved again right after a move', () => {
    const plan: StopPlan = { movedTo: '101.97', best: '104', trailing };
    expect(following(plan, '104', { stop: { triggerPrice: num('101.97'), createdAtMs: NOW_MS - 5_000 } }).filter(({ type }) => type !== 'wait')).toEqual([]);
  });

  test('keeps its stop where the exchange has just refused another', () => {
    const refused = anOrder({ id: 'stop-2', role: 'stop', generation: 2, status: 'rejected', triggerPrice: num('101.97'), clientOrderId: 'bws2', createdAtMs: NOW_MS - 30_000 });
    const steps = following({ percent: '2', trailing, best: '103' }, '102.8', { records: { positions: [aPosition({ stopRule: { percent: '2', trailing, best: '103' } })], orders: [anOrder(), anOrder({ role: 'stop', createdAtMs: OLD_MS }), refused] } });
    expect(steps.filter(({ type }) => type !== 'wait')).toEqual([]);
  });

  test('is closed when the price has passed the stop that was to follow: it would have triggered', () => {
    const [passed] = following({ percent: '2', trailing, best: '103' }, '101.9');
    expect(passed).toMatchObject({ type: 'record', facts: { positions: [{ stopRule: { over: 'passed' } }], events: [{ type: 'stop_passed' }] } });
    const [exit] = following({ percent: '2', trailing, best: '103', over: 'passed' }, '102.5');
    expect(exit).toMatchObject({ type: 'send', send: { request: { type: 'market', reduceOnly: true }, closesPositionId: 'position-1' } });
  });

  test('goes to break-even by the same way', () => {
    expect(following({ percent: '2', breakEven }, '101')[0]).toMatchObject({ type: 'record', facts: { positions: [{ stopRule: { best: '101' } }] } });
    expect(following({ percent: '2', breakEven, best: '101' }, '100.9')[0]).toMatchObject({ type: 'send', send: { request: { triggerPrice: '100.1' } } });
  });

  test('is left alone when it is foreign', () => {
    expect(following({ percent: '2', trailing }, '103', { row: { origin: 'foreign', signalId: null } }).filter(({ type }) => type !== 'wait')).toEqual([]);
  });
});

describe('a position that grows old', () => {
  const age = { fromMs: 30_000, costPercent: '0.1', breakEvenForMs: 3_600_000, lossPercentPerHour: '1', closeAtMs: 86_400_000 };

  test('is closed reduce-only once its price covers the costs, whatever becomes of the price then', () => {
    expect(following({ percent: '2', age }, '100.5')[0]).toMatchObject({ type: 'record', why: expect.stringContaining('covers its costs'), facts: { positions: [{ stopRule: { over: 'too_old' } }] } });
    expect(following({ percent: '2', age, over: 'too_old' }, '99')[0]).toMatchObject({ type: 'send', why: expect.stringContaining('too old'), send: { request: { type: 'market', reduceOnly: true, quantity: '5' }, closesPositionId: 'position-1' } });
  });

  test('keeps its stop until then, and is looked at when it may be time', () => {
    const steps = following({ percent: '2', age: { ...age, fromMs: 120_000 } }, '100.5');
    expect(steps.filter(({ type }) => type !== 'wait')).toEqual([]);
    expect(waits(steps)).toEqual([60_000]);
  });
});
