import type { binanceusdm } from 'ccxt';
import { tag } from './fixture.ts';

/** A unified call of ccxt and the requests that it makes. Source: recordings of real traffic, exchange-wire.md §1a. */
export interface CallRow {
  /** As the call stands in the table. */
  readonly name: string;
  /** What there must be before the call: a long position, a resting order `rest`, a waiting stop `wait`. */
  readonly needs?: readonly ('position' | 'rest' | 'wait')[];
  /** Options of the client that differ from those of the tests. */
  readonly options?: Record<string, unknown>;
  readonly call: (client: binanceusdm, ids: { readonly rest: string; readonly wait: string }) => Promise<unknown>;
  /** Method, path, then the parameters besides timestamp, recvWindow and signature: `*` for any value. */
  readonly sends: readonly string[];
  /** What the venue counts for it against the address. */
  readonly weight?: number;
  /** What the venue counts for it among the account's orders of ten seconds and of a minute. */
  readonly orderCounts?: readonly [in10s: number, in1m: number];
  /** The error that the caller gets. */
  readonly throws?: string;
  /** What the caller gets. */
  readonly gives?: object;
}

const stop = { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'bws' };
const trigger = { trigger: true };
const placed = 'symbol=TAGUSDT side=SELL newOrderRespType=RESULT';
const algo = `POST /fapi/v1/algoOrder ${placed} clientAlgoId=bws algoType=CONDITIONAL`;
const none = undefined as never;

/** Places a stop of a contract that ccxt takes for one with a delivery date. */
async function createDeliveryStop(client: binanceusdm): Promise<unknown> {
  client.markets = { ...client.markets, delivered: { ...client.market(tag), symbol: 'delivered', swap: false, future: true } as never };
  return client.createOrder('delivered', 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'bws' });
}

const reads: readonly CallRow[] = [
  { name: 'loadMarkets', call: (client) => client.loadMarkets(true), sends: ['GET /fapi/v1/exchangeInfo'], weight: 1 },
  { name: 'fetchTime', call: (client) => client.fetchTime(), sends: ['GET /fapi/v1/time'], weight: 1 },
  { name: 'fetchStatus: no futures probe', call: (client) => client.fetchStatus(), sends: ['GET /sapi/v1/system/status'], throws: '404' },
  { name: 'fetchPositions(), the first time', options: { leverageBrackets: undefined }, call: (client) => client.fetchPositions(), sends: ['GET /fapi/v1/leverageBracket', 'GET /fapi/v3/positionRisk'], weight: 6 },
  { name: 'fetchPositions([S])', call: (client) => client.fetchPositions([tag]), sends: ['GET /fapi/v3/positionRisk'], weight: 5 },
  { name: 'fetchPositionsRisk()', call: (client) => client.fetchPositionsRisk(), sends: ['GET /fapi/v3/positionRisk'], weight: 5 },
  { name: "fetchPositions([S], {symbol})", call: (client) => client.fetchPositions([tag], { symbol: 'TAGUSDT' }), sends: ['GET /fapi/v3/positionRisk symbol=TAGUSDT'], weight: 5 },
  { name: 'fetchPositions({useV2})', call: (client) => client.fetchPositions([tag], { useV2: true }), sends: ['GET /fapi/v2/positionRisk'], weight: 5 },
  { name: "fetchPositions({method: 'account'})", call: (client) => client.fetchPositions([tag], { method: 'account' }), sends: ['GET /fapi/v3/account'], weight: 5 },
  { name: 'fetchPosition(S)', call: (client) => client.fetchPosition(tag), sends: [], throws: 'NotSupported' },
  { name: 'fetchBalance', call: (client) => client.fetchBalance(), sends: ['GET /fapi/v3/account'], weight: 5 },
  { name: 'fetchPositionMode', call: (client) => client.fetchPositionMode(), sends: ['GET /fapi/v1/positionSide/dual'], weight: 30 },
  { name: 'fetchMyTrades(S, since, limit, {orderId})', call: (client) => client.fetchMyTrades(tag, Date.now() - 1000, 5, { orderId: 1 }), sends: ['GET /fapi/v1/userTrades symbol=TAGUSDT startTime=* limit=5 orderId=1'], weight: 5 },
  { name: 'fetchOrderTrades', call: (client) => client.fetchOrderTrades('1', tag), sends: [], throws: 'NotSupported' },
  { name: 'fetchTicker(S)', call: (client) => client.fetchTicker(tag), sends: ['GET /fapi/v1/ticker/24hr symbol=TAGUSDT'], weight: 1 },
  { name: 'fetchTickers([…])', call: (client) => client.fetchTickers([tag]), sends: ['GET /fapi/v1/ticker/24hr'], weight: 40 },
  { name: 'fetchLastPrices', call: (client) => client.fetchLastPrices(), sends: ['GET /fapi/v2/ticker/price'], weight: 2 },
  { name: 'fetchMarkPrice(S)', call: (client) => client.fetchMarkPrice(tag), sends: ['GET /fapi/v1/premiumIndex symbol=TAGUSDT'], weight: 1 },
  { name: 'fetchMarkPrices', call: (client) => client.fetchMarkPrices(), sends: ['GET /fapi/v1/premiumIndex'], weight: 10 },
  { name: 'fetchBidsAsks', call: (client) => client.fetchBidsAsks(), sends: ['GET /fapi/v1/ticker/bookTicker'], weight: 5 },
  { name: 'raw symbolConfig', call: (client) => client.fapiPrivateGetSymbolConfig({ symbol: 'TAGUSDT' }), sends: ['GET /fapi/v1/symbolConfig symbol=TAGUSDT'], weight: 5 },
  { name: 'raw accountConfig', call: (client) => client.fapiPrivateGetAccountConfig(), sends: ['GET /fapi/v1/accountConfig'], weight: 5 },
];

