import { aFlatReport, anOrder, aPosition, aReportOf, aSettledSight, aWish, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import { describe, expect, test } from 'vitest';
import type { OrderReport } from './order.ts';
import { reconcile } from './reconcile/reconcile.ts';

const entry = anOrder({ triggerPrice: num('97.5'), triggerType: 'mark' });
const stop = anOrder({ role: 'stop' });
const attached = (price: string, changes: Partial<OrderReport> = {}): OrderReport => ({ ...aReportOf(stop), list: 'position', clientOrderId: '', exchangeOrderId: 'x-attached', quantity: null, closesPosition: true, triggerPrice: num(price), ...changes });
const judge = (price: string, { records, ...changes }: SightChanges = {}, from = entry) =>
  reconcile(aSettledSight({ ...changes, records: { orders: [from, stop], ...records }, view: { orders: [aReportOf(stop), attached(price)], ...changes.view } }));
const told = (steps: ReturnType<typeof reconcile>): string[] => steps.map((step) => (step.type === 'send' ? step.send.request.kind : `${step.type} ${step.why}`));

describe('what an entry brought along', () => {
  test('is taken away once the stop of the position rests as planned', () => {
    expect(judge('97.5')).toMatchObject([{ type: 'send', send: { request: { kind: 'position_stop', leg: 'net' }, cancelsOrderId: entry.id } }]);
  });

  test.each([
    ['a person has moved it', judge('97')],
    ['it is a take-profit', reconcile(aSettledSight({ records: { orders: [entry, stop] }, view: { orders: [aReportOf(stop), attached('97.5', { kind: 'take_profit_market' })] } }))],
    ['the entry brought none', judge('97.5', {}, anOrder())],
    ['the position is being closed', judge('97.5', { records: { positions: [aPosition({ status: 'closing' })] } }).filter((step) => step.type === 'send' && step.send.request.kind === 'position_stop')],
  ])('stays where %s', (_, steps) => {
    expect(told(steps)).toEqual([]);
  });

  test('is told from one that a person made at the very same price after it was to go, by when that was made (I11)', () => {
    const { notFindableMs, fenceSkewMs } = aSettledSight({}).rules.bounds;
    const goneSinceMs = NOW_MS - notFindableMs - 60_000;
    const stands = (createdAtMs: number) => told(reconcile(aSettledSight({ records: { orders: [{ ...entry, cancelIntendedAtMs: goneSinceMs }, stop] }, view: { orders: [aReportOf(stop), attached('97.5', { createdAtMs })] } })));
    expect(stands(goneSinceMs + fenceSkewMs)).toEqual(['position_stop']);
    expect(stands(goneSinceMs + fenceSkewMs + 1)).toEqual([]);
  });

  test('stays where the look shows nothing held, and is torn: what is a part of a position goes with it', () => {
    const steps = judge('97.5', { sight: { executions: [] }, view: { positions: [aFlatReport({ updatedAtMs: 0 })] } });
    expect(told(steps)).toEqual(['wait the flat report is older than our last fill']);
  });

  test('stays while the stop of the position is not as planned: that is replaced first', () => {
    const loose = aReportOf(stop, { triggerPrice: num('90') });
    expect(told(judge('97.5', { view: { orders: [loose, attached('97.5')] } })).filter((one) => !one.startsWith('record'))).toEqual(['place']);
  });

  test('stands behind whatever else is to be done, so that its refusal holds up nothing', () => {
    const [first] = judge('97.5', { records: { wishes: [aWish({ action: 'close' })] } });
    expect(first).not.toMatchObject({ send: { request: { kind: 'position_stop' } } });
  });

  test('is left alone after each attempt until no list can be that old, and nothing is amiss meanwhile', () => {
    const { notFindableMs } = aSettledSight({}).rules.bounds;
    const since = (agoMs: number) => judge('97.5', {}, { ...entry, cancelIntendedAtMs: NOW_MS - agoMs });
    expect(since(1)).toMatchObject([{ type: 'wait', forMs: notFindableMs - 1, isRoutine: true }]);
    expect(since(notFindableMs)).toMatchObject([{ type: 'send' }]);
  });
});
