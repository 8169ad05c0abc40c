/** Messages about orders. Sources: docs, Binance USD-M, "Event: Order Update", "Event: Trade Lite", "Event: Algo Order Update". */
import { type AccountEvent, type ConditionalOrder, type Order, type PaperExchange, findMarket, findOrder, toText } from '@breakwater/paper';
import type { StreamEvent } from '../streams/stream-dialect.ts';
import { renderConditionalOrder, renderOrder } from './render-order.ts';
import { sideWords } from './words.ts';

export type OrderEvent = Extract<AccountEvent, { readonly kind: 'order' }>;
export type ConditionalOrderEvent = Extract<AccountEvent, { readonly kind: 'conditional-order' }>;

/** What has just happened to an order, in the venue's word. That liquidations and deleveragings are `CALCULATED` is inferred. */
function nameExecution({ order, fill, isNew }: OrderEvent): string {
  if (fill !== null) return order.origin === 'liquidation' || order.origin === 'adl' ? 'CALCULATED' : 'TRADE';
  if (order.status === 'canceled') return 'CANCELED';
  if (order.status === 'expired') return 'EXPIRED';
  return isNew ? 'NEW' : 'AMENDMENT';
}

/** Why an order expired, by the venue's numbers; `0` for every other event. */
function findExpiryReason({ order }: OrderEvent): string {
  if (order.status !== 'expired') return '0';
  if (order.reduceOnly) return '4';
  return order.type === 'market' ? '9' : '2';
}

/** `ORDER_TRADE_UPDATE`: the order as it is now, and the execution that made it so. */
export function renderOrderUpdate(exchange: PaperExchange, event: OrderEvent): StreamEvent {
  const { order, fill, atMs } = event;
  const row = renderOrder(order);
  const type = order.origin === 'liquidation' ? 'LIQUIDATION' : row.type;
  return toEvent('ORDER_TRADE_UPDATE', order, {
    ...{ e: 'ORDER_TRADE_UPDATE', E: exchange.clock.nowMs(), T: atMs },
    o: {
      ...{ s: order.symbol, c: order.clientOrderId, S: row.side, o: type, f: row.timeInForce, q: row.origQty, p: row.price, ap: row.avgPrice, sp: row.stopPrice },
      ...{ x: nameExecution(event), X: row.status, i: order.orderId },
      ...{ l: fill === null ? '0' : toText(fill.quantity), z: row.executedQty, L: fill === null ? '0' : toText(fill.price) },
      // Without a commission the venue leaves both out.
      ...(fill !== null && { N: fill.commissionAsset, n: toText(fill.commission) }),
      ...{ T: atMs, t: fill?.tradeId ?? 0, b: '0', a: '0', m: fill?.isMaker ?? false, R: order.reduceOnly, wt: row.workingType, ot: row.origType },
      ...{ ps: row.positionSide, cp: row.closePosition, pP: row.priceProtect, si: 0, ss: 0, rp: fill === null ? '0' : toText(fill.realisedProfit) },
      ...{ V: row.selfTradePreventionMode, pm: row.priceMatch, gtd: row.goodTillDate, er: findExpiryReason(event) },
    },
  });
}

/** `TRADE_LITE`: an execution, told before all else. */
export function renderTradeLite(exchange: PaperExchange, { order, fill, atMs }: OrderEvent): StreamEvent | null {
  if (fill === null) return null;
  return toEvent('TRADE_LITE', order, {
    ...{ e: 'TRADE_LITE', E: exchange.clock.nowMs(), T: atMs, s: order.symbol, q: toText(order.quantity), p: order.price === null ? '0' : toText(order.price) },
    ...{ m: fill.isMaker, c: order.clientOrderId, S: sideWords[order.side], L: toText(fill.price), l: toText(fill.quantity), t: fill.tradeId, i: order.orderId },
  });
}

/** Why the venue refused to trigger an order: what it does not reduce, its margin must have been too small for. */
function explainRejection({ reduceOnly, closePosition }: ConditionalOrder): string {
  return reduceOnly || closePosition ? 'ReduceOnly Order is rejected.' : 'Margin is insufficient.';
}

/** `ALGO_UPDATE`: a conditional order as it is now. Its child's figures come with the last one. */
export function renderAlgoUpdate(exchange: PaperExchange, { account, order, atMs }: ConditionalOrderEvent): StreamEvent {
  const { symbol, childOrderId } = order;
  const child = order.status !== 'finished' || childOrderId === null ? null : findOrder(exchange, account, symbol, { orderId: childOrderId, clientOrderId: null }, exchange.clock.nowMs());
  const row = renderConditionalOrder(order, findMarket(exchange, symbol), child);
  return toEvent('ALGO_UPDATE', order, {
    ...{ e: 'ALGO_UPDATE', T: atMs, E: exchange.clock.nowMs() },
    o: {
      ...{ caid: row.clientAlgoId, aid: row.algoId, at: row.algoType, o: row.orderType, s: symbol, S: row.side, ps: row.positionSide, f: row.timeInForce },
      ...{ q: row.quantity, X: row.algoStatus, ai: row.actualOrderId, ap: row.actualPrice, aq: row.actualQty, act: row.actualType || '0', tp: row.triggerPrice },
      ...{ p: row.price, V: row.selfTradePreventionMode, wt: row.workingType, pm: row.priceMatch, cp: row.closePosition, pP: row.priceProtect },
      ...{ R: row.reduceOnly, tt: row.triggerTime, gtd: row.goodTillDate, rm: order.status === 'rejected' ? explainRejection(order) : '' },
      ...(order.trail !== null && { AP: row.activatePrice, cr: row.callbackRate }),
    },
  });
}

/** `CONDITIONAL_ORDER_TRIGGER_REJECT`. Source: docs, Binance USD-M, "Event: Conditional Order Trigger Reject". */
export function renderTriggerReject(exchange: PaperExchange, { order, atMs }: ConditionalOrderEvent): StreamEvent | null {
  if (order.status !== 'rejected') return null;
  return toEvent('CONDITIONAL_ORDER_TRIGGER_REJECT', order, {
    ...{ e: 'CONDITIONAL_ORDER_TRIGGER_REJECT', E: exchange.clock.nowMs(), T: atMs },
    or: { s: order.symbol, i: order.conditionalOrderId, r: explainRejection(order) },
  });
}

function toEvent(name: string, { symbol, clientOrderId }: Pick<Order, 'symbol' | 'clientOrderId'>, body: object): StreamEvent {
  return { name, symbol, clientOrderId, text: JSON.stringify(body) };
}
