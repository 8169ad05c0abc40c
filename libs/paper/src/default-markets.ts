import { Decimal } from './decimal.ts';
import type { Market } from './market.ts';
import { type Random, createRandom, drawInteger } from './random.ts';

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
  ['TRXUSDT', 'TRX', 'USDT', '0.2813', '0.00001', '1', '20000000', '5000000', '5', 75],
  ['DOTUSDT', 'DOT', 'USDT', '2.341', '0.001', '0.1', '1000000', '200000', '5', 75],
  ['BCHUSDT', 'BCH', 'USDT', '551.22', '0.01', '0.001', '10000', '850', '20', 75],
  ['ETCUSDT', 'ETC', 'USDT', '13.912', '0.001', '0.01', '200000', '20000', '20', 75],
  ['XLMUSDT', 'XLM', 'USDT', '0.25137', '0.00001', '1', '10000000', '1000000', '5', 75],
  ['UNIUSDT', 'UNI', 'USDT', '6.2130', '0.0010', '1', '200000', '40000', '5', 75],
  ['ATOMUSDT', 'ATOM', 'USDT', '2.541', '0.001', '0.01', '1000000', '25000', '5', 75],
  ['NEARUSDT', 'NEAR', 'USDT', '1.9230', '0.0010', '1', '1000000', '150000', '5', 75],
  ['FILUSDT', 'FIL', 'USDT', '1.612', '0.001', '0.1', '1000000', '250000', '5', 75],
  ['APTUSDT', 'APT', 'USDT', '2.2214', '0.0001', '0.1', '1000000', '100000', '5', 75],
  ['OPUSDT', 'OP', 'USDT', '0.3122000', '0.0001000', '0.1', '10000000', '1000000', '5', 75],
  ['INJUSDT', 'INJ', 'USDT', '5.624000', '0.001000', '0.1', '1000000', '100000', '5', 75],
  ['SEIUSDT', 'SEI', 'USDT', '0.1331000', '0.0001000', '1', '10000000', '2000000', '5', 75],
  ['TIAUSDT', 'TIA', 'USDT', '0.5814000', '0.0001000', '1', '1000000', '200000', '5', 75],
  ['WLDUSDT', 'WLD', 'USDT', '0.6312000', '0.0001000', '1', '10000000', '500000', '5', 75],
  ['JUPUSDT', 'JUP', 'USDT', '0.2310000', '0.0001000', '1', '5000000', '1000000', '5', 75],
  ['ENAUSDT', 'ENA', 'USDT', '0.2513000', '0.0001000', '1', '10000000', '2000000', '5', 75],
  ['AAVEUSDT', 'AAVE', 'USDT', '178.310', '0.010', '0.1', '100000', '3000', '5', 75],
  ['MKRUSDT', 'MKR', 'USDT', '1412.60', '0.10', '0.001', '5000', '100', '20', 50],
  ['YFIUSDT', 'YFI', 'USDT', '4021', '1', '0.001', '500', '50', '20', 50],
  ['1000FLOKIUSDT', '1000FLOKI', 'USDT', '0.04421', '0.00001', '1', '50000000', '4000000', '5', 50],
  ['1000LUNCUSDT', '1000LUNC', 'USDT', '0.0271', '0.0001', '1', '30000000', '3000000', '5', 50],
  ['1000XECUSDT', '1000XEC', 'USDT', '0.01231', '0.00001', '1', '50000000', '8000000', '5', 50],
  ['1000SATSUSDT', '1000SATS', 'USDT', '0.0000172', '0.0000001', '1', '900000000', '500000000', '5', 50],
  ['1000000MOGUSDT', '1000000MOG', 'USDT', '0.3112', '0.0001', '0.1', '5000000', '500000', '5', 50],
  ['1MBABYDOGEUSDT', '1MBABYDOGE', 'USDT', '0.0007123', '0.0000001', '1', '200000000', '50000000', '5', 50],
  ['PUMPUSDT', 'PUMP', 'USDT', '0.002713', '0.000001', '1', '100000000', '40000000', '5', 50],
  ['BOMEUSDT', 'BOME', 'USDT', '0.0006431', '0.0000001', '1', '100000000', '40000000', '5', 50],
  ['NOTUSDT', 'NOT', 'USDT', '0.000534', '0.000001', '1', '100000000', '50000000', '5', 50],
  // A tick of nearly 3 % of the price: two neighbouring stops are far apart.
  ['VINEUSDT', 'VINE', 'USDT', '0.0000035', '0.0000001', '1', '900000000', '500000000', '5', 25],
  ['ETHUSDC', 'ETH', 'USDC', '3020.91', '0.01', '0.001', '5000', '500', '20', 100],
  ['SOLUSDC', 'SOL', 'USDC', '138.370', '0.010', '0.01', '500000', '2000', '5', 75],
  ['DOGEUSDC', 'DOGE', 'USDC', '0.15130', '0.00001', '1', '30000000', '10000000', '5', 75],
];