const settings: readonly CallRow[] = [
  { name: 'setLeverage(10, S)', call: (client) => client.setLeverage(10, tag), sends: ['POST /fapi/v1/leverage symbol=TAGUSDT leverage=10'], weight: 1 },
  { name: 'setLeverage(12.5, S) is sent unchanged', call: (client) => client.setLeverage(12.5, tag), sends: ['POST /fapi/v1/leverage symbol=TAGUSDT leverage=12.5'], weight: 1, throws: '-4028' },
  { name: "setMarginMode('isolated', S)", call: (client) => client.setMarginMode('isolated', tag), sends: ['POST /fapi/v1/marginType symbol=TAGUSDT marginType=ISOLATED'], weight: 1 },
  { name: 'setPositionMode(true)', call: (client) => client.setPositionMode(true), sends: ['POST /fapi/v1/positionSide/dual dualSidePosition=true'], weight: 1 },
  { name: 'raw countdownCancelAll', call: (client) => client.fapiPrivatePostCountdownCancelAll({ symbol: 'TAGUSDT', countdownTime: 60_000 }), sends: ['POST /fapi/v1/countdownCancelAll symbol=TAGUSDT countdownTime=60000'], weight: 10 },
  { name: 'listenKey', call: async (client) => [await client.fapiPrivatePostListenKey(), await client.fapiPrivatePutListenKey()], sends: ['POST /fapi/v1/listenKey', 'PUT /fapi/v1/listenKey'], weight: 2 },
];

