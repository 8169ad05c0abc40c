import { type OrderReport, type Outcome, type Request, unreachable, ZERO } from '@breakwater/core';
import { Row } from '../row.ts';
import { Unreadable } from '../unreadable.ts';
import { parseAlgoOrder } from './parse-algo-order.ts';
import { parseOrder } from './parse-order.ts';

/**
 * What a successful answer to a request means: accepted, if it is well formed and about this very request. An empty, cut or
 * foreign answer proves nothing, so the outcome is unknown then. `payload` is the parsed reply.
 */
export function acknowledge(request: Request, payload: unknown): Outcome {
  try {
    return readAnswer(request, payload);
  } catch (error) {
    if (error instanceof Unreadable) return { type: 'unknown', cause: `success that proves nothing: ${error.message}` };
    throw error;
  }
}

function readAnswer(request: Request, payload: unknown): Outcome {
  switch (request.kind) {
    case 'place':
      return toOutcome(verified(request, request.type === 'stop_market' ? parseAlgoOrder(payload) : parseOrder(payload)));
    case 'cancel':
      return request.list === 'conditional' ? readAlgoCancel(request, payload) : { type: 'accepted', report: verified(request, parseOrder(payload)) };
    case 'position_stop':
      throw new Unreadable('Binance has no stop that is a part of a position');
    case 'leverage': {
      const row = new Row(payload, 'leverage');
      demand(row.text('symbol') === request.symbol && row.integer('leverage') === request.leverage, 'another leverage');
      return { type: 'accepted', report: null };
    }
    case 'margin_mode':
      // Source: Binance USD-M, POST /fapi/v1/marginType: {"code":200,"msg":"success"}.
      demand(new Row(payload, 'margin type').integer('code') === 200, 'no success');
      return { type: 'accepted', report: null };
    default:
      return unreachable(request);
  }
}

/** DELETE /fapi/v1/algoOrder answers with the ids alone. */
function readAlgoCancel(request: { readonly clientOrderId: string }, payload: unknown): Outcome {
  const row = new Row(payload, 'algo cancel');
  demand(row.text('clientAlgoId') === request.clientOrderId, 'another order');
  demand(row.integer('code') === 200, 'no success');
  return { type: 'accepted', report: null };
}

function verified(request: { readonly symbol: string; readonly clientOrderId: string }, report: OrderReport): OrderReport {
  demand(report.clientOrderId === request.clientOrderId && report.symbol === request.symbol, 'another order');
  return report;
}

/** An order that was taken in and then refused without a trade never stood. */
function toOutcome(report: OrderReport): Outcome {
  if (report.status === 'rejected' && report.executedQuantity.eq(ZERO)) {
    return { type: 'rejected', code: 'REJECTED', reason: `${report.kind} order ${report.exchangeOrderId} was rejected` };
  }
  return { type: 'accepted', report };
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new Unreadable(`the answer is about ${what}`);
}
