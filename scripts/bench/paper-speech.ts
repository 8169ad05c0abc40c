import { createHmac } from 'node:crypto';
import type { PaperAccess } from './paper-client.ts';

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What can be traded, with a size and a price that every filter lets pass. */
export interface Contract {
  readonly symbol: string;
  /** Worth about 10 units of the quote asset. */
  readonly quantity: string;
  /** Far below the market: it rests. */
  readonly lowPrice: string;
}

/** How the bench speaks to one venue: the same things, said in its protocol. */
export interface PaperSpeech {
  readonly venue: 'binance' | 'bybit';
  /** The request for a page of contracts, and what it answers; `next` is what to ask for the page after it, `null` at the end. */
  listContracts(next: string): WireRequest;
  readContracts(answer: string, prices: Prices): { readonly contracts: readonly Contract[]; readonly next: string | null };
  market(contract: Contract, id: string, owner: PaperAccess): WireRequest;
  resting(contract: Contract, id: string, owner: PaperAccess): WireRequest;
  /** A stop at market below a position of the contract's quantity: it rests. */
  stop(contract: Contract, id: string, owner: PaperAccess): WireRequest;
  /** All positions of an account that holds 200. */
  positions(owner: PaperAccess): WireRequest;
  /** How many positions the answer to that tells of. */
  countPositions(answer: string): number;
  /** What a client asks about one contract. */
  one(contract: Contract, owner: PaperAccess, list: 'positions' | 'orders'): WireRequest;
  /** The largest listings that the venue has. */
  whole(owner: PaperAccess): readonly WireRequest[];
  /** Whether an answer is a success. */
  isSuccess(answer: string): boolean;
}

export type Prices = Readonly<Record<string, { readonly last: string } | undefined>>;

/** Sizes and prices by the contract's grid: floats are good enough for the size of a bench's orders. */
function fit(symbol: string, last: string, tick: string, step: string, leastQuantity: string, leastNotional: string): Contract {
  const decimals = (grid: string): number => grid.split('.')[1]?.length ?? 0;
  const quantity = Math.ceil(Math.max(+leastQuantity, (1.2 * +leastNotional) / +last) / +step + 1) * +step;
  return { symbol, quantity: quantity.toFixed(decimals(step)), lowPrice: (Math.floor((+last * 0.99) / +tick) * +tick).toFixed(decimals(tick)) };
}

const sign = (text: string, { apiSecret }: PaperAccess): string => createHmac('sha256', apiSecret).update(text).digest('hex');

function signForBinance(method: string, path: string, query: string, owner: PaperAccess): WireRequest {
  const stamped = `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}&recvWindow=60000`;
  return { method, path: `${path}?${stamped}&signature=${sign(stamped, owner)}`, headers: { 'X-MBX-APIKEY': owner.apiKey } };
}

interface BinanceMarkets {
  readonly symbols: readonly { readonly symbol: string; readonly status: string; readonly filters: readonly { readonly filterType: string; readonly tickSize?: string; readonly stepSize?: string; readonly notional?: string }[] }[];
}

const binance: PaperSpeech = {
  venue: 'binance',
  listContracts: () => ({ method: 'GET', path: '/fapi/v1/exchangeInfo', headers: {} }),
  readContracts(answer, prices) {
    const contracts = (JSON.parse(answer) as BinanceMarkets).symbols.flatMap(({ symbol, status, filters }) => {
      const last = prices[symbol]?.last;
      const find = (filterType: string): (typeof filters)[number] | undefined => filters.find((filter) => filter.filterType === filterType);
      const [tick, step, least] = [find('PRICE_FILTER')?.tickSize, find('LOT_SIZE')?.stepSize, find('MIN_NOTIONAL')?.notional];
      return status !== 'TRADING' || !last || !tick || !step || !least ? [] : [fit(symbol, last, tick, step, step, least)];
    });
    return { contracts, next: null };
  },
  market: ({ symbol, quantity }, id, owner) => signForBinance('POST', '/fapi/v1/order', `symbol=${encodeURIComponent(symbol)}&side=BUY&type=MARKET&quantity=${quantity}&newClientOrderId=${id}`, owner),
  resting: ({ symbol, quantity, lowPrice }, id, owner) =>
    signForBinance('POST', '/fapi/v1/order', `symbol=${encodeURIComponent(symbol)}&side=BUY&type=LIMIT&timeInForce=GTC&price=${lowPrice}&quantity=${quantity}&newClientOrderId=${id}`, owner),
  stop: ({ symbol, quantity, lowPrice }, id, owner) =>
    signForBinance('POST', '/fapi/v1/algoOrder', `algoType=CONDITIONAL&symbol=${encodeURIComponent(symbol)}&side=SELL&type=STOP_MARKET&quantity=${quantity}&triggerPrice=${lowPrice}&workingType=MARK_PRICE&reduceOnly=true&clientAlgoId=${id}`, owner),
  positions: (owner) => signForBinance('GET', '/fapi/v3/positionRisk', '', owner),
  countPositions: (answer) => (JSON.parse(answer) as readonly unknown[]).length,
  one: ({ symbol }, owner, list) => signForBinance('GET', list === 'positions' ? '/fapi/v3/positionRisk' : '/fapi/v1/openOrders', `symbol=${encodeURIComponent(symbol)}`, owner),
  // Listings of 5,000 to 20,000 rows.
  whole: (owner) => ['/fapi/v3/positionRisk', '/fapi/v1/openOrders', '/fapi/v2/positionRisk', '/fapi/v3/account'].map((path) => signForBinance('GET', path, '', owner)),
  isSuccess: () => true,
};

