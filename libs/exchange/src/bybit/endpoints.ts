import type { WireParameters } from '../open-wire.ts';

/**
 * Every endpoint that this adapter uses, as the name of ccxt's raw method (which says whether it is signed). Bybit knows no
 * weights: it counts requests, by the second for each endpoint and by five seconds for the address (Bybit v5, "Rate Limit Rules").
 */
export const ENDPOINTS = {
  readTime: 'publicGetV5MarketTime',
  readMarkets: 'publicGetV5MarketInstrumentsInfo',
  readTickers: 'publicGetV5MarketTickers',
  readCandles: 'publicGetV5MarketKline',
  readWallet: 'privateGetV5AccountWalletBalance',
  readPositions: 'privateGetV5PositionList',
  readOrders: 'privateGetV5OrderRealtime',
  readOrderHistory: 'privateGetV5OrderHistory',
  readExecutions: 'privateGetV5ExecutionList',
  readClosedProfits: 'privateGetV5PositionClosedPnl',
  readAccountInfo: 'privateGetV5AccountInfo',
  readKeyInfo: 'privateGetV5UserQueryApi',
  placeOrder: 'privatePostV5OrderCreate',
  cancelOrder: 'privatePostV5OrderCancel',
  setTradingStop: 'privatePostV5PositionTradingStop',
  setLeverage: 'privatePostV5PositionSetLeverage',
  setMarginMode: 'privatePostV5AccountSetMarginMode',
} as const satisfies Readonly<Record<string, `${'public' | 'private'}${'Get' | 'Post'}V5${string}`>>;

export type EndpointName = keyof typeof ENDPOINTS;

/** Parameters of a request. Prices and quantities are texts; only what Bybit types so is a number or a flag. */
export type RequestParameters = WireParameters;
