import { type Fill, listFills } from '@breakwater/paper';
import { findNamedPlace, namesOrder } from './named-order.ts';
import { isLinear, readOptionalMarket } from './shared-parameters.ts';
import { findOrderOfFill, renderExecutionRow, tellExecType } from './render-execution.ts';
import type { Route, SignedCall } from './route.ts';
import { readWindow, selectPage } from './select-page.ts';
import { renderClosedProfit } from './render-closed-profit.ts';
import { renderExecutionId, renderOrderId } from './venue-id.ts';

/** Executions of the order that a call names; other filters are then not looked at. */
function listOfOrder(call: SignedCall): Fill[] {
  const { exchange, account } = call;
  const place = findNamedPlace(call);
  if (place === null) return [];
  const ledger = account.ledgers.get(place.symbol);
  const child = place.conditionalOrderId === null ? null : (ledger?.conditionalOrders.get(place.conditionalOrderId)?.versions.at(-1)?.value.childOrderId ?? null);
  const orderId = place.orderId ?? child;
  return listFills(exchange, account, place.symbol, call.asOfMs('trades')).filter((fill) => fill.orderId === orderId);
}

/** Executions by contract, coin and time. */
function listOfWindow(call: SignedCall): Fill[] {
  const { exchange, account, parameters, nowMs } = call;
  const market = readOptionalMarket(call);
  const { fromMs, untilMs } = readWindow(parameters, nowMs);
  const baseCoin = parameters.optionalText('baseCoin');
  const settleCoin = parameters.optionalText('settleCoin');
  return listFills(exchange, account, market?.symbol ?? null, call.asOfMs('trades')).filter(({ symbol, timeMs }) => {
    if (timeMs < fromMs || timeMs > untilMs) return false;
    const of = exchange.markets.get(symbol);
    return market !== null || ((baseCoin === null || of?.baseAsset === baseCoin) && (settleCoin === null || of?.marginAsset === settleCoin));
  });
}

/** The account's executions, the newest first. Source: docs, Bybit v5, "Get Trade History". */
function list(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  const execType = parameters.optionalText('execType');
  const fills = (namesOrder(call) ? listOfOrder(call) : listOfWindow(call)).filter(
    (fill) => call.isVisible('trades', fill.timeMs) && (execType === null || tellExecType(findOrderOfFill(account, fill), fill.commissionAsset) === execType),
  );
  const page = selectPage(fills.reverse().sort((left, right) => right.timeMs - left.timeMs), parameters, {
    ...{ defaultLimit: 50, mostLimit: 100 },
    nameOf: ({ symbol, tradeId }) => renderExecutionId(exchange, symbol, tradeId),
  });
  return { nextPageCursor: page.nextPageCursor, category: 'linear', list: page.rows.map((fill) => renderExecutionRow(exchange, account, fill)) };
}

/** Closed profit, one row for each order that made a position smaller. Source: docs, Bybit v5, "Get Closed PnL". */
function listClosedProfit(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  const byOrder = new Map<string, Fill[]>();
  for (const fill of listOfWindow(call)) {
    const name = `${fill.symbol} ${fill.orderId}`;
    if (fill.closedQuantity.gt('0')) byOrder.set(name, [...(byOrder.get(name) ?? []), fill]);
  }
  const rows = [...byOrder.values()].map((fills) => ({ fills, last: fills.at(-1)! })).reverse();
  const page = selectPage(rows.sort((left, right) => right.last.timeMs - left.last.timeMs), parameters, {
    ...{ defaultLimit: 50, mostLimit: 100 },
    nameOf: ({ last }) => renderOrderId(exchange, { symbol: last.symbol, conditionalOrderId: null, orderId: last.orderId }),
  });
  return { nextPageCursor: page.nextPageCursor, category: 'linear', list: page.rows.map(({ fills }) => renderClosedProfit(exchange, account, fills)) };
}

/** Executions, and what they have earned. */
export const executionRoutes: readonly Route[] = [
  { method: 'GET', path: '/v5/execution/list', security: 'signed', perSecond: 50, act: list },
  { method: 'GET', path: '/v5/position/closed-pnl', security: 'signed', perSecond: 50, act: listClosedProfit },
];
