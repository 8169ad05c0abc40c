import type { LifelongOrder } from '@breakwater/paper';
import { BybitError, findUsualMessage } from './bybit-error.ts';
import { BatchResult } from './envelope.ts';
import { isReducingOrder } from './is-reducing.ts';
import { acknowledge, cancelNamedOrder, createOrder } from './orders.ts';
import { Parameters } from './parameters.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { insistOnLinear } from './shared-parameters.ts';
import type { Route, SignedCall } from './route.ts';

/** Source: docs, Bybit v5, "Batch Place Order", "Batch Cancel Order": up to 20 orders for linear. */
export const mostInBatch = 20;

/** Runs one leg; its error stands in the list beside the result and hurts no other leg. */
function runLeg(work: () => Record<string, unknown>, named: Record<string, unknown>): { row: Record<string, unknown>; told: unknown } {
  try {
    return { row: work(), told: { code: 0, msg: 'OK' } };
  } catch (error) {
    if (error instanceof BybitError) return { row: named, told: { code: error.code, msg: error.message } };
    throw error;
  }
}

/** Carries out every leg of a batch. A leg that fails has its names without an id in the list, and its code in retExtInfo. */
function runBatch(call: SignedCall, act: (leg: SignedCall) => LifelongOrder, withTime: boolean): BatchResult {
  insistOnLinear(call.parameters);
  const outcomes = call.parameters.list('request', mostInBatch).map((fields) => {
    const named = (fields ?? {}) as Record<string, unknown>;
    const common = { category: 'linear', symbol: String(named['symbol'] ?? '') };
    const time = withTime ? { createAt: '' } : {};
    const failed = { ...common, orderId: withTime ? '' : String(named['orderId'] ?? ''), orderLinkId: String(named['orderLinkId'] ?? ''), ...time };
    return runLeg(() => {
      if (call.isOverloaded && withTime && !isReducingOrder(fields)) throw new BybitError(10429, findUsualMessage(10429));
      const leg = { ...call, parameters: Parameters.ofObject(fields) };
      refuseUnknown(call.exchange, { method: 'POST', path: withTime ? '/v5/order/create' : '/v5/order/cancel' }, leg.parameters);
      return { ...common, ...acknowledge(call.exchange, act(leg)), ...(withTime ? { createAt: String(call.nowMs) } : {}) };
    }, failed);
  });
  return new BatchResult({ list: outcomes.map(({ row }) => row) }, outcomes.map(({ told }) => told));
}

/** Several orders in one request. Sources: docs, Bybit v5, "Batch Place Order", "Batch Cancel Order". */
export const batchOrderRoutes: readonly Route[] = [
  { method: 'POST', path: '/v5/order/create-batch', security: 'signed', perSecond: 10, act: (call) => runBatch(call, createOrder, true) },
  { method: 'POST', path: '/v5/order/cancel-batch', security: 'signed', perSecond: 10, act: (call) => runBatch(call, cancelNamedOrder, false) },
];
