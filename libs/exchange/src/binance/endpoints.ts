/** One endpoint: the name of ccxt's raw method for it (which says whether it is signed), and its request weight per address. */
interface Endpoint {
  readonly method: `fapi${string}`;
  readonly weight: number;
  /** The weight when no symbol is named. */
  readonly wideWeight?: number;
}

/** Every endpoint that this adapter uses. Weights: Binance USD-M documentation, each endpoint's page (ccxt's differ). */
export const ENDPOINTS = {
  readTime: { method: 'fapiPublicGetTime', weight: 1 },
  readMarkets: { method: 'fapiPublicGetExchangeInfo', weight: 1 },
  readLastPrice: { method: 'fapiPublicV2GetTickerPrice', weight: 1, wideWeight: 2 },
  readMarkPrice: { method: 'fapiPublicGetPremiumIndex', weight: 1, wideWeight: 10 },
  readBestPrices: { method: 'fapiPublicGetTickerBookTicker', weight: 2, wideWeight: 5 },
  readOpenInterest: { method: 'fapiPublicGetOpenInterest', weight: 1 },
  // Of fewer than 100 candles; more weigh more.
  readCandles: { method: 'fapiPublicGetKlines', weight: 1 },
  readBalances: { method: 'fapiPrivateV3GetBalance', weight: 5 },
  readPositionsOfSymbol: { method: 'fapiPrivateV2GetPositionRisk', weight: 5 },
  readOpenPositions: { method: 'fapiPrivateV3GetPositionRisk', weight: 5 },
  readOpenOrders: { method: 'fapiPrivateGetOpenOrders', weight: 1, wideWeight: 40 },
  readOpenAlgoOrders: { method: 'fapiPrivateGetOpenAlgoOrders', weight: 1, wideWeight: 40 },
  readOrder: { method: 'fapiPrivateGetOrder', weight: 1 },
  readAlgoOrder: { method: 'fapiPrivateGetAlgoOrder', weight: 1 },
  readTrades: { method: 'fapiPrivateGetUserTrades', weight: 5 },
  readSymbolConfig: { method: 'fapiPrivateGetSymbolConfig', weight: 5 },
  readAccountConfig: { method: 'fapiPrivateGetAccountConfig', weight: 5 },
  takeListenKey: { method: 'fapiPrivatePostListenKey', weight: 1 },
  prolongListenKey: { method: 'fapiPrivatePutListenKey', weight: 1 },
  placeOrder: { method: 'fapiPrivatePostOrder', weight: 0 },
  placeAlgoOrder: { method: 'fapiPrivatePostAlgoOrder', weight: 0 },
  cancelOrder: { method: 'fapiPrivateDeleteOrder', weight: 1 },
  cancelAlgoOrder: { method: 'fapiPrivateDeleteAlgoOrder', weight: 1 },
  setLeverage: { method: 'fapiPrivatePostLeverage', weight: 1 },
  setMarginType: { method: 'fapiPrivatePostMarginType', weight: 1 },
} as const satisfies Readonly<Record<string, Endpoint>>;

export type EndpointName = keyof typeof ENDPOINTS;

/** Parameters of a request, as texts: what is signed is exactly what was decided, never a rendered float. */
export type QueryParameters = Readonly<Record<string, string>>;

/** The request weight that a call costs the address. */
export function weightOf(name: EndpointName, parameters: QueryParameters): number {
  const endpoint: Endpoint = ENDPOINTS[name];
  return 'symbol' in parameters ? endpoint.weight : (endpoint.wideWeight ?? endpoint.weight);
}
