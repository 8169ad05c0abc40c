import { type Account, type Fill, type LifelongOrder, type PaperExchange, findOrderPlace, readLifelongOrder, readRate, toText } from '@breakwater/paper';
import { renderCreateType, renderLinkId, renderStopOrderType } from './render-order.ts';
import { renderExecutionId, renderOrderId } from './venue-id.ts';
import { sideWords } from './words.ts';

/** The order of an execution as it is now, by the id that it has had all its life. */
export function findOrderOfFill(account: Account, { symbol, orderId }: Fill): LifelongOrder | null {
  const now = { ordersMs: Number.POSITIVE_INFINITY, conditionalOrdersMs: Number.POSITIVE_INFINITY };
  const plain = readLifelongOrder(account, { symbol, conditionalOrderId: null, orderId }, now);
  const parent = plain?.order?.parent ?? null;
  if (parent === null) return plain;
  return readLifelongOrder(account, { symbol, conditionalOrderId: parent.conditionalOrderId, orderId: null }, now);
}

/** What kind of execution it is; a step of a liquidation that goes on trades like anybody. Source: docs, Bybit v5, "Enums Definitions": execType, createType. */
export function tellExecType(each: LifelongOrder | null, feeCurrency: string): string {
  const origin = each?.order?.origin;
  if (origin === 'liquidation') return each?.order?.isLaddered ? 'Trade' : 'BustTrade';
  if (origin === 'adl') return 'AdlTrade';
  if (origin === 'settlement') return feeCurrency === 'USDC' ? 'Delivery' : 'Settle';
  return 'Trade';
}

/** One execution as the listing and the stream show it. Sources: docs, Bybit v5, "Get Trade History", "Execution" stream. */
export function renderExecutionRow(exchange: PaperExchange, account: Account, fill: Fill): Record<string, unknown> {
  const each = findOrderOfFill(account, fill);
  const order = each?.order ?? null;
  const { rules } = exchange;
  return {
    symbol: fill.symbol,
    orderId: renderOrderId(exchange, each === null ? { symbol: fill.symbol, conditionalOrderId: null, orderId: fill.orderId } : findOrderPlace(each)),
    orderLinkId: renderLinkId(fill.clientOrderId, order?.origin ?? 'client'),
    side: sideWords[fill.side],
    orderPrice: order?.price ? toText(order.price) : '0',
    orderQty: order === null ? toText(fill.quantity.plus(fill.leftQuantity)) : toText(order.quantity),
    leavesQty: toText(fill.leftQuantity),
    createType: each === null ? 'CreateByUser' : renderCreateType(each),
    orderType: order?.type === 'limit' && order.origin === 'client' ? 'Limit' : order?.price && order.origin === 'conditional' ? 'Limit' : 'Market',
    stopOrderType: each === null ? '' : renderStopOrderType(each),
    execFee: toText(fill.commission),
    execFeeV2: '',
    feeCurrency: fill.commissionAsset,
    execId: renderExecutionId(exchange, fill.symbol, fill.tradeId),
    execPrice: toText(fill.price),
    execQty: toText(fill.quantity),
    execType: tellExecType(each, fill.commissionAsset),
    execValue: toText(fill.price.times(fill.quantity)),
    execTime: String(fill.timeMs),
    isMaker: fill.isMaker,
    feeRate: toText(readRate(fill.isMaker ? rules.makerRate : rules.takerRate)),
    tradeIv: '',
    markIv: '',
    markPrice: toText(fill.markPrice),
    indexPrice: toText(fill.markPrice),
    underlyingPrice: '',
    blockTradeId: '',
    closedSize: toText(fill.closedQuantity),
    seq: fill.tradeId,
    extraFees: '',
  };
}