const orders: readonly CallRow[] = [
  { name: 'createOrder market, {clientOrderId}', call: (client) => client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'bwe' }), sends: ['POST /fapi/v1/order symbol=TAGUSDT side=BUY newClientOrderId=bwe newOrderRespType=RESULT type=MARKET quantity=20000'], weight: 0, orderCounts: [1, 1] },
  { name: 'createOrder market, without an id', call: (client) => client.createOrder(tag, 'market', 'buy', 20000), sends: ['POST /fapi/v1/order symbol=TAGUSDT side=BUY newClientOrderId=* newOrderRespType=RESULT type=MARKET quantity=20000'], weight: 0 },
  { name: 'createOrder market, {reduceOnly}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { reduceOnly: true }), sends: [`POST /fapi/v1/order ${placed} newClientOrderId=* type=MARKET quantity=20000 reduceOnly=true`], weight: 0 },
  ...(['stopLossPrice', 'triggerPrice', 'stopPrice'] as const).map((name): CallRow => {
    const { triggerPrice, ...rest } = stop;
    return { name: `createOrder stop, {${name}}`, call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...rest, [name]: triggerPrice }), sends: [`${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 reduceOnly=true`], weight: 0 };
  }),
  { name: "createOrder type 'STOP_MARKET'", call: (client) => client.createOrder(tag, 'STOP_MARKET' as never, 'sell', 20000, undefined, stop), sends: [`${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 reduceOnly=true`], weight: 0, orderCounts: [1, 1] },
  { name: 'createStopMarketOrder', call: (client) => client.createStopMarketOrder(tag, 'sell', 20000, 0.0003, { reduceOnly: true, clientOrderId: 'bws' }), sends: [`${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 reduceOnly=true`], weight: 0 },
  { name: 'createStopLossOrder', call: (client) => client.createStopLossOrder(tag, 'market', 'sell', 20000, undefined, 0.0003, { reduceOnly: true, clientOrderId: 'bws' }), sends: [`${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 reduceOnly=true`], weight: 0 },
  { name: 'createOrder stop, {workingType, priceProtect}', call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...stop, workingType: 'MARK_PRICE', priceProtect: true }), sends: [`${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 reduceOnly=true workingType=MARK_PRICE priceProtect=true`], weight: 0 },
  { name: 'createOrder stop, {closePosition}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, closePosition: true, clientOrderId: 'bws' }), sends: [`${algo} type=STOP_MARKET closePosition=true triggerPrice=0.0003`], weight: 0 },
  { name: 'createOrder stop, {closePosition, reduceOnly}: the pair is forbidden', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...stop, closePosition: true }), sends: [`${algo} type=STOP_MARKET closePosition=true triggerPrice=0.0003 reduceOnly=true`], throws: '-1106' },
  { name: 'createOrder stop, {hedged, reduceOnly}', call: async (client) => { await client.setPositionMode(true); await client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...stop, hedged: true }); }, sends: ['POST /fapi/v1/positionSide/dual dualSidePosition=true', `${algo} type=STOP_MARKET quantity=20000 triggerPrice=0.0003 positionSide=LONG`], weight: 1 },
  { name: 'createOrder, {takeProfitPrice}', call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { takeProfitPrice: 0.0004, reduceOnly: true, clientOrderId: 'bws' }), sends: [`${algo} type=TAKE_PROFIT_MARKET quantity=20000 triggerPrice=0.0004 reduceOnly=true`], weight: 0 },
  { name: 'createOrder, {trailingPercent}: activationPrice is no official name', call: (client) => client.createOrder(tag, 'market', 'sell', 20000, undefined, { trailingPercent: 1, trailingTriggerPrice: 0.0004, reduceOnly: true, clientOrderId: 'bws' }), sends: [`${algo} type=TRAILING_STOP_MARKET quantity=20000 callbackRate=1 activationPrice=0.0004 reduceOnly=true`], throws: '-1104' },
  { name: 'a stop without a trigger price', call: (client) => client.createOrder(tag, 'STOP_MARKET' as never, 'sell', 20000), sends: [], throws: 'InvalidOrder' },
  { name: 'createOrders with a stop', call: (client) => client.createOrders([{ symbol: tag, type: 'market', side: 'sell', amount: 20000, params: stop } as never]), sends: ['POST /fapi/v1/batchOrders batchOrders=*'], weight: 5, orderCounts: [5, 1], gives: [{ id: undefined, info: { code: -4120 } }] },
  { name: 'createOrders of plain orders', call: (client) => client.createOrders([{ symbol: tag, type: 'market', side: 'buy', amount: 20000 }, { symbol: tag, type: 'market', side: 'buy', amount: 20000 }]), sends: ['POST /fapi/v1/batchOrders batchOrders=*'], weight: 5, orderCounts: [5, 1], gives: [{ filled: 20000 }, { filled: 20000 }] },
  { name: 'a stop of a delivery contract has the names of plain orders', call: (client) => createDeliveryStop(client), sends: [`POST /fapi/v1/algoOrder ${placed} newClientOrderId=* algoType=CONDITIONAL type=STOP_MARKET quantity=20000 stopPrice=0.0003 reduceOnly=true`], throws: '-1104' },
  { name: 'editOrder', needs: ['rest'], call: (client, { rest }) => client.editOrder(rest, tag, 'limit', 'buy', 30000, 0.00031), sends: ['PUT /fapi/v1/order symbol=TAGUSDT side=BUY orderId=* quantity=30000 price=0.00031'], weight: 0, orderCounts: [1, 1] },
  { name: 'editOrder of a stop', needs: ['wait'], call: (client, { wait }) => client.editOrder(wait, tag, 'market', 'sell', 20000, undefined, stop), sends: [], throws: 'ArgumentsRequired' },
];

