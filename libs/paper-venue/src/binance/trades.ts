import { type Fill, listFills, toText } from '@breakwater/paper';
import { readSymbol } from './orders.ts';
import type { Route } from './route.ts';
import { selectPage } from './select-page.ts';
import { legWords, sideWords } from './words.ts';

/** One execution. It has no client order id: clients join it by orderId. Source: docs, Binance USD-M, "Account Trade List". */
function renderFill(fill: Fill): Record<string, unknown> {
  return {
    buyer: fill.side === 'buy',
    commission: toText(fill.commission),
    commissionAsset: fill.commissionAsset,
    id: fill.tradeId,
    maker: fill.isMaker,
    orderId: fill.orderId,
    price: toText(fill.price),
    qty: toText(fill.quantity),
    quoteQty: toText(fill.price.times(fill.quantity)),
    realizedPnl: toText(fill.realisedProfit.round(8)),
    side: sideWords[fill.side],
    positionSide: legWords[fill.leg],
    symbol: fill.symbol,
    time: fill.timeMs,
    marginAsset: fill.commissionAsset,
  };
}

/** Executions of a symbol; of one order, when it is named. */
export const tradeRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v1/userTrades',
    security: 'signed',
    weight: 5,
    act: (call) => {
      const orderId = call.parameters.optionalInteger('orderId');
      const fills = listFills(call.exchange, call.account, readSymbol(call), call.asOfMs('trades')).filter((fill) => call.isVisible('trades', fill.timeMs));
      const wanted = orderId === null ? fills : fills.filter((fill) => fill.orderId === orderId);
      const page = selectPage(wanted, call.parameters, call.nowMs, {
        timeOf: (fill) => fill.timeMs,
        idOf: (fill) => fill.tradeId,
        fromId: 'fromId',
        defaultLimit: 500,
      });
      return page.map(renderFill);
    },
  },
];
