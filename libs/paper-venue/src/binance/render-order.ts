import { type ConditionalOrder, type Market, type Order, toText, zero } from '@breakwater/paper';
import {
  conditionalStatusWords,
  conditionalTypeWords,
  legWords,
  orderStatusWords,
  sideWords,
  timeInForceWords,
  workingPriceWords,
} from './words.ts';

/** Decimals that the venue prints for money. */
const moneyDecimals = 8;

/** Average price of what has executed, to 8 decimals beyond those that say nothing; `0.00` before the first execution. */
function renderAveragePrice(order: Order): string {
  if (order.executedQuantity.eq(zero)) return '0.00';
  return toText(order.executedCost.div(order.executedQuantity).round(12));
}

/** The fields that placing, querying and cancelling an order have in common. Source: docs, Binance USD-M, "Query Order". */
export function renderOrder(order: Order): Record<string, unknown> {
  const { parent } = order;
  const type = order.type === 'market' ? 'MARKET' : 'LIMIT';
  return {
    orderId: order.orderId,
    symbol: order.symbol,
    status: orderStatusWords[order.status],
    clientOrderId: order.clientOrderId,
    price: order.price === null ? '0' : toText(order.price),
    avgPrice: renderAveragePrice(order),
    origQty: toText(order.quantity),
    executedQty: toText(order.executedQuantity),
    cumQuote: toText(order.executedCost.round(moneyDecimals)),
    timeInForce: timeInForceWords[order.timeInForce],
    type,
    reduceOnly: order.reduceOnly,
    closePosition: parent?.closePosition ?? false,
    side: sideWords[order.side],
    positionSide: legWords[order.leg],
    stopPrice: parent === null ? '0' : toText(parent.triggerPrice),
    workingType: parent === null ? 'CONTRACT_PRICE' : workingPriceWords[parent.workingPrice],
    priceProtect: false,
    origType: parent === null ? type : conditionalTypeWords[parent.type],
    priceMatch: 'NONE',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    goodTillDate: 0,
    time: order.createdAtMs,
    updateTime: order.updatedAtMs,
  };
}

/** The answer to placing or cancelling: it has `cumQty` and no `time`. Source: docs, Binance USD-M, "New Order". */
export function renderOrderResult(order: Order): Record<string, unknown> {
  const { time: _time, ...fields } = renderOrder(order);
  return { ...fields, cumQty: toText(order.executedQuantity) };
}

/**
 * A conditional order. `child` is the order that it became, if it has triggered.
 * Source: docs, Binance USD-M, "New Algo Order", "Query Algo Order".
 */
export function renderConditionalOrder(order: ConditionalOrder, market: Market, child: Order | null): Record<string, unknown> {
  return {
    algoId: order.conditionalOrderId,
    clientAlgoId: order.clientOrderId,
    algoType: 'CONDITIONAL',
    orderType: conditionalTypeWords[order.type],
    symbol: order.symbol,
    side: sideWords[order.side],
    positionSide: legWords[order.leg],
    timeInForce: order.closePosition ? 'GTE_GTC' : timeInForceWords[order.timeInForce],
    quantity: order.quantity === null ? toText(zero, decimalsOf(market)) : toText(order.quantity),
    algoStatus: conditionalStatusWords[order.status],
    actualOrderId: order.childOrderId === null ? '' : String(order.childOrderId),
    actualPrice: child === null ? '0.00000' : renderAveragePrice(child),
    actualQty: child === null ? '0' : toText(child.executedQuantity),
    actualType: child === null ? '' : child.type === 'market' ? 'MARKET' : 'LIMIT',
    triggerPrice: toText(order.triggerPrice),
    price: order.price === null ? '0.00' : toText(order.price),
    icebergQuantity: null,
    tpTriggerPrice: '0.000',
    tpPrice: '0.000',
    slTriggerPrice: '0.000',
    slPrice: '0.000',
    tpOrderType: '',
    selfTradePreventionMode: 'EXPIRE_MAKER',
    workingType: workingPriceWords[order.workingPrice],
    priceMatch: 'NONE',
    closePosition: order.closePosition,
    priceProtect: order.priceProtect,
    reduceOnly: order.reduceOnly || order.closePosition,
    activatePrice: order.trail?.activatePrice ? toText(order.trail.activatePrice) : '',
    callbackRate: order.trail === null ? '' : toText(order.trail.callbackRate),
    createTime: order.createdAtMs,
    updateTime: order.updatedAtMs,
    triggerTime: order.triggeredAtMs ?? 0,
    goodTillDate: 0,
  };
}

/** Places after the point of the market's quantities. */
export function decimalsOf(market: Market): number {
  return market.step.toFixed().split('.')[1]?.length ?? 0;
}
