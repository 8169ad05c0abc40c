import type { bybit } from 'ccxt';
import { expect } from 'vitest';
import type { PaperExchangeOptions } from '../../src/server.ts';
import type { BybitServer } from './bybit-server.ts';

/** A unified call of ccxt and the requests that it makes. Source: recordings of real traffic, exchange-wire.md §1b. */
export interface CallRow {
  /** As the call stands in the table. */
  readonly name: string;
  /** What there must be before the call: a long position, a resting order `rest`, a waiting stop `wait`. */
  readonly needs?: readonly ('position' | 'rest' | 'wait')[];
  /** Options of the exchange that differ from those of the tests. */
  readonly server?: PaperExchangeOptions;
  /** Brings about what else there must be. */
  readonly arrange?: (server: BybitServer, client: bybit) => Promise<unknown>;
  readonly call: (client: bybit, ids: { readonly rest: string; readonly wait: string }) => Promise<unknown>;
  /** Method, path, then the parameters of query or body: `*` for any value. */
  readonly sends: readonly string[];
  /** The error that the caller gets. */
  readonly throws?: string;
  /** What the caller gets. */
  readonly gives?: unknown;
}

export const tag = 'TAG/USDT:USDT';
const linear = 'category=linear';
const none = undefined as never;
const stop = { triggerPrice: 0.0003, triggerDirection: 'descending', reduceOnly: true, orderLinkId: 'bws' };
const create = `POST /v5/order/create symbol=TAGUSDT ${linear}`;
const stopWords = `${create} side=Sell orderType=Market qty=20000 orderLinkId=bws triggerDirection=2 triggerPrice=0.0003 reduceOnly=true`;

