import { Decimal } from './decimal.ts';
import type { Market } from './market.ts';

/**
 * symbol, base, margin asset, price, tick, step, largest quantity, largest market quantity, least notional, leverage.
 * Chosen for their traps: very small prices, ticks that are coarse for their price, names with a multiplier, a name
 * that is not ASCII, another margin asset, quantities without and with three decimals.
 */
type MarketRow = readonly [string, string, 'USDT' | 'USDC', string, string, string, string, string, string, number];

const rows: readonly MarketRow[] = [
  ['BTCUSDT', 'BTC', 'USDT', '91250.3', '0.1', '0.001', '1000', '120', '100', 125],
  ['ETHUSDT', 'ETH', 'USDT', '3021.47', '0.01', '0.001', '10000', '2000', '20', 125],
  ['BNBUSDT', 'BNB', 'USDT', '884.37', '0.01', '0.01', '100000', '2000', '5', 75],
  ['SOLUSDT', 'SOL', 'USDT', '138.42', '0.01', '0.01', '1000000', '5000', '5', 100],
  ['XRPUSDT', 'XRP', 'USDT', '2.2041', '0.0001', '0.1', '10000000', '2000000', '5', 100],
  ['DOGEUSDT', 'DOGE', 'USDT', '0.15137', '0.00001', '1', '50000000', '30000000', '5', 75],
  ['ADAUSDT', 'ADA', 'USDT', '0.4187', '0.0001', '1', '2000000', '300000', '5', 75],
  ['LINKUSDT', 'LINK', 'USDT', '13.021', '0.001', '0.01', '200000', '20000', '20', 75],
  ['AVAXUSDT', 'AVAX', 'USDT', '13.953', '0.001', '1', '1000000', '10000', '5', 75],
  ['LTCUSDT', 'LTC', 'USDT', '83.72', '0.01', '0.001', '10000', '5000', '20', 75],
  ['1000PEPEUSDT', '1000PEPE', 'USDT', '0.0045213', '0.0000001', '1', '100000000', '15000000', '5', 75],
  ['1000SHIBUSDT', '1000SHIB', 'USDT', '0.008312', '0.000001', '1', '90000000', '50000000', '5', 50],
  ['1000BONKUSDT', '1000BONK', 'USDT', '0.009741', '0.000001', '1', '30000000', '12000000', '5', 50],
  ['BTCUSDC', 'BTC', 'USDC', '91243.8', '0.1', '0.001', '500', '50', '50', 125],
  ['币安人生USDT', '币安人生', 'USDT', '0.1348', '0.0001', '1', '5000000', '1000000', '5', 25],
  ['TAGUSDT', 'TAG', 'USDT', '0.0003544', '0.0000001', '1', '100000000', '50000000', '5', 50],
  ['EPICUSDT', 'EPIC', 'USDT', '0.6231', '0.0001', '0.1', '3000000', '300000', '5', 50],
  ['AKTUSDT', 'AKT', 'USDT', '0.5612', '0.0001', '0.1', '3000000', '200000', '5', 50],
  ['HEIUSDT', 'HEI', 'USDT', '0.1573', '0.0001', '1', '6000000', '500000', '5', 50],
  ['COTIUSDT', 'COTI', 'USDT', '0.02841', '0.00001', '1', '10000000', '2000000', '5', 50],
  ['LSKUSDT', 'LSK', 'USDT', '0.2214', '0.0001', '1', '5000000', '500000', '5', 50],
  ['MEMEUSDT', 'MEME', 'USDT', '0.001274', '0.000001', '1', '50000000', '10000000', '5', 50],
  ['HOTUSDT', 'HOT', 'USDT', '0.000553', '0.000001', '1', '100000000', '20000000', '5', 50],
  ['DENTUSDT', 'DENT', 'USDT', '0.00028', '0.000001', '1', '80000000', '30000000', '5', 50],
  ['ARBUSDT', 'ARB', 'USDT', '0.2123', '0.0001', '0.1', '20000000', '1500000', '5', 75],
  ['SUIUSDT', 'SUI', 'USDT', '1.5243', '0.0001', '0.1', '5000000', '500000', '5', 75],
];

/** The contracts of a fresh exchange. Shapes as in the venue's exchangeInfo; prices are only a beginning. */
export function createDefaultMarkets(): Market[] {
  return rows.map(([symbol, baseAsset, quote, price, tick, step, most, mostMarket, notional, maxLeverage]) => ({
    symbol,
    baseAsset,
    quoteAsset: quote,
    marginAsset: quote,
    kind: 'perpetual',
    status: 'trading',
    tick: new Decimal(tick),
    step: new Decimal(step),
    minPrice: new Decimal(tick),
    maxPrice: new Decimal(price).times('1000').round(0, Decimal.roundUp),
    minQuantity: new Decimal(step),
    maxQuantity: new Decimal(most),
    maxMarketQuantity: new Decimal(mostMarket),
    minNotional: new Decimal(notional),
    maxLeverage,
    firstPrice: new Decimal(price),
  }));
}
