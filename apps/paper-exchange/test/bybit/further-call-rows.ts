import type { bybit } from 'ccxt';
import { createAdminCaller } from '../fixture.ts';
import type { BybitServer } from './bybit-server.ts';
import { type CallRow, tag } from './call-rows.ts';

const linear = 'category=linear';
const none = undefined as never;
const usdc = 'BTC/USDC:USDC';
const create = `POST /v5/order/create symbol=TAGUSDT ${linear}`;
const list = 'GET /v5/position/list';
const enter = { side: 'buy', type: 'market' } as const;

/** Opens a position in so many contracts that are settled in USDT. */
async function openPositions(client: bybit, count: number): Promise<void> {
  const symbols = Object.values(client.markets!).flatMap((market) => (market?.settle === 'USDT' && market.active ? [market.symbol] : []));
  for (const symbol of symbols.slice(0, count)) await client.createOrder(symbol, enter.type, enter.side, Math.ceil(10 / Number((await client.fetchTicker(symbol)).last)) * 10);
}

/** Has so many orders rest. */
async function restOrders(client: bybit, count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: `rest-${index}` })));
}

/** Has the answer to the next order spoilt after it was accepted. */
const spoilReply = (kind: string) => async ({ paper }: BybitServer): Promise<void> => {
  await createAdminCaller(paper.url)('POST', 'faults', { kind, match: { venue: 'bybit', path: '/v5/order/create' } });
};

const page = `${list} settleCoin=USDT ${linear}`;
const orderPage = `GET /v5/order/realtime symbol=TAGUSDT limit=50 ${linear}`;

const pages: readonly CallRow[] = [
  { name: 'loadMarkets follows the cursor', server: { markets: 1100 }, call: (client) => client.loadMarkets(true), sends: [`GET /v5/market/instruments-info ${linear} limit=1000`, `GET /v5/market/instruments-info ${linear} limit=1000 status=PreLaunch`, `GET /v5/market/instruments-info ${linear} limit=1000 cursor=*`] },
  { name: 'fetchPositions(): what is settled in USDC is not there', arrange: (_server, client) => client.createOrder(usdc, enter.type, enter.side, 0.01), call: (client) => client.fetchPositions(), sends: [`${page} limit=200`], gives: { length: 0 } },
  { name: 'fetchPositions({settleCoin}): what is settled in USDC', arrange: (_server, client) => client.createOrder(usdc, enter.type, enter.side, 0.01), call: (client) => client.fetchPositions(none, { settleCoin: 'USDC' }), sends: [`${list} settleCoin=USDC limit=200 ${linear}`], gives: [{ symbol: usdc, contracts: 0.01 }] },
  { name: 'fetchPositions({limit}): the first page only', arrange: (_server, client) => openPositions(client, 3), call: (client) => client.fetchPositions(none, { limit: 2 }), sends: [`${page} limit=2`], gives: { length: 2 } },
  { name: 'fetchPositions({paginate})', arrange: (_server, client) => openPositions(client, 3), call: (client) => client.fetchPositions(none, { paginate: true, limit: 2 }), sends: [`${page} limit=2`, `${page} limit=2 cursor=*`], gives: { length: 3 } },
  { name: 'fetchPositions({paginate}) stops silently after ten pages', arrange: (_server, client) => openPositions(client, 11), call: (client) => client.fetchPositions(none, { paginate: true, limit: 1 }), sends: [`${page} limit=1`, ...Array<string>(9).fill(`${page} limit=1 cursor=*`)], gives: { length: 10 } },
  { name: 'fetchPositions({paginate, paginationCalls}) goes on', arrange: (_server, client) => openPositions(client, 11), call: (client) => client.fetchPositions(none, { paginate: true, paginationCalls: 20, limit: 1 }), sends: [`${page} limit=1`, ...Array<string>(10).fill(`${page} limit=1 cursor=*`)], gives: { length: 11 } },
  { name: 'fetchOpenOrders(): twenty rows, unless told otherwise', arrange: (_server, client) => restOrders(client, 25), call: (client) => client.fetchOpenOrders(), sends: [`GET /v5/order/realtime settleCoin=USDT ${linear}`], gives: { length: 20 } },
  { name: 'fetchOpenOrders(S, limit) of more than fifty', arrange: (_server, client) => restOrders(client, 1), call: (client) => client.fetchOpenOrders(tag, none, 51), sends: [`GET /v5/order/realtime symbol=TAGUSDT limit=51 ${linear}`], throws: '10001' },
  { name: 'fetchOpenOrders(S, {paginate})', arrange: (_server, client) => restOrders(client, 55), call: (client) => client.fetchOpenOrders(tag, none, none, { paginate: true }), sends: [orderPage, `${orderPage} cursor=*`], gives: { length: 55 } },
  { name: 'fetchOpenOrders(S, {paginate}) ends with its last call, silently', arrange: (_server, client) => restOrders(client, 55), call: (client) => client.fetchOpenOrders(tag, none, none, { paginate: true, paginationCalls: 1 }), sends: [orderPage], gives: { length: 50 } },
];

