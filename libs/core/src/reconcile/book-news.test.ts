import { describe, expect, test } from 'vitest';
import { aFlatReport, anIntent, anOrder, aPosition, aReportOf, aSight } from '@breakwater/testing/builders';
import { ZERO } from '../decimal.ts';
import type { OrderReport } from '../order.ts';
import { bookNews } from './book-news.ts';

const row = aPosition({ status: 'opening', entryPrice: null, firstFillAtMs: null });
const entry = anOrder({ status: 'planned', exchangeOrderId: null, executedQuantity: ZERO, bookedQuantity: ZERO });
const placed = anIntent({ kind: 'place', orderId: entry.id });
const seen = (status: OrderReport['status'], intents = [placed]) =>
  bookNews(aSight({ records: { positions: [row], orders: [entry], intents }, view: { positions: [aFlatReport()], orders: [] }, sight: { lookedUp: new Map([[entry.id, aReportOf(entry, { status, executedQuantity: ZERO, averagePrice: null })]]) } }));

describe('news of an order', () => {
  test.each([
    ['canceled', 'accepted'],
    ['rejected', 'rejected'],
  ] as const)('that is %s answer what placed it, as %s, in the facts that end its row (I6)', (status, outcome) => {
    expect(seen(status)).toMatchObject({ answers: [{ intentId: placed.id, outcome, evidence: 'E1' }], positions: [{ id: row.id, status: 'closed', closeReason: 'never_filled' }] });
  });

  test('answer nothing that asked for something else', () => {
    expect(seen('canceled', [anIntent({ kind: 'cancel', orderId: entry.id }), anIntent({ kind: 'place', orderId: 'another' })]).answers).toBeUndefined();
    expect(seen('canceled', []).answers).toBeUndefined();
  });
});
