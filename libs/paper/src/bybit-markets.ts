import { Decimal } from './decimal.ts';
import { createDefaultMarkets } from './default-markets.ts';
import type { Market } from './market.ts';

/**
 * symbol, base, settle coin, price, tick, step, largest quantity, largest market quantity, leverage.
 * Chosen for their traps: names with the multiplier before or behind, prices of a few ticks, a name that is not ASCII,
 * contracts that settle in another coin under names of another pattern, steps of ten and of a hundred, prices above 10^5.
 */
type ContractRow = readonly [string, string, 'USDT' | 'USDC', string, string, string, string, string, string];

const rows: readonly ContractRow[] = [
  ['BTCUSDT', 'BTC', 'USDT', '91248.60', '0.10', '0.001', '1190', '500', '100'],
  ['ETHUSDT', 'ETH', 'USDT', '3021.52', '0.01', '0.01', '7240', '1500', '100'],
  ['BNBUSDT', 'BNB', 'USDT', '884.30', '0.10', '0.01', '2160', '250', '75'],
  ['SOLUSDT', 'SOL', 'USDT', '138.450', '0.010', '0.1', '79770', '15140', '100'],
  ['XRPUSDT', 'XRP', 'USDT', '2.2043', '0.0001', '0.1', '1530500', '441700', '75'],
  ['DOGEUSDT', 'DOGE', 'USDT', '0.15139', '0.00001', '1', '16160000', '4260000', '75'],
  ['ADAUSDT', 'ADA', 'USDT', '0.4188', '0.0001', '1', '2720000', '640000', '75'],
  ['LINKUSDT', 'LINK', 'USDT', '13.022', '0.001', '0.1', '94330', '21850', '75'],
  ['AVAXUSDT', 'AVAX', 'USDT', '13.954', '0.001', '0.1', '67540', '14210', '75'],
  ['LTCUSDT', 'LTC', 'USDT', '83.73', '0.01', '0.1', '11140', '2550', '75'],
  ['1000PEPEUSDT', '1000PEPE', 'USDT', '0.0045214', '0.0000001', '100', '181000000', '58600000', '75'],
  ['SHIB1000USDT', 'SHIB1000', 'USDT', '0.008313', '0.000001', '10', '51300000', '13200000', '75'],
  ['1000BONKUSDT', '1000BONK', 'USDT', '0.009742', '0.000001', '10', '35000000', '9200000', '50'],
  ['1000FLOKIUSDT', '1000FLOKI', 'USDT', '0.04422', '0.00001', '1', '9240000', '2400000', '50'],
  ['1000LUNCUSDT', '1000LUNC', 'USDT', '0.02712', '0.00001', '1', '2400000', '720000', '50'],
  ['1000XECUSDT', '1000XEC', 'USDT', '0.01231', '0.00001', '10', '14500000', '3900000', '50'],
  ['10000SATSUSDT', '10000SATS', 'USDT', '0.0001721', '0.0000001', '100', '900000000', '220000000', '50'],
  ['1000000MOGUSDT', '1000000MOG', 'USDT', '0.3113', '0.0001', '1', '3100000', '700000', '25'],
  ['1000000BABYDOGEUSDT', '1000000BABYDOGE', 'USDT', '0.0007124', '0.0000001', '100', '180000000', '40000000', '25'],
  ['10000WENUSDT', '10000WEN', 'USDT', '0.2214', '0.0001', '1', '2200000', '500000', '25'],
  ['币安人生USDT', '币安人生', 'USDT', '0.13480', '0.00001', '1', '2700000', '600000', '25'],
  ['TAGUSDT', 'TAG', 'USDT', '0.0003544', '0.0000001', '10', '103000000', '52000000', '25'],
  ['EPICUSDT', 'EPIC', 'USDT', '0.6232', '0.0001', '0.1', '420000', '90000', '50'],
  ['AKTUSDT', 'AKT', 'USDT', '0.5613', '0.0001', '0.1', '380000', '95000', '50'],
  ['HEIUSDT', 'HEI', 'USDT', '0.1574', '0.0001', '1', '1500000', '310000', '50'],
  ['COTIUSDT', 'COTI', 'USDT', '0.02842', '0.00001', '1', '5200000', '1300000', '50'],
  ['LSKUSDT', 'LSK', 'USDT', '0.2215', '0.0001', '0.1', '640000', '160000', '50'],
  ['MEMEUSDT', 'MEME', 'USDT', '0.001275', '0.000001', '10', '72000000', '19000000', '50'],
  ['HOTUSDT', 'HOT', 'USDT', '0.0005531', '0.0000001', '10', '180000000', '45000000', '50'],
  ['DENTUSDT', 'DENT', 'USDT', '0.0002802', '0.0000001', '100', '270000000', '70000000', '25'],
  ['ARBUSDT', 'ARB', 'USDT', '0.2124', '0.0001', '0.1', '4100000', '1050000', '75'],
  ['SUIUSDT', 'SUI', 'USDT', '1.52440', '0.00010', '10', '880000', '210000', '75'],
  ['TRXUSDT', 'TRX', 'USDT', '0.28131', '0.00001', '1', '5900000', '1400000', '75'],
  ['DOTUSDT', 'DOT', 'USDT', '2.342', '0.001', '0.1', '610000', '150000', '75'],
  ['BCHUSDT', 'BCH', 'USDT', '551.30', '0.10', '0.01', '1660', '410', '75'],
  ['ETCUSDT', 'ETC', 'USDT', '13.913', '0.001', '0.1', '62000', '15000', '50'],
  ['XLMUSDT', 'XLM', 'USDT', '0.25138', '0.00001', '1', '4300000', '1100000', '75'],
  ['UNIUSDT', 'UNI', 'USDT', '6.214', '0.001', '0.1', '150000', '38000', '75'],
  ['ATOMUSDT', 'ATOM', 'USDT', '2.542', '0.001', '0.1', '310000', '77000', '50'],
  ['NEARUSDT', 'NEAR', 'USDT', '1.924', '0.001', '0.1', '630000', '160000', '75'],
  ['FILUSDT', 'FIL', 'USDT', '1.613', '0.001', '0.1', '560000', '140000', '75'],
  ['APTUSDT', 'APT', 'USDT', '2.2215', '0.0001', '0.01', '340000', '85000', '75'],
  ['OPUSDT', 'OP', 'USDT', '0.3123', '0.0001', '0.1', '2600000', '650000', '75'],
  ['INJUSDT', 'INJ', 'USDT', '5.625', '0.001', '0.1', '120000', '30000', '50'],
  ['SEIUSDT', 'SEI', 'USDT', '0.13315', '0.00001', '1', '6200000', '1500000', '75'],
  ['TIAUSDT', 'TIA', 'USDT', '0.5815', '0.0001', '0.1', '990000', '240000', '50'],
  ['WLDUSDT', 'WLD', 'USDT', '0.6313', '0.0001', '0.1', '1700000', '420000', '75'],
  ['JUPUSDT', 'JUP', 'USDT', '0.2311', '0.0001', '1', '2300000', '560000', '50'],
  ['ENAUSDT', 'ENA', 'USDT', '0.2514', '0.0001', '1', '4900000', '1200000', '50'],
  ['AAVEUSDT', 'AAVE', 'USDT', '178.32', '0.01', '0.01', '11000', '2700', '75'],
  ['YFIUSDT', 'YFI', 'USDT', '4022', '1', '0.0001', '21', '5', '25'],
  ['PUMPFUNUSDT', 'PUMPFUN', 'USDT', '0.002714', '0.000001', '100', '230000000', '58000000', '50'],
  ['BOMEUSDT', 'BOME', 'USDT', '0.0006432', '0.0000001', '100', '140000000', '35000000', '50'],
  ['NOTUSDT', 'NOT', 'USDT', '0.0005342', '0.0000001', '10', '160000000', '41000000', '50'],
  ['HMSTRUSDT', 'HMSTR', 'USDT', '0.0002411', '0.0000001', '10', '170000000', '43000000', '50'],
  // A tick of nearly 3 % of the price: two neighbouring stops are far apart.
  ['VINEUSDT', 'VINE', 'USDT', '0.0000035', '0.0000001', '100', '900000000', '300000000', '12.5'],
  ['XAUTUSDT', 'XAUT', 'USDT', '4082.4', '0.1', '0.001', '160', '40', '25'],
  ['BTCPERP', 'BTC', 'USDC', '91242.1', '0.1', '0.001', '200', '50', '50'],
  ['ETHPERP', 'ETH', 'USDC', '3020.88', '0.01', '0.01', '1800', '450', '50'],
  ['SOLPERP', 'SOL', 'USDC', '138.390', '0.010', '0.1', '20000', '5000', '50'],
  ['XRPPERP', 'XRP', 'USDC', '2.2038', '0.0001', '0.1', '400000', '100000', '25'],
  ['DOGEPERP', 'DOGE', 'USDC', '0.15132', '0.00001', '1', '4000000', '1000000', '25'],
];