const stop = { triggerPrice: 0.0003, triggerDirection: 'descending', reduceOnly: true };
const hedge = (_server: BybitServer, client: bybit): Promise<unknown> => client.setPositionMode(true);
const hedgeLong = async (server: BybitServer, client: bybit): Promise<void> => {
  await hedge(server, client);
  await client.createOrder(tag, 'market', 'buy', 20000, none, { hedged: true });
};
const entry = (client: bybit): Promise<unknown> => client.createOrder(tag, 'market', 'buy', 20000, none, { clientOrderId: 'bwe' });
const entrySent = `${create} side=Buy orderType=Market orderLinkId=bwe qty=20000`;
const amend = 'POST /v5/order/amend symbol=TAGUSDT';

const orders: readonly CallRow[] = [
  { name: 'setPositionMode(true, S)', call: (client) => client.setPositionMode(true, tag), sends: [`POST /v5/position/switch-mode mode=3 symbol=TAGUSDT ${linear}`] },
  { name: 'setPositionMode(false), which it is already', call: (client) => client.setPositionMode(false), sends: [`POST /v5/position/switch-mode mode=0 coin=USDT ${linear}`], throws: 'NoChange' },
  { name: 'createOrder, hedged: a buy opens the long leg', arrange: hedge, call: (client) => client.createOrder(tag, 'market', 'buy', 20000, none, { hedged: true }), sends: [`${create} side=Buy orderType=Market qty=20000 positionIdx=1`] },
  { name: 'createOrder, hedged: a sell opens the short leg', arrange: hedge, call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { hedged: true }), sends: [`${create} side=Sell orderType=Market qty=20000 positionIdx=2`] },
  { name: 'createOrder, hedged and reduceOnly: the leg that is closed, reduceOnly dropped', arrange: hedgeLong, call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { hedged: true, reduceOnly: true }), sends: [`${create} side=Sell orderType=Market qty=20000 positionIdx=1`] },
  { name: 'createOrder without the leg, in hedge mode', arrange: hedge, call: (client) => client.createOrder(tag, 'market', 'buy', 20000), sends: [`${create} side=Buy orderType=Market qty=20000`], throws: 'position idx not match position mode' },
  { name: 'createOrder, {takeProfitPrice}', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 20000, none, { takeProfitPrice: 0.0004 }), sends: [`${create} side=Sell orderType=Market qty=20000 triggerDirection=1 triggerPrice=0.0004 reduceOnly=true`] },
  { name: 'createOrder close-all: ccxt leaves out a quantity of 0, and is refused', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', 0, none, { ...stop, closeOnTrigger: true }), sends: [`${create} side=Sell orderType=Market triggerDirection=2 triggerPrice=0.0003 reduceOnly=true closeOnTrigger=true`], throws: '10001' },
  { name: 'createOrder, {tradingStopEndpoint}: positionIdx only if it is passed', needs: ['position'], call: (client) => client.createOrder(tag, 'market', 'sell', none, none, { tradingStopEndpoint: true, stopLossPrice: 0.0003, positionIdx: 0 }), sends: [`POST /v5/position/trading-stop symbol=TAGUSDT stopLoss=0.0003 slOrderType=Market tpslMode=Full positionIdx=0 ${linear}`], gives: { id: undefined } },
  { name: 'createOrder, {tradingStopEndpoint} with the stop that there is', needs: ['position'], arrange: (_server, client) => client.createOrder(tag, 'market', 'sell', none, none, { tradingStopEndpoint: true, stopLossPrice: 0.0003 }), call: (client) => client.createOrder(tag, 'market', 'sell', none, none, { tradingStopEndpoint: true, stopLossPrice: 0.0003 }), sends: [`POST /v5/position/trading-stop symbol=TAGUSDT stopLoss=0.0003 slOrderType=Market tpslMode=Full ${linear}`], throws: 'ExchangeError bybit {"retCode":34040' },
  { name: 'createOrder, {recvWindow} leaks into the body', call: (client) => client.createOrder(tag, 'market', 'buy', 20000, none, { recvWindow: 9000 }), sends: [`${create} side=Buy orderType=Market qty=20000 recvWindow=9000`] },
  { name: 'fetchPositions([S], {recvWindow}) leaks into the query', call: (client) => client.fetchPositions([tag], { recvWindow: 9000 }), sends: [`${list} symbol=TAGUSDT limit=200 recvWindow=9000 ${linear}`] },
  { name: 'createOrder with an id that was used before', arrange: (_server, client) => entry(client), call: entry, sends: [entrySent], throws: 'InvalidOrder bybit {"retCode":110072' },
  { name: 'createOrder whose answer is empty: a success without an id', arrange: spoilReply('empty-reply'), call: entry, sends: [entrySent], gives: { id: undefined, clientOrderId: undefined } },
  { name: 'createOrder whose answer is a page of HTML: a success without an id', arrange: spoilReply('html-reply'), call: entry, sends: [entrySent], gives: { id: undefined, clientOrderId: undefined } },
  { name: 'createOrder whose answer has no retCode', arrange: spoilReply('empty-object'), call: entry, sends: [entrySent], throws: 'ExchangeError bybit {}' },
  { name: 'fetchOpenOrder(S, {orderLinkId}) of an order that is not there', call: (client) => client.fetchOpenOrder(none, tag, { orderLinkId: 'nobody' }), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderLinkId=nobody ${linear}`], throws: "TypeError Cannot read properties of undefined (reading 'toString')" },
  { name: 'fetchOpenOrder(id, S)', needs: ['rest', 'wait'], call: (client, { rest }) => client.fetchOpenOrder(rest, tag), sends: [`GET /v5/order/realtime symbol=TAGUSDT orderId=* ${linear}`], gives: { clientOrderId: 'rest' } },
  { name: 'cancelOrder of an order that is not there', call: (client) => client.cancelOrder(none, tag, { orderLinkId: 'nobody' }), sends: [`POST /v5/order/cancel symbol=TAGUSDT orderLinkId=nobody ${linear}`], throws: 'OrderNotFound' },
  { name: 'editOrder by its own id, with what triggers it said', needs: ['wait'], call: (client) => client.editOrder(none, tag, 'market', 'sell', none, none, { orderLinkId: 'wait', triggerPrice: '0.00031', triggerBy: 'MarkPrice' }), sends: [`${amend} orderLinkId=wait triggerPrice=0.00031 triggerBy=MarkPrice ${linear}`], gives: { clientOrderId: 'wait' } },
  { name: 'editOrder with a number for its trigger: sent unrounded', needs: ['wait'], call: (client) => client.editOrder(none, tag, 'market', 'sell', none, none, { orderLinkId: 'wait', triggerPrice: 0.00031004 }), sends: [`${amend} orderLinkId=wait triggerPrice=0.00031004 triggerBy=LastPrice ${linear}`], throws: '10001' },
  { name: 'editOrder of a resting order', needs: ['rest'], call: (client, { rest }) => client.editOrder(rest, tag, 'limit', 'buy', 30000, 0.00031), sends: [`${amend} orderId=* qty=30000 price=0.00031 ${linear}`], gives: { clientOrderId: 'rest' } },
  { name: 'fetchTicker(S) has both sides of the book', call: (client) => client.fetchTicker(tag), sends: [`GET /v5/market/tickers ${linear} symbol=TAGUSDT`], gives: { bid: 0.0003544, ask: 0.0003544, markPrice: 0.0003544 } },
];

/** The rest of the table: pages, legs, what an answer may hide, what a call leaks. */
export const furtherCallRows: readonly CallRow[] = [...pages, ...orders];
