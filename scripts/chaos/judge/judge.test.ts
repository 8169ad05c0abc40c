import { describe, expect, test } from 'vitest';
import { percentile } from '../summary.ts';
import { compareSides, type LiveRow } from './compare-sides.ts';
import { judgeCancels } from './judge-cancels.ts';
import { type IntentRow, judgeRequest } from './judge-orders.ts';
import type { Executed } from './watch-journal.ts';

const stopId = `bws${'0'.repeat(32)}`;
const symbol = 'TAGUSDT';

describe('a request that took effect', () => {
  const intent: IntentRow = { symbol, epoch: '7', kind: 'place', client_order_id: stopId, signed_ms: '1000', created_ms: '1010', expires_ms: '4000' };
  const request: Executed = { index: 1, atMs: 1_050, method: 'POST', path: '/fapi/v1/algoOrder', isCancel: false, isClearing: false, symbol, clientOrderId: stopId, signedAtMs: 1_000 };

  test('is in order within its intent', () => {
    expect(judgeRequest(request, [intent])).toBeNull();
  });

  test('is found out without an intent, or with a time stamp of its own', () => {
    expect(judgeRequest(request, [])).toMatch(/without an intent/);
    expect(judgeRequest({ ...request, signedAtMs: 1_001 }, [intent])).toMatch(/without an intent/);
    expect(judgeRequest({ ...request, isCancel: true }, [intent])).toMatch(/without an intent/);
  });

  test('that takes away what an entry brought along names no order, and is in order within an intent that names the entry', () => {
    const clearing = { ...request, path: '/v5/position/trading-stop', isClearing: true, clientOrderId: null };
    const announced = { ...intent, kind: 'position_stop', client_order_id: `bwe${'0'.repeat(32)}` };
    expect(judgeRequest(clearing, [announced])).toBeNull();
    expect(judgeRequest(clearing, [intent])).toMatch(/without an intent/);
    expect(judgeRequest(request, [announced])).toMatch(/without an intent/);
  });

  test('is found out after its expiry', () => {
    expect(judgeRequest({ ...request, atMs: 4_100 }, [intent])).toMatch(/100 ms after its intent had expired/);
  });

  test('is found out after a newer holder has begun to act', () => {
    const newer = { ...intent, epoch: '8', client_order_id: null, kind: 'leverage', signed_ms: '1020', created_ms: '1030' };
    expect(judgeRequest(request, [intent, newer])).toMatch(/after the holder of epoch 8 had begun/);
    expect(judgeRequest({ ...request, atMs: 1_025 }, [intent, newer])).toBeNull();
  });
});

describe('a cancel of ours', () => {
  const executed = [{ index: 3, atMs: 500, method: 'DELETE', path: '/fapi/v1/algoOrder', isCancel: true, isClearing: false, symbol, clientOrderId: stopId, signedAtMs: 490 }];
  const cancelled = { index: 2, timeMs: 500, kind: 'conditional-order-canceled', symbol, detail: { clientOrderId: stopId } };
  const bareFrom = (from: number) => ({ bare: [{ symbol, bareSince: null, intervals: [{ from, to: 900 }] }] });

  test('is found out when it begins a bare time', () => {
    expect(judgeCancels(bareFrom(500), { executed, changes: [cancelled] })).toMatchObject([{ promise: 'I5', symbol }]);
  });

  test('is found out when it takes away what the entry had brought along, and nothing else rests', () => {
    const clearing = [{ ...executed[0]!, method: 'POST', path: '/v5/position/trading-stop', isCancel: false, isClearing: true, clientOrderId: null }];
    const attached = { ...cancelled, detail: { clientOrderId: `#stop of bwe${'0'.repeat(32)}` } };
    expect(judgeCancels(bareFrom(500), { executed: clearing, changes: [attached] })).toMatchObject([{ promise: 'I5', symbol }]);
    expect(judgeCancels(bareFrom(700), { executed: clearing, changes: [attached] })).toEqual([]);
  });

  test('is in order when the position stays covered, or turned at that very moment', () => {
    expect(judgeCancels(bareFrom(700), { executed, changes: [cancelled] })).toEqual([]);
    expect(judgeCancels(bareFrom(500), { executed, changes: [{ ...cancelled, index: 1, kind: 'position-changed', detail: {} }, cancelled] })).toEqual([]);
  });

  test('is in order when a person ended the newer stop or traded after we had looked', () => {
    const byHand = { ...cancelled, index: 1, timeMs: 495, detail: { clientOrderId: `bws${'1'.repeat(32)}` } };
    expect(judgeCancels(bareFrom(500), { executed, changes: [byHand, cancelled] })).toEqual([]);
    expect(judgeCancels(bareFrom(500), { executed, changes: [{ ...byHand, kind: 'fill', detail: { clientOrderId: 'web_1' } }, cancelled] })).toEqual([]);
    expect(judgeCancels(bareFrom(500), { executed, changes: [{ ...byHand, timeMs: -9_000 }, cancelled] })).toHaveLength(1);
  });
});

describe('compareSides', () => {
  const row: LiveRow = { id: 'r', symbol, status: 'open', side: 'long', quantity: '5', is_bare: false, stops: [stopId] };
  const position = { symbol, side: 'long' as const, quantity: '5', entryPrice: '1' };
  const stop = { symbol, clientOrderId: stopId, side: 'SELL', type: 'STOP_MARKET', quantity: '5', closePosition: false, reduceOnly: true, triggerPrice: '0.98' };
  const said = (rows: readonly LiveRow[], positions: readonly (typeof position)[], stops: readonly (typeof stop)[]) =>
    compareSides('binance', rows, { positions, conditionalOrders: stops }).map((difference) => difference.said);

  test('finds nothing where row, position and stop agree, whatever stops others have', () => {
    expect(said([row], [position], [stop, { ...stop, clientOrderId: 'web_1', quantity: '1' }])).toEqual([]);
    expect(said([], [], [{ ...stop, clientOrderId: 'web_1' }])).toEqual([]);
  });

  test.each([
    ['a ghost', [row], [], [], /holds nothing/],
    ['an orphan', [], [position], [stop], /has no row/],
    ['another size', [row], [{ ...position, quantity: '6' }], [{ ...stop, quantity: '6' }], /the row says long 5/],
    ['a row between two states', [{ ...row, status: 'closing' }], [position], [stop], /is closing/],
    ['no stop', [row], [position], [], /0 stops of ours/],
    ['two stops', [row], [position], [stop, { ...stop, clientOrderId: stopId.replace('0', '1') }], /2 stops of ours/],
    ['a stop of another size', [row], [position], [{ ...stop, quantity: '4' }], /does not cover/],
    ['a stop that could open', [row], [position], [{ ...stop, reduceOnly: false }], /does not cover/],
    ['a stop that the books do not know', [{ ...row, stops: [] }], [position], [stop], /the books say none/],
    ['a stop without a position', [], [], [stop], /rests without a position/],
  ])('finds %s', (_what, rows, positions, stops, expected) => {
    expect(said(rows, positions, stops).join('; ')).toMatch(expected);
  });
});

describe('percentile', () => {
  test('is the value that so many per cent do not exceed', () => {
    const values = Array.from({ length: 200 }, (_, index) => index + 1);
    expect([50, 99, 100].map((percent) => percentile(values, percent))).toEqual([100, 198, 200]);
    expect(percentile([], 99)).toBe(0);
  });
});