/** A contract that is being delisted: positions can be closed, none can be opened. */
const deliveringRows: readonly ContractRow[] = [['BTSUSDT', 'BTS', 'USDT', '0.01042', '0.00001', '1', '5000000', '500000', '12.5']];

/** Whole dollars. Source: exchange documents: minNotionalValue is 5 for all contracts of these coins. */
const leastNotional = new Decimal('5');

/** priceLimitRatioX, and how far a market order may slip. Those of small coins are wider. Source: docs, Bybit v5, "Get Instruments Info": riskParameters. */
const usualBound = new Decimal('0.05');
const wideBound = new Decimal('0.1');
const wideSymbols: ReadonlySet<string> = new Set(['VINEUSDT', '币安人生USDT', '1000000MOGUSDT', '1000000BABYDOGEUSDT', 'BTSUSDT']);

/** A row as a contract. Prices are only a beginning. */
function toMarket([symbol, baseAsset, settleAsset, price, tick, step, most, mostMarket, leverage]: ContractRow): Market {
  return {
    ...{ symbol, baseAsset, quoteAsset: settleAsset, marginAsset: settleAsset, kind: 'perpetual', status: 'trading' },
    tick: new Decimal(tick),
    step: new Decimal(step),
    minPrice: new Decimal(tick),
    maxPrice: new Decimal(price).times('1000').round(0, Decimal.roundUp),
    minQuantity: new Decimal(step),
    maxQuantity: new Decimal(most),
    maxMarketQuantity: new Decimal(mostMarket),
    minNotional: leastNotional,
    maxLeverage: Number(leverage),
    priceBand: wideSymbols.has(symbol) ? wideBound : usualBound,
    marketTakeBound: wideSymbols.has(symbol) ? wideBound : usualBound,
    firstPrice: new Decimal(price),
  };
}

/**
 * The contracts of a fresh Bybit: the listed ones, and made-up ones until there are `count`. The same `count` and the same
 * seed give the same contracts.
 */
export function createBybitMarkets(count = 0, seed = 1): Market[] {
  const listed = [...rows.map(toMarket), ...deliveringRows.map((row): Market => ({ ...toMarket(row), status: 'settling' }))];
  if (count <= listed.length) return listed;
  const known = new Set(listed.map(({ symbol }) => symbol));
  const madeUp = createDefaultMarkets(count + listed.length, seed).filter(({ symbol }) => symbol.startsWith('PX') && !known.has(symbol));
  return [...listed, ...madeUp.slice(0, count - listed.length)];
}
