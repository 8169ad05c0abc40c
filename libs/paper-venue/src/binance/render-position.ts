import { type Decimal, type MarginSummary, type PositionFigures, type PositionTerms, computePositionFigures, toText, zero } from '@breakwater/paper';
import { type TextAround, textAround } from '../text-around.ts';
import { decimalsOf } from './render-order.ts';
import { legWords } from './words.ts';

/** Places to which an average entry price is printed. The venue documents none. */
const entryDecimals = 12;
const moneyDecimals = 8;
/** The most that one position may be worth, whatever its leverage. */
const maxNotionalValue = '100000000';

const money = (value: Decimal): string => toText(value, moneyDecimals);

const renderLiquidationPrice = ({ liquidationPrice }: PositionFigures): string => toText(liquidationPrice.round(moneyDecimals));

/** What both versions of the position list say about one leg. */
function renderPosition({ position, market, mark, takerRate, isIsolated }: PositionTerms, figures: PositionFigures): Record<string, unknown> {
  const { symbol, quantity, entryPrice, leg } = position;
  const { notional, profit, isolatedWallet } = figures;
  const isFlat = quantity.eq(zero);
  const fees = entryPrice.times(takerRate);
  return {
    symbol,
    positionSide: legWords[leg],
    positionAmt: toText(quantity, decimalsOf(market)),
    entryPrice: isFlat ? '0.0' : toText(entryPrice.round(entryDecimals)),
    breakEvenPrice: isFlat ? '0.0' : toText((quantity.gt(zero) ? entryPrice.plus(fees) : entryPrice.minus(fees)).round(entryDecimals)),
    markPrice: money(mark),
    unRealizedProfit: money(profit),
    liquidationPrice: renderLiquidationPrice(figures),
    isolatedMargin: money(isIsolated && !isFlat ? isolatedWallet.plus(profit) : zero),
    notional: toText(notional.round(moneyDecimals)),
    isolatedWallet: toText(isolatedWallet.round(moneyDecimals)),
    updateTime: position.updatedAtMs,
  };
}

/** v3 adds margins and drops what became symbol configuration. Source: docs, Binance USD-M, "Position Information V3". */
export function renderPositionV3(terms: PositionTerms, summary: MarginSummary): Record<string, unknown> {
  const figures = computePositionFigures(terms, summary);
  const { initialMargin, maintenanceMargin } = figures;
  return {
    ...renderPosition(terms, figures),
    marginAsset: terms.market.marginAsset,
    initialMargin: money(initialMargin.plus(terms.openOrderMargin)),
    maintMargin: money(maintenanceMargin),
    positionInitialMargin: money(initialMargin),
    openOrderInitialMargin: money(terms.openOrderMargin),
    adl: terms.position.quantity.eq(zero) ? 0 : 1,
    bidNotional: '0',
    askNotional: '0',
  };
}

/** The text of a row of v3 around its liquidation price, by the terms, which are other ones as soon as anything about the contract changes. */
const knownTexts = new WeakMap<PositionTerms, TextAround>();

/**
 * A row of v3 as JSON. Of all that it says, the liquidation price alone depends on the account's other contracts: the text around it is
 * written anew only if this contract has changed. A bot that trades one of 200 contracts asks for all of them again.
 */
export function renderPositionTextV3(terms: PositionTerms, summary: MarginSummary): string {
  let known = knownTexts.get(terms);
  if (known === undefined) knownTexts.set(terms, (known = textAround(renderPositionV3(terms, summary), 'liquidationPrice')));
  return `${known.before}${renderLiquidationPrice(computePositionFigures(terms, summary))}${known.after}`;
}

/** v2 shows leverage and margin type. Source: docs, Binance USD-M, "Position Information V2". */
export function renderPositionV2(terms: PositionTerms, summary: MarginSummary): Record<string, unknown> {
  return {
    ...renderPosition(terms, computePositionFigures(terms, summary)),
    leverage: String(terms.leverage),
    maxNotionalValue,
    marginType: terms.isIsolated ? 'isolated' : 'cross',
    isAutoAddMargin: 'false',
  };
}

/** A row under the names that the account endpoints use. */
function renameProfit({ unRealizedProfit, ...row }: Record<string, unknown>): Record<string, unknown> {
  return { ...row, unrealizedProfit: unRealizedProfit };
}

/** The account's v3 says of a leg what the position list says. Source: docs, Binance USD-M, "Account Information V3". */
export function renderAccountPositionV3(terms: PositionTerms, summary: MarginSummary): Record<string, unknown> {
  return renameProfit(renderPositionV3(terms, summary));
}

/** The account's v2 shows margins and settings alike. Source: docs, Binance USD-M, "Account Information V2". */
export function renderAccountPositionV2(terms: PositionTerms, summary: MarginSummary): Record<string, unknown> {
  const settings = { leverage: String(terms.leverage), isolated: terms.isIsolated, maxNotional: maxNotionalValue };
  return renameProfit({ ...renderPositionV3(terms, summary), ...settings });
}
