import { type Account, type Decimal, type ConditionalOrder, type MarginSummary, type PositionTerms, type StopPurpose, computePositionFigures, findNewestLife, findPositionStop, findTrailingStop, pickPositionStop, pickTrailingStop, toText, zero } from '@breakwater/paper';
import { type TextAround, textAround } from '../text-around.ts';
import { legNumbers } from './words.ts';

const entryDecimals = 12;
const moneyDecimals = 8;
/** The only risk limit of a contract: the model knows one maintenance rate for all sizes. */
const riskLimitValue = '2000000';

const money = (value: Decimal): string => toText(value.round(moneyDecimals));

/** Profit after fees since the account's first trade, by ledger; extended as executions come in. */
const realised = new WeakMap<object, { seen: number; readonly byLeg: Map<string, Decimal> }>();

/** All that a leg has realised in the first `fillCount` executions of its contract, fees included. */
function sumRealised(account: Account, symbol: string, leg: string, fillCount: number): Decimal {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined) return zero;
  let sums = realised.get(ledger);
  if (sums === undefined || sums.seen > ledger.fills.length) realised.set(ledger, (sums = { seen: 0, byLeg: new Map() }));
  for (; sums.seen < ledger.fills.length; sums.seen++) {
    const fill = ledger.fills[sums.seen]!;
    sums.byLeg.set(fill.leg, (sums.byLeg.get(fill.leg) ?? zero).plus(fill.realisedProfit).minus(fill.commission));
  }
  // Those after it are a few at most: a row is written in the instant that it tells of.
  const later = ledger.fills.slice(fillCount).filter((fill) => fill.leg === leg);
  return later.reduce((sum, fill) => sum.minus(fill.realisedProfit).plus(fill.commission), sums.byLeg.get(leg) ?? zero);
}

/** A liquidation price, empty where it is none that can be reached. */
function renderLiquidationPrice({ market }: PositionTerms, price: Decimal): string {
  return price.lte(market.minPrice) || price.gte(market.maxPrice) ? '' : toText(price.div(market.tick).round(0).times(market.tick));
}

/** What belongs to an open position and to a flat one, which has none of it. Source: docs, Bybit v5, "Get Position Info". */
function renderFigures(terms: PositionTerms, summary: MarginSummary): Record<string, unknown> {
  const { quantity, entryPrice } = terms.position;
  const figures = computePositionFigures(terms, summary);
  if (quantity.eq(zero)) {
    const margins = { positionIM: '0', positionMM: '0', positionIMByMp: '0', positionMMByMp: '0', positionBalance: '0' };
    return { side: '', size: '0', avgPrice: '0', positionValue: '', breakEvenPrice: '', liqPrice: '', unrealisedPnl: '', ...margins };
  }
  const fee = entryPrice.times(terms.takerRate);
  const initial = money(figures.initialMargin);
  const maintenance = money(figures.maintenanceMargin);
  return {
    side: quantity.gt(zero) ? 'Buy' : 'Sell',
    size: toText(quantity.abs()),
    avgPrice: toText(entryPrice.round(entryDecimals)),
    positionValue: money(quantity.abs().times(entryPrice)),
    breakEvenPrice: toText((quantity.gt(zero) ? entryPrice.plus(fee) : entryPrice.minus(fee)).round(entryDecimals)),
    liqPrice: renderLiquidationPrice(terms, figures.liquidationPrice),
    unrealisedPnl: money(figures.profit),
    ...{ positionIM: initial, positionMM: maintenance, positionIMByMp: initial, positionMMByMp: maintenance },
    positionBalance: terms.isIsolated ? money(figures.isolatedWallet) : initial,
  };
}

/** One leg as the listing and the stream show it, with the stops among `waiting`, by default those of now, and after the first `fillCount` executions of its contract, by default all. Sources: docs, Bybit v5, "Get Position Info", "Position" stream. */
export function renderPositionRow(account: Account, terms: PositionTerms, summary: MarginSummary, waiting?: readonly ConditionalOrder[], fillCount = account.ledgers.get(terms.position.symbol)?.fills.length ?? 0): Record<string, unknown> {
  const { position } = terms;
  const { symbol, leg } = position;
  const find = (purpose: StopPurpose): ConditionalOrder | null => (waiting === undefined ? findPositionStop(account, symbol, leg, purpose) : pickPositionStop(waiting, leg, purpose));
  const stop = find('stop');
  const trailing = waiting === undefined ? findTrailingStop(account, symbol, leg) : pickTrailingStop(waiting, leg);
  const takeProfit = find('take-profit');
  const fills = account.ledgers.get(symbol)?.fills;
  const openedAtMs = findNewestLife(account, symbol, leg)?.openedAtMs ?? 0;
  const isFlat = position.quantity.eq(zero);
  return {
    positionIdx: legNumbers[leg],
    riskId: 1,
    riskLimitValue,
    symbol,
    ...renderFigures(terms, summary),
    tradeMode: 0,
    autoAddMargin: 0,
    positionStatus: 'Normal',
    leverage: String(terms.leverage),
    markPrice: toText(terms.mark),
    bustPrice: '',
    tpslMode: 'Full',
    takeProfit: isFlat || takeProfit === null ? '' : toText(takeProfit.triggerPrice),
    stopLoss: isFlat || stop === null ? '' : toText(stop.triggerPrice),
    trailingStop: isFlat ? '0' : toText(trailing?.trail?.distance ?? zero),
    sessionAvgPrice: '',
    ...{ delta: '', gamma: '', vega: '', theta: '' },
    curRealisedPnl: money(position.realisedProfit),
    cumRealisedPnl: money(sumRealised(account, symbol, leg, fillCount)),
    adlRankIndicator: isFlat ? 0 : 2,
    isReduceOnly: terms.market.status !== 'trading',
    mmrSysUpdatedTime: '',
    leverageSysUpdatedTime: '',
    createdTime: String(openedAtMs),
    updatedTime: String(position.updatedAtMs),
    openTime: isFlat ? 0 : openedAtMs,
    seq: fills?.[fillCount - 1]?.tradeId ?? -1,
  };
}

/** The text of a row around its liquidation price, and what it was written from besides the terms. */
interface KnownText {
  readonly stops: readonly (ConditionalOrder | null)[];
  readonly fillCount: number;
  readonly text: TextAround;
}

/** By the terms, which are other ones as soon as anything about the contract changes. */
const knownTexts = new WeakMap<PositionTerms, KnownText>();

/**
 * The row of an open position as JSON, as it is now. Of all that it says, the liquidation price alone depends on the account's other contracts:
 * the text around it is written anew only if this contract has changed. A bot that trades one of 200 contracts asks for all of them again.
 */
export function renderPositionText(account: Account, terms: PositionTerms, summary: MarginSummary): string {
  const { symbol, leg } = terms.position;
  const stops = [findPositionStop(account, symbol, leg, 'stop'), findPositionStop(account, symbol, leg, 'take-profit'), findTrailingStop(account, symbol, leg)];
  const fillCount = account.ledgers.get(symbol)?.fills.length ?? 0;
  let known = knownTexts.get(terms);
  if (known === undefined || known.fillCount !== fillCount || known.stops.some((stop, index) => stop !== stops[index])) {
    knownTexts.set(terms, (known = { stops, fillCount, text: textAround(renderPositionRow(account, terms, summary), 'liqPrice') }));
  }
  return `${known.text.before}${renderLiquidationPrice(terms, computePositionFigures(terms, summary).liquidationPrice)}${known.text.after}`;
}