function signForBybit(method: string, path: string, text: string, owner: PaperAccess): WireRequest {
  const time = String(Date.now());
  const headers = { 'X-BAPI-API-KEY': owner.apiKey, 'X-BAPI-TIMESTAMP': time, 'X-BAPI-RECV-WINDOW': '60000', 'X-BAPI-SIGN': sign(`${time}${owner.apiKey}60000${text}`, owner) };
  return method === 'GET' ? { method, path: `${path}?${text}`, headers } : { method, path, headers: { ...headers, 'Content-Type': 'application/json' }, body: text };
}

interface BybitMarkets {
  readonly result: {
    readonly list: readonly { readonly symbol: string; readonly status: string; readonly settleCoin: string; readonly priceFilter: { readonly tickSize: string }; readonly lotSizeFilter: { readonly qtyStep: string; readonly minOrderQty: string; readonly minNotionalValue: string } }[];
    readonly nextPageCursor: string;
  };
}

const bybit: PaperSpeech = {
  venue: 'bybit',
  listContracts: (next) => ({ method: 'GET', path: `/v5/market/instruments-info?category=linear&limit=1000&cursor=${encodeURIComponent(next)}`, headers: {} }),
  readContracts(answer, prices) {
    const { list, nextPageCursor } = (JSON.parse(answer) as BybitMarkets).result;
    const contracts = list.flatMap(({ symbol, status, settleCoin, priceFilter, lotSizeFilter }) => {
      const last = prices[symbol]?.last;
      // One read of positions is of one settle coin.
      return status !== 'Trading' || settleCoin !== 'USDT' || last === undefined ? [] : [fit(symbol, last, priceFilter.tickSize, lotSizeFilter.qtyStep, lotSizeFilter.minOrderQty, lotSizeFilter.minNotionalValue)];
    });
    return { contracts, next: nextPageCursor === '' ? null : nextPageCursor };
  },
  market: ({ symbol, quantity }, id, owner) => signForBybit('POST', '/v5/order/create', JSON.stringify({ category: 'linear', symbol, side: 'Buy', orderType: 'Market', qty: quantity, orderLinkId: id }), owner),
  resting: ({ symbol, quantity, lowPrice }, id, owner) =>
    signForBybit('POST', '/v5/order/create', JSON.stringify({ category: 'linear', symbol, side: 'Buy', orderType: 'Limit', qty: quantity, price: lowPrice, orderLinkId: id }), owner),
  stop: ({ symbol, quantity, lowPrice }, id, owner) =>
    signForBybit('POST', '/v5/order/create', JSON.stringify({ category: 'linear', symbol, side: 'Sell', orderType: 'Market', qty: quantity, positionIdx: 0, reduceOnly: true, triggerPrice: lowPrice, triggerDirection: 2, triggerBy: 'MarkPrice', orderLinkId: id }), owner),
  positions: (owner) => signForBybit('GET', '/v5/position/list', 'category=linear&settleCoin=USDT&limit=200', owner),
  countPositions: (answer) => (JSON.parse(answer) as { readonly result: { readonly list: readonly unknown[] } }).result.list.length,
  one: ({ symbol }, owner, list) => signForBybit('GET', list === 'positions' ? '/v5/position/list' : '/v5/order/realtime', `category=linear&symbol=${encodeURIComponent(symbol)}`, owner),
  // Pages of 200 and 50 rows: the venue has no larger ones.
  whole: (owner) => (['/v5/position/list 200', '/v5/order/realtime 50'] as const).map((page) => signForBybit('GET', page.split(' ')[0]!, `category=linear&settleCoin=USDT&limit=${page.split(' ')[1]}`, owner)),
  isSuccess: (answer) => answer.startsWith('{"retCode":0,'),
};

/** How each venue of the paper exchange is spoken to. */
export const paperSpeeches: readonly PaperSpeech[] = [binance, bybit];