const reads: readonly CallRow[] = [
  { name: 'loadMarkets', call: (client) => client.loadMarkets(true), sends: [`GET /v5/market/instruments-info ${linear} limit=1000`, `GET /v5/market/instruments-info ${linear} limit=1000 status=PreLaunch`] },
  { name: 'fetchTime', call: (client) => client.fetchTime(), sends: ['GET /v5/market/time'], gives: Date.UTC(2026, 0, 1) + 1 },
  { name: 'fetchPositions()', needs: ['position'], call: (client) => client.fetchPositions(), sends: [`GET /v5/position/list settleCoin=USDT limit=200 ${linear}`], gives: [{ symbol: tag, side: 'long', contracts: 20000, entryPrice: 0.0003544, leverage: 10, marginMode: undefined, hedged: false }] },
  { name: 'fetchPositions([S])', needs: ['position'], call: (client) => client.fetchPositions([tag]), sends: [`GET /v5/position/list symbol=TAGUSDT limit=200 ${linear}`], gives: [{ contracts: 20000 }] },
  { name: 'fetchPositions() with two symbols', call: (client) => client.fetchPositions([tag, 'BTC/USDT:USDT']), sends: [], throws: 'ArgumentsRequired' },
  { name: 'fetchPosition(S), flat', call: (client) => client.fetchPosition(tag), sends: [`GET /v5/position/list symbol=TAGUSDT ${linear}`], gives: { symbol: tag, contracts: 0, side: undefined } },
  { name: 'fetchBalance', call: (client) => client.fetchBalance(), sends: ['GET /v5/account/wallet-balance accountType=UNIFIED'], gives: { USDT: { total: 100000, free: 100000, used: 0 }, USDC: { total: 100000 } } },
  { name: 'fetchMarginMode(S)', call: (client) => client.fetchMarginMode(tag), sends: ['GET /v5/account/info'], gives: { marginMode: 'cross' } },
  { name: 'fetchPositionMode', call: (client) => client.fetchPositionMode(tag), sends: [], throws: 'NotSupported' },
  { name: 'fetchOpenOrders()', needs: ['rest', 'wait'], call: (client) => client.fetchOpenOrders(), sends: [`GET /v5/order/realtime settleCoin=USDT ${linear}`], gives: [{ clientOrderId: 'rest', status: 'open', type: 'limit', price: 0.0003 }, { clientOrderId: 'wait', status: 'open', triggerPrice: 0.0003, reduceOnly: true }] },
  { name: 'fetchOpenOrders(S, limit)', needs: ['rest'], call: (client) => client.fetchOpenOrders(tag, none, 5), sends: [`GET /v5/order/realtime symbol=TAGUSDT limit=5 ${linear}`], gives: [{ clientOrderId: 'rest' }] },
  { name: 'fetchOpenOrders(S, {trigger})', needs: ['rest', 'wait'], call: (client) => client.fetchOpenOrders(tag, none, none, { trigger: true }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderFilter=StopOrder ${linear}`], gives: [{ clientOrderId: 'wait' }] },
  { name: 'fetchOpenOrders(S, {orderLinkId})', needs: ['rest', 'wait'], call: (client) => client.fetchOpenOrders(tag, none, none, { orderLinkId: 'rest' }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderLinkId=rest ${linear}`], gives: [{ clientOrderId: 'rest' }] },
  { name: 'fetchOrder(id, S) without the acknowledgement', call: (client) => client.fetchOrder('1', tag), sends: [], throws: 'ArgumentsRequired' },
  { name: 'fetchOrder(id, S, {acknowledged})', needs: ['rest', 'wait'], call: (client, { rest }) => client.fetchOrder(rest, tag, { acknowledged: true }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderId=* ${linear}`], gives: { clientOrderId: 'rest', status: 'open' } },
  { name: 'fetchOrder(S, {acknowledged, orderLinkId})', needs: ['rest', 'wait'], call: (client) => client.fetchOrder(none, tag, { acknowledged: true, orderLinkId: 'rest' }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderLinkId=rest ${linear}`], gives: { clientOrderId: 'rest' } },
  { name: 'fetchOrder of an order that is not there', call: (client) => client.fetchOrder(none, tag, { acknowledged: true, orderLinkId: 'nobody' }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderLinkId=nobody ${linear}`], throws: "TypeError Cannot read properties of undefined (reading 'toString')" },
  { name: 'fetchOrder(S, {acknowledged, clientOrderId}) gives the newest order, another one', needs: ['rest', 'wait'], call: (client) => client.fetchOrder(none, tag, { acknowledged: true, clientOrderId: 'rest' }), sends: [`GET /v5/order/realtime symbol=TAGUSDT clientOrderId=rest ${linear}`], gives: { clientOrderId: 'wait' } },
  { name: 'fetchOpenOrder of an order that is not there', call: (client) => client.fetchOpenOrder('nobody', tag), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderId=nobody ${linear}`], throws: 'OrderNotFound' },
  { name: 'fetchClosedOrder(id, S)', needs: ['position'], call: async (client) => client.fetchClosedOrder((await client.fetchClosedOrders(tag))[0]!.id!, tag), sends: [`GET /v5/order/history symbol=TAGUSDT orderStatus=Filled ${linear}`, `GET /v5/order/history symbol=TAGUSDT orderStatus=Filled orderId=* ${linear}`], gives: { clientOrderId: 'enter', status: 'closed', filled: 20000, average: 0.0003544 } },
  { name: 'fetchCanceledAndClosedOrders(S, {orderLinkId})', needs: ['position'], call: (client) => client.fetchCanceledAndClosedOrders(tag, none, none, { orderLinkId: 'enter' }), sends: [`GET /v5/order/history symbol=TAGUSDT orderLinkId=enter ${linear}`], gives: [{ clientOrderId: 'enter', status: 'closed' }] },
  { name: 'fetchOrders', call: (client) => client.fetchOrders(tag), sends: [], throws: 'NotSupported' },
  { name: 'fetchMyTrades(S, {orderLinkId})', needs: ['position'], call: (client) => client.fetchMyTrades(tag, none, none, { orderLinkId: 'enter' }), sends: [`GET /v5/execution/list execType=Trade symbol=TAGUSDT orderLinkId=enter ${linear}`], gives: [{ symbol: tag, side: 'buy', price: 0.0003544, amount: 20000, fee: { cost: 0.0038984, currency: 'USDT' } }] },
  { name: 'fetchTicker(S)', call: (client) => client.fetchTicker(tag), sends: [`GET /v5/market/tickers ${linear} symbol=TAGUSDT`], gives: { last: 0.0003544, markPrice: 0.0003544 } },
  { name: 'fetchTickers([…])', call: (client) => client.fetchTickers([tag, 'BTC/USDT:USDT']), sends: [`GET /v5/market/tickers ${linear}`] },
];

const settings: readonly CallRow[] = [
  { name: 'setLeverage(12, S)', call: (client) => client.setLeverage(12, tag), sends: [`POST /v5/position/set-leverage symbol=TAGUSDT buyLeverage=12 sellLeverage=12 ${linear}`] },
  { name: 'setLeverage(10, S), which it is already', call: (client) => client.setLeverage(10, tag), sends: [`POST /v5/position/set-leverage symbol=TAGUSDT buyLeverage=10 sellLeverage=10 ${linear}`], throws: 'BadRequest bybit {"retCode":110043' },
  { name: "setMarginMode('isolated')", call: (client) => client.setMarginMode('isolated'), sends: ['POST /v5/account/set-margin-mode setMarginMode=ISOLATED_MARGIN'] },
  { name: "setMarginMode('cross'), which it is already", call: (client) => client.setMarginMode('cross'), sends: ['POST /v5/account/set-margin-mode setMarginMode=REGULAR_MARGIN'], throws: 'MarginModeAlreadySet' },
  { name: 'setPositionMode(true)', call: (client) => client.setPositionMode(true), sends: [`POST /v5/position/switch-mode mode=3 coin=USDT ${linear}`] },
  { name: 'setPositionMode(false, S), which it is already', call: (client) => client.setPositionMode(false, tag), sends: [`POST /v5/position/switch-mode mode=0 symbol=TAGUSDT ${linear}`], throws: 'NoChange' },
];