const lists: readonly CallRow[] = [
  { name: 'fetchOpenOrders(S)', call: (client) => client.fetchOpenOrders(tag), sends: ['GET /fapi/v1/openOrders symbol=TAGUSDT'], weight: 1 },
  { name: 'fetchOpenOrders() without the option', options: { fetchOpenOrders: {} }, call: (client) => client.fetchOpenOrders(), sends: [], throws: 'warnWithoutSymbol' },
  { name: 'fetchOpenOrders()', call: (client) => client.fetchOpenOrders(), sends: ['GET /fapi/v1/openOrders'], weight: 40 },
  { name: 'fetchOpenOrders(S, {trigger})', call: (client) => client.fetchOpenOrders(tag, undefined, undefined, trigger), sends: ['GET /fapi/v1/openAlgoOrders symbol=TAGUSDT'], weight: 1 },
  { name: 'fetchOpenOrders({trigger})', call: (client) => client.fetchOpenOrders(undefined, undefined, undefined, trigger), sends: ['GET /fapi/v1/openAlgoOrders'], weight: 40 },
  { name: 'fetchOrder(id, S)', needs: ['rest'], call: (client, { rest }) => client.fetchOrder(rest, tag), sends: ['GET /fapi/v1/order symbol=TAGUSDT orderId=*'], weight: 1 },
  { name: 'fetchOrder, {clientOrderId}', needs: ['rest'], call: (client) => client.fetchOrder(none, tag, { clientOrderId: 'rest' }), sends: ['GET /fapi/v1/order symbol=TAGUSDT origClientOrderId=rest'], weight: 1 },
  { name: 'fetchOrder(id, S, {trigger})', needs: ['wait'], call: (client, { wait }) => client.fetchOrder(wait, tag, trigger), sends: ['GET /fapi/v1/algoOrder symbol=TAGUSDT algoId=*'], weight: 1 },
  { name: 'fetchOrder, {trigger, clientOrderId}', needs: ['wait'], call: (client) => client.fetchOrder(none, tag, { ...trigger, clientOrderId: 'wait' }), sends: ['GET /fapi/v1/algoOrder symbol=TAGUSDT clientAlgoId=wait'], weight: 1 },
  { name: 'fetchOpenOrder(id, S)', needs: ['rest'], call: (client, { rest }) => client.fetchOpenOrder(rest, tag), sends: ['GET /fapi/v1/openOrder symbol=TAGUSDT orderId=*'], weight: 1 },
  { name: 'fetchOpenOrder(id, S, {trigger}) asks the wrong list', needs: ['wait'], call: (client, { wait }) => client.fetchOpenOrder(wait, tag, trigger), sends: ['GET /fapi/v1/openOrder symbol=TAGUSDT orderId=*'], weight: 1, throws: '-2013' },
  { name: 'fetchOrders(S)', call: (client) => client.fetchOrders(tag, Date.now() - 1000, 9), sends: ['GET /fapi/v1/allOrders symbol=TAGUSDT startTime=* limit=9'], weight: 5 },
  { name: 'fetchOrders(S, {trigger})', call: (client) => client.fetchOrders(tag, Date.now() - 1000, 9, trigger), sends: ['GET /fapi/v1/allAlgoOrders symbol=TAGUSDT startTime=* limit=9'], weight: 5 },
  { name: 'cancelOrder(id, S)', needs: ['rest'], call: (client, { rest }) => client.cancelOrder(rest, tag), sends: ['DELETE /fapi/v1/order symbol=TAGUSDT orderId=*'], weight: 1 },
  { name: 'cancelOrder, {clientOrderId}', needs: ['rest'], call: (client) => client.cancelOrder(none, tag, { clientOrderId: 'rest' }), sends: ['DELETE /fapi/v1/order symbol=TAGUSDT origClientOrderId=rest'], weight: 1 },
  { name: 'cancelOrder(id, S, {trigger})', needs: ['wait'], call: (client, { wait }) => client.cancelOrder(wait, tag, trigger), sends: ['DELETE /fapi/v1/algoOrder symbol=TAGUSDT algoId=*'], weight: 1 },
  { name: 'cancelOrder, {trigger, clientOrderId}', needs: ['wait'], call: (client) => client.cancelOrder(none, tag, { ...trigger, clientOrderId: 'wait' }), sends: ['DELETE /fapi/v1/algoOrder symbol=TAGUSDT clientAlgoId=wait'], weight: 1 },
  { name: 'cancelOrders([…], S)', needs: ['rest'], call: (client, { rest }) => client.cancelOrders([rest], tag), sends: ['DELETE /fapi/v1/batchOrders symbol=TAGUSDT orderidlist=*'], weight: 1 },
  { name: 'cancelOrders, {trigger}, asks the wrong list', needs: ['wait'], call: (client, { wait }) => client.cancelOrders([wait], tag, trigger), sends: ['DELETE /fapi/v1/batchOrders symbol=TAGUSDT orderidlist=* trigger=true'], weight: 1, throws: '-1104' },
  { name: 'cancelAllOrders(S)', call: (client) => client.cancelAllOrders(tag), sends: ['DELETE /fapi/v1/allOpenOrders symbol=TAGUSDT'], weight: 1 },
  { name: 'cancelAllOrders(S, {trigger})', call: (client) => client.cancelAllOrders(tag, trigger), sends: ['DELETE /fapi/v1/algoOpenOrders symbol=TAGUSDT'], weight: 1 },
];

/** The whole table. */
export const callRows: readonly CallRow[] = [...reads, ...settings, ...orders, ...lists];
