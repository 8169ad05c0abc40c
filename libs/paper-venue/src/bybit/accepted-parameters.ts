/** The parameters that each endpoint knows. Source: docs, Bybit v5, the tables of each endpoint. */
import type { Route } from './route.ts';

const page = 'limit cursor';
const orderName = 'orderId orderLinkId';
const coins = 'symbol baseCoin settleCoin';
const stops = 'takeProfit stopLoss tpTriggerBy slTriggerBy tpslMode tpLimitPrice slLimitPrice tpOrderType slOrderType';

const accepted: Readonly<Record<string, string>> = {
  'GET /v5/market/time': '',
  'GET /v5/market/instruments-info': `category symbol symbolType status baseCoin ${page}`,
  'GET /v5/market/tickers': 'category symbol baseCoin expDate',
  'GET /v5/market/orderbook': 'category symbol limit',
  'GET /v5/market/kline': 'category symbol interval start end limit',
  'GET /v5/market/open-interest': `category symbol intervalTime startTime endTime ${page}`,
  'GET /v5/market/funding/history': 'category symbol startTime endTime limit',
  'POST /v5/order/create': `category symbol isLeverage side orderType qty marketUnit slippageToleranceType slippageTolerance price triggerDirection orderFilter triggerPrice triggerBy orderIv timeInForce positionIdx orderLinkId reduceOnly closeOnTrigger smpType mmp bboSideType bboLevel ${stops}`,
  'POST /v5/order/amend': `category symbol ${orderName} orderIv triggerPrice qty price triggerBy ${stops}`,
  'POST /v5/order/cancel': `category symbol ${orderName} orderFilter`,
  'POST /v5/order/cancel-all': `category ${coins} orderFilter stopOrderType`,
  'POST /v5/order/create-batch': 'category request',
  'POST /v5/order/cancel-batch': 'category request',
  'GET /v5/order/realtime': `category ${coins} ${orderName} openOnly orderFilter ${page}`,
  'GET /v5/order/history': `category ${coins} ${orderName} orderFilter orderStatus startTime endTime ${page}`,
  'GET /v5/position/list': `category ${coins} ${page}`,
  'POST /v5/position/set-leverage': 'category symbol buyLeverage sellLeverage',
  'POST /v5/position/switch-mode': 'category symbol coin mode',
  'POST /v5/position/trading-stop': `category symbol positionIdx trailingStop activePrice tpSize slSize ${stops}`,
  'GET /v5/execution/list': `category ${coins} ${orderName} startTime endTime execType ${page}`,
  'GET /v5/position/closed-pnl': `category symbol startTime endTime ${page}`,
  'GET /v5/account/wallet-balance': 'accountType coin',
  'GET /v5/account/info': '',
  'POST /v5/account/set-margin-mode': 'setMarginMode',
  'GET /v5/account/fee-rate': 'category symbol baseCoin',
  'GET /v5/user/query-api': '',
};

const known = new Map(Object.entries(accepted).map(([endpoint, names]) => [endpoint, new Set(names.split(' '))]));

/** Which of the sent parameters the endpoint does not know. Throws for an endpoint without a row: that is a fault of the table. */
export function findUnknownParameters({ method, path }: Pick<Route, 'method' | 'path'>, sent: readonly string[]): string[] {
  const names = known.get(`${method} ${path}`);
  if (names === undefined) throw new Error(`No parameters known of ${method} ${path}`);
  return sent.filter((name) => !names.has(name));
}
