import { type Market, type PaperExchange, countDecimals, readPriceBand, toText } from '@breakwater/paper';
import { renderWithList } from '../json-in-pieces.ts';
import { isLinear, readOptionalMarket } from './shared-parameters.ts';
import type { PublicCall, Route } from './route.ts';
import { selectPage } from './select-page.ts';

const launchedAtMs = '1585526400000';
/** Source: docs, Bybit v5, "Get Instruments Info": the perpetual's delisting time; 0 for one that goes on. */
const delistedAtMs = '1893456000000';

const statusWords = { trading: 'Trading', settling: 'Delivering', closed: 'Closed' } as const satisfies Record<Market['status'], string>;

/** One contract as the venue lists it. Source: docs, Bybit v5, "Get Instruments Info". */
function renderMarket(exchange: PaperExchange, market: Market, symbolId: number): Record<string, unknown> {
  const step = toText(market.step);
  const band = readPriceBand(exchange, market);
  return {
    symbolId,
    symbol: market.symbol,
    contractType: 'LinearPerpetual',
    status: statusWords[market.status],
    baseCoin: market.baseAsset,
    quoteCoin: market.quoteAsset,
    symbolType: '',
    launchTime: launchedAtMs,
    deliveryTime: market.status === 'trading' ? '0' : delistedAtMs,
    deliveryFeeRate: '',
    priceScale: String(countDecimals(market.tick)),
    leverageFilter: { minLeverage: '1', maxLeverage: market.maxLeverage.toFixed(2), leverageStep: '0.01' },
    priceFilter: { minPrice: toText(market.minPrice), maxPrice: toText(market.maxPrice), tickSize: toText(market.tick) },
    lotSizeFilter: {
      maxOrderQty: toText(market.maxQuantity),
      minOrderQty: toText(market.minQuantity),
      qtyStep: step,
      postOnlyMaxOrderQty: toText(market.maxQuantity),
      maxMktOrderQty: toText(market.maxMarketQuantity),
      minNotionalValue: toText(market.minNotional),
    },
    unifiedMarginTrade: true,
    fundingInterval: 480,
    settleCoin: market.marginAsset,
    copyTrading: market.marginAsset === 'USDT' ? 'both' : 'none',
    upperFundingRate: '0.005',
    lowerFundingRate: '-0.005',
    isPreListing: false,
    preListingInfo: null,
    // The nearer of both is what holds, as index and mark price are one here.
    riskParameters: { priceLimitRatioX: toText(band), priceLimitRatioY: toText(band.times('2')) },
    displayName: '',
    fullName: market.baseAsset,
    marketRegion: '',
    underlyingTicker: '',
    forbidUplWithdrawal: false,
    skipCallAuction: false,
  };
}

/**
 * Contracts that can be traded, or those of another status. One that is named is shown whatever its status. Assumed: the
 * documents say only that the listing shows trading ones unless asked.
 */
function list(call: PublicCall): unknown {
  const { exchange, parameters } = call;
  if (!isLinear(parameters)) return { category: parameters.text('category'), list: [], nextPageCursor: '' };
  const named = readOptionalMarket(call);
  const status = parameters.optionalText('status') ?? (named === null ? 'Trading' : null);
  const baseCoin = parameters.optionalText('baseCoin');
  const markets = [...exchange.markets.values()].map((market, index) => ({ market, symbolId: index + 1 }));
  const wanted = markets.filter(({ market }) => (named === null || market === named) && (status === null || statusWords[market.status] === status) && (baseCoin === null || market.baseAsset === baseCoin));
  const page = selectPage(wanted, parameters, { defaultLimit: 500, mostLimit: 1000, nameOf: ({ market }) => market.symbol });
  return renderWithList({ category: 'linear', nextPageCursor: page.nextPageCursor }, 'list', page.rows, ({ market, symbolId }) => renderMarket(exchange, market, symbolId));
}

/** What can be traded, and by which rules. */
export const instrumentsRoute: Route = { method: 'GET', path: '/v5/market/instruments-info', security: 'public', act: list };
