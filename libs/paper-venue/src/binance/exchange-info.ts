import { renderWithList } from '../json-in-pieces.ts';
import { type Market, type PaperExchange, countDecimals, one, readMarketTakeBound, readPriceBand, readRate, toText } from '@breakwater/paper';
import { orderLimit10s, orderLimit1m, weightLimit } from './rate-counter.ts';
import type { Route } from './route.ts';

const onboardedAtMs = 1_569_398_400_000;
/** The venue's date for "never". */
const endlessMs = 4_133_404_800_000;

const statusWords = { trading: 'TRADING', settling: 'SETTLING', closed: 'CLOSE' } as const satisfies Record<Market['status'], string>;

/** One contract as the venue lists it. Source: docs, Binance USD-M, "Exchange Information". */
function renderMarket(market: Market, exchange: PaperExchange): Record<string, unknown> {
  const { rules } = exchange;
  const band = readPriceBand(exchange, market);
  const step = toText(market.step);
  const minQty = toText(market.minQuantity);
  return {
    symbol: market.symbol,
    pair: market.symbol,
    contractType: market.kind === 'perpetual' ? 'PERPETUAL' : 'TRADIFI_PERPETUAL',
    deliveryDate: endlessMs,
    onboardDate: onboardedAtMs,
    status: statusWords[market.status],
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: market.baseAsset,
    quoteAsset: market.quoteAsset,
    marginAsset: market.marginAsset,
    pricePrecision: countDecimals(market.tick),
    quantityPrecision: countDecimals(market.step),
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: toText(readRate(rules.triggerProtect), 4),
    liquidationFee: '0.015000',
    marketTakeBound: toText(readMarketTakeBound(exchange, market), 2),
    maxMoveOrderLimit: 10000,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: toText(market.minPrice), maxPrice: toText(market.maxPrice), tickSize: toText(market.tick) },
      { filterType: 'LOT_SIZE', minQty, maxQty: toText(market.maxQuantity), stepSize: step },
      { filterType: 'MARKET_LOT_SIZE', minQty, maxQty: toText(market.maxMarketQuantity), stepSize: step },
      { filterType: 'MAX_NUM_ORDERS', limit: rules.maxOpenOrders },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: rules.maxConditionalOrders },
      { filterType: 'MIN_NOTIONAL', notional: toText(market.minNotional) },
      { filterType: 'PERCENT_PRICE', multiplierUp: toText(one.plus(band), 4), multiplierDown: toText(one.minus(band), 4), multiplierDecimal: '4' },
    ],
    orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
    permissionSets: ['GRID', 'COPY'],
  };
}

/** What can be traded, and by which rules. */
export const exchangeInfoRoute: Route = {
  method: 'GET',
  path: '/fapi/v1/exchangeInfo',
  security: 'public',
  weight: 1,
  act: ({ exchange, nowMs }) => {
    const markets = [...exchange.markets.values()];
    const fields = {
      timezone: 'UTC',
      serverTime: nowMs,
      futuresType: 'U_MARGINED',
      rateLimits: [
        { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: weightLimit },
        { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: orderLimit1m },
        { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: orderLimit10s },
      ],
      exchangeFilters: [],
      assets: [...new Set(markets.map((market) => market.marginAsset))].map((asset) => ({
        asset,
        marginAvailable: true,
        autoAssetExchange: '-10000',
      })),
    };
    return renderWithList(fields, 'symbols', markets, (market) => renderMarket(market, exchange));
  },
};