/** Contracts on metals, which the venue lists under a kind of their own. */
const tradifiRows: readonly MarketRow[] = [
  ['XAUUSDT', 'XAU', 'USDT', '4081.20', '0.01', '0.001', '1000', '100', '5', 50],
  ['XAGUSDT', 'XAG', 'USDT', '50.18', '0.01', '0.001', '50000', '5000', '5', 50],
];

/** A contract that is being delisted: positions can be closed, none can be opened. */
const settlingRows: readonly MarketRow[] = [['BTSUSDT', 'BTS', 'USDT', '0.01042', '0.00001', '1', '5000000', '500000', '5', 8]];

/** How far prices may go where that differs from most: the band of limits, the bound of market orders. */
const usualBounds = ['0.05', '0.05'] as const;
const bounds: Readonly<Record<string, readonly [priceBand: string, marketTakeBound: string]>> = {
  币安人生USDT: ['0.1', '0.1'],
  '1000000MOGUSDT': ['0.1', '0.1'],
  '1MBABYDOGEUSDT': ['0.1', '0.1'],
  VINEUSDT: ['0.15', '0.15'],
  BTSUSDT: ['0.15', '0.15'],
};

/** A function that reads numbers, each text once: thousands of contracts share a few ticks, steps and least notionals. */
function createReader(): (text: string) => Decimal {
  const known = new Map<string, Decimal>();
  return (text) => {
    const number = known.get(text) ?? new Decimal(text);
    known.set(text, number);
    return number;
  };
}

/** A row as a contract. Shapes as in the venue's exchangeInfo; prices are only a beginning. */
function toMarket([symbol, baseAsset, quote, price, tick, step, most, mostMarket, notional, maxLeverage]: MarketRow, read: (text: string) => Decimal): Market {
  const [priceBand, marketTakeBound] = bounds[symbol] ?? usualBounds;
  return {
    symbol,
    baseAsset,
    quoteAsset: quote,
    marginAsset: quote,
    kind: 'perpetual',
    status: 'trading',
    tick: read(tick),
    step: read(step),
    minPrice: read(tick),
    maxPrice: new Decimal(price).times('1000').round(0, Decimal.roundUp),
    minQuantity: read(step),
    maxQuantity: read(most),
    maxMarketQuantity: read(mostMarket),
    minNotional: read(notional),
    maxLeverage,
    priceBand: read(priceBand),
    marketTakeBound: read(marketTakeBound),
    firstPrice: new Decimal(price),
  };
}

/**
 * The contracts of a fresh exchange: the listed ones, and made-up ones until there are `count`. The same `count` and
 * the same seed give the same contracts.
 */
export function createDefaultMarkets(count = 0, seed = 1): Market[] {
  const read = createReader();
  const listed = [
    ...rows.map((row) => toMarket(row, read)),
    ...tradifiRows.map((row): Market => ({ ...toMarket(row, read), kind: 'tradifi-perpetual' })),
    ...settlingRows.map((row): Market => ({ ...toMarket(row, read), status: 'settling' })),
  ];
  const random = createRandom(seed);
  while (listed.length < count) listed.push(toMarket(makeUpRow(listed.length, random), read));
  return listed;
}

/** A contract that nobody lists, with a grid that suits its price: five digits of it, and steps worth a few cents at most. */
function makeUpRow(number: number, random: Random): MarketRow {
  const magnitude = drawInteger(random, -5, 3);
  const digits = drawInteger(random, 10_000, 99_999);
  const scale = new Decimal(`1e${magnitude - 4}`);
  const price = scale.times(new Decimal(String(digits)));
  const stepDigits = Math.min(Math.max(magnitude, 0), 3);
  const most = new Decimal('50000000').div(price).round(0, Decimal.roundUp);
  const base = `PX${number}`;
  return [
    ...([`${base}USDT`, base, 'USDT', price.toFixed(), scale.toFixed(), new Decimal(`1e-${stepDigits}`).toFixed()] as const),
    ...([most.toFixed(), most.div(new Decimal('10')).round(0, Decimal.roundUp).toFixed(), '5', 50] as const),
  ];
}
