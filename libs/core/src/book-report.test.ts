import { describe, expect, test } from 'vitest';
import { anOrder, aPosition, aReportOf, num } from '@breakwater/testing/builders';
import { bookReport, stopBareClock } from './book-report.ts';
import { decimalText, ZERO } from './decimal.ts';

const opening = aPosition({ status: 'opening', entryPrice: null, firstFillAtMs: null, protectedAtMs: null });
const planned = anOrder({ status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO, averagePrice: null });
const filled = aReportOf(anOrder(), { updatedAtMs: 700 });
const neverFilled = aPosition({ ...opening, status: 'closed', closeReason: 'never_filled' });

describe('a report of an entry', () => {
  test('opens its row with what was executed, and starts the bare clock', () => {
    const facts = bookReport(planned, { ...filled, executedQuantity: num('3'), averagePrice: num('99.5') }, opening, 'E1');
    expect(facts.positions).toEqual([{ id: opening.id, status: 'open', quantity: num('3'), entryPrice: num('99.5'), firstFillAtMs: 700, bareSinceMs: 700 }]);
    expect(facts.orders).toMatchObject([{ status: 'filled', exchangeOrderId: 'x-entry-1', acceptedAtMs: filled.createdAtMs }]);
    expect(facts.signals).toMatchObject([{ outcome: 'opened' }]);
    expect(facts.events).toMatchObject([{ type: 'position_opened', evidence: 'E1' }]);
  });

  test('reopens the row that was given up, because a late fill always wins', () => {
    const facts = bookReport({ ...planned, status: 'never_existed' }, filled, neverFilled, 'E1');
    expect(facts.positions).toMatchObject([{ status: 'open', realisedPnl: null }]);
    expect(facts.events).toMatchObject([{ type: 'position_reopened' }]);
    expect(facts.signals).toMatchObject([{ outcome: 'opened' }]);
  });

  test('never reopens a row that was closed for another reason', () => {
    expect(bookReport(planned, filled, aPosition({ status: 'closed', closeReason: 'stop' }), 'E1').positions).toBeUndefined();
  });

  test('does not open a row at a price that it does not say', () => {
    const facts = bookReport(planned, { ...filled, averagePrice: null }, opening, 'E1');
    expect(facts.positions).toBeUndefined();
    expect(facts.orders).toMatchObject([{ executedQuantity: num('5') }]);
  });

  test.each(['rejected', 'canceled', 'expired'] as const)('ends the row of an entry that was %s unfilled', (status) => {
    const facts = bookReport(planned, { ...filled, status, executedQuantity: ZERO, averagePrice: null }, opening, 'E1');
    expect(facts.positions).toMatchObject([{ status: 'closed', closeReason: 'never_filled' }]);
    expect(facts.signals).toMatchObject([{ outcome: 'failed' }]);
  });

  test('adds to the row what was filled since, once', () => {
    const partly = anOrder({ status: 'resting', executedQuantity: num('2') });
    const facts = bookReport(partly, filled, aPosition({ quantity: num('2') }), 'E1');
    expect(decimalText(facts.positions?.[0]?.quantity ?? ZERO)).toBe('5');
    expect(bookReport(anOrder(), filled, aPosition(), 'E1')).toEqual({});
  });
});

describe('a report of a stop', () => {
  const plannedStop = anOrder({ role: 'stop', status: 'planned', exchangeOrderId: null });
  const resting = aReportOf(plannedStop, { createdAtMs: 900 });
  const bare = aPosition({ bareSinceMs: 500, protectedAtMs: null });

  test('that rests for the whole ends the bare time when the exchange took it', () => {
    expect(bookReport(plannedStop, resting, bare, 'E1').positions).toEqual([{ id: bare.id, bareSinceMs: null, addBareMs: 400, protectedAtMs: 900 }]);
  });

  test.each([
    ['covers only a part', { ...plannedStop, quantity: num('4') }],
    ['is being cancelled', { ...plannedStop, cancelIntendedAtMs: 1 }],
  ])('leaves the bare clock running when it %s', (_, order) => {
    expect(bookReport(order, resting, bare, 'E1').positions).toBeUndefined();
  });

  test.each([
    ['taken away by a person', 'canceled', null, 1_200],
    ['expired', 'expired', null, 1_200],
    ['cancelled by us, when another rests', 'canceled', 1, undefined],
    ['triggered: the audit sees to it', 'triggered', null, undefined],
  ] as const)('that is gone starts the bare clock at that instant: %s', (_, status, cancelIntendedAtMs, since) => {
    const stop = anOrder({ role: 'stop', cancelIntendedAtMs });
    const facts = bookReport(stop, aReportOf(stop, { status, updatedAtMs: 1_200 }), aPosition(), 'E1');
    expect(facts.positions?.[0]?.bareSinceMs).toBe(since);
  });
});

describe('any report', () => {
  test.each([
    ['an end stays an end', 'canceled', 'resting'],
    ['what has triggered does not rest again', 'triggered', 'resting'],
    ['one end is not another', 'filled', 'expired'],
  ] as const)('never moves an order backwards: %s', (_, from, to) => {
    const order = anOrder({ role: 'stop', status: from });
    expect(bookReport(order, aReportOf(order, { status: to }), null, 'E1').orders?.[0]?.status).toBeUndefined();
  });

  test('never shrinks what was executed, and keeps what is new all the same', () => {
    const order = anOrder({ status: 'filled' });
    expect(bookReport(order, aReportOf(order, { executedQuantity: num('1') }), null, 'E1')).toEqual({});
    const canceled = anOrder({ status: 'canceled', executedQuantity: num('1') });
    expect(bookReport(canceled, aReportOf(canceled, { executedQuantity: num('2'), status: 'filled' }), null, 'E1').orders).toEqual([
      { id: canceled.id, executedQuantity: num('2'), averagePrice: num('100') },
    ]);
  });

  test('says nothing that the books say already', () => {
    for (const order of [anOrder(), anOrder({ role: 'stop' }), anOrder({ role: 'exit' })]) expect(bookReport(order, aReportOf(order), aPosition(), 'E1')).toEqual({});
  });
});

test('a bare clock that does not run cannot be stopped, and never counts backwards', () => {
  expect(stopBareClock(aPosition(), 1_000)).toBeNull();
  expect(stopBareClock(aPosition({ bareSinceMs: 2_000 }), 1_000)).toMatchObject({ addBareMs: 0 });
});