const orders: readonly CallRow[] = [
  { name: 'createOrder market, {clientOrderId}', call: (client) => client.createOrder(tag, 'market', 'buy', 20000, none, { clientOrderId: 'bwe' }), sends: [`${create} side=Buy orderType=Market orderLinkId=bwe qty=20000`], gives: { clientOrderId: 'bwe', status: undefined, filled: undefined } },
  { name: 'createOrder market, without an id', call: (client) => client.createOrder(tag, 'market', 'buy', 20000), sends: [`${create} side=Buy orderType=Market qty=20000`], gives: { clientOrderId: undefined } },
  { name: 'createOrder market, {reduceOnly}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { reduceOnly: true }), sends: [`${create} side=Sell orderType=Market qty=20000 reduceOnly=true`] },
  { name: 'createOrder, {stopLossPrice}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { stopLossPrice: 0.0003, orderLinkId: 'bws' }), sends: [stopWords] },
  { name: 'createOrder, {triggerPrice, triggerDirection}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, stop), sends: [stopWords] },
  { name: 'createOrder, {triggerPrice} without a direction', call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { triggerPrice: 0.0003 }), sends: [], throws: 'ArgumentsRequired' },
  { name: "createOrder, {triggerBy: 'MarkPrice'}", needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { ...stop, triggerBy: 'MarkPrice' }), sends: [`${stopWords} triggerBy=MarkPrice`] },
  { name: 'createOrder with an attached stop', call: (client) => client.createOrder(tag, 'market', 'buy', 20000, none, { stopLoss: { triggerPrice: 0.0003 } }), sends: [`${create} side=Buy orderType=Market qty=20000 stopLoss=0.0003`] },
  { name: 'createOrder, {tradingStopEndpoint, stopLossPrice}: id dropped, no id back', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', none, none, { tradingStopEndpoint: true, stopLossPrice: 0.0003, clientOrderId: 'bws' }), sends: [`POST /v5/position/trading-stop symbol=TAGUSDT stopLoss=0.0003 slOrderType=Market tpslMode=Full ${linear}`], gives: { id: undefined } },
  { name: 'createOrder, {tradingStopEndpoint} with an amount', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 10000, none, { tradingStopEndpoint: true, stopLossPrice: 0.0003 }), sends: [`POST /v5/position/trading-stop symbol=TAGUSDT stopLoss=0.0003 slOrderType=Market tpslMode=Partial slSize=10000 ${linear}`] },
  { name: 'createOrder close-all: the quantity 0 must be passed by hand', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 0, none, { ...stop, closeOnTrigger: true, qty: '0' }), sends: [`${create} side=Sell orderType=Market qty=0 orderLinkId=bws triggerDirection=2 triggerPrice=0.0003 reduceOnly=true closeOnTrigger=true`] },
  { name: 'cancelOrder(id, S)', needs: ['rest'], call: (client, { rest }) => client.cancelOrder(rest, tag), sends: [`POST /v5/order/cancel symbol=TAGUSDT orderId=* ${linear}`], gives: { clientOrderId: 'rest' } },
  { name: 'cancelOrder(S, {orderLinkId})', needs: ['wait'], call: (client) => client.cancelOrder(none, tag, { orderLinkId: 'wait' }), sends: [`POST /v5/order/cancel symbol=TAGUSDT orderLinkId=wait ${linear}`], gives: { clientOrderId: 'wait' } },
  { name: 'cancelOrder(S, {clientOrderId}) leaks an unknown key', needs: ['rest'], call: (client) => client.cancelOrder(none, tag, { clientOrderId: 'rest' }), sends: [`POST /v5/order/cancel symbol=TAGUSDT clientOrderId=rest ${linear}`], throws: '10001' },
  { name: 'cancelOrders([…], S): a failed leg has no words', needs: ['rest'], call: (client, { rest }) => client.cancelOrders([rest, 'nobody'], tag), sends: [`POST /v5/order/cancel-batch ${linear} request=*`], gives: [{ id: expect.stringMatching(/^[\da-f-]{36}$/) }, { id: 'nobody', status: undefined }] },
  { name: 'cancelAllOrders(S): conditional orders too', needs: ['rest', 'wait'], call: (client) => client.cancelAllOrders(tag), sends: [`POST /v5/order/cancel-all symbol=TAGUSDT ${linear}`], gives: { length: 2 } },
  { name: 'cancelAllOrders(S, {trigger})', needs: ['rest', 'wait'], call: (client) => client.cancelAllOrders(tag, { trigger: true }), sends: [`POST /v5/order/cancel-all symbol=TAGUSDT orderFilter=StopOrder ${linear}`], gives: { length: 1 } },
  { name: 'editOrder of a stop always sends triggerBy', needs: ['wait'], call: (client, { wait }) => client.editOrder(wait, tag, 'market', 'sell', none, none, { triggerPrice: '0.0003100' }), sends: [`POST /v5/order/amend symbol=TAGUSDT orderId=* triggerPrice=* triggerBy=LastPrice ${linear}`] },
];

/** The calls of the table; further-call-rows.ts has what is behind a page, a leg or a spoilt answer. */
export const callRows: readonly CallRow[] = [...reads, ...settings, ...orders];
