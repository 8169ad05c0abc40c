import {
  type Account,
  Decimal,
  type Leg,
  type Position,
  type MarginSummary,
  computeInitialMargin,
  computeLiquidationPrice,
  computeUnrealisedProfit,
  createFlatPosition,
  findMarket,
  findNewestLife,
  listOpenOrders,
  listPositions,
  readLeverage,
  readMarginPart,
  readMarginVersion,
  readPrice,
  summariseMargin,
  toText,
  zero,
} from '@breakwater/paper';
import { ReadyJson } from '../venue-request.ts';
import { readOptionalSymbol } from './orders.ts';
import { decimalsOf } from './render-order.ts';
import type { Route, SignedCall } from './route.ts';
import { legWords } from './words.ts';

/** Places to which an average entry price is printed. The venue documents none. */
const entryDecimals = 12;
const moneyDecimals = 8;

/** What both versions of the position list say about one leg. */
function renderPosition(call: SignedCall, position: Position, summary: MarginSummary): Record<string, unknown> {
  const { exchange, account } = call;
  const { symbol, quantity, entryPrice, leg } = position;
  const market = findMarket(exchange, symbol);
  const { mark } = readPrice(exchange, symbol);
  const isFlat = quantity.eq(zero);
  const notional = quantity.times(mark);
  const profit = computeUnrealisedProfit(exchange, position);
  const fees = entryPrice.times(new Decimal(exchange.rules.takerRate));
  const isIsolated = account.marginTypes.get(symbol) === 'isolated' && !isFlat;
  const wallet = isIsolated ? computeInitialMargin(exchange, account, symbol, quantity.times(entryPrice)) : zero;
  return {
    symbol,
    positionSide: legWords[leg],
    positionAmt: toText(quantity, decimalsOf(market)),
    entryPrice: isFlat ? '0.0' : toText(entryPrice.round(entryDecimals)),
    breakEvenPrice: isFlat ? '0.0' : toText((quantity.gt(zero) ? entryPrice.plus(fees) : entryPrice.minus(fees)).round(entryDecimals)),
    markPrice: toText(mark.round(moneyDecimals), moneyDecimals),
    unRealizedProfit: toText(profit.round(moneyDecimals), moneyDecimals),
    liquidationPrice: toText(computeLiquidationPrice(exchange, account, position, summary).round(moneyDecimals)),
    isolatedMargin: toText(isIsolated ? wallet.plus(profit).round(moneyDecimals) : zero, moneyDecimals),
    notional: toText(notional.round(moneyDecimals)),
    isolatedWallet: toText(wallet.round(moneyDecimals)),
    updateTime: position.updatedAtMs,
  };
}

/** v3 adds margins and drops what became symbol configuration. Source: docs, Binance USD-M, "Position Information V3". */
function renderPositionV3(call: SignedCall, position: Position, summary: MarginSummary): Record<string, unknown> {
  const { exchange, account } = call;
  const { symbol, quantity } = position;
  const notional = quantity.abs().times(readPrice(exchange, symbol).mark);
  const positionMargin = computeInitialMargin(exchange, account, symbol, notional);
  const orderMargin = readMarginPart(exchange, account, symbol).openOrderInitialMargin;
  const text = (value: Decimal): string => toText(value.round(moneyDecimals), moneyDecimals);
  return {
    ...renderPosition(call, position, summary),
    marginAsset: findMarket(exchange, symbol).marginAsset,
    initialMargin: text(positionMargin.plus(orderMargin)),
    maintMargin: text(notional.times(new Decimal(exchange.rules.maintenanceRate))),
    positionInitialMargin: text(positionMargin),
    openOrderInitialMargin: text(orderMargin),
    adl: quantity.eq(zero) ? 0 : 1,
    bidNotional: '0',
    askNotional: '0',
  };
}

/** v2 shows leverage and margin type. Source: docs, Binance USD-M, "Position Information V2". */
function renderPositionV2(call: SignedCall, position: Position, summary: MarginSummary): Record<string, unknown> {
  const { exchange, account } = call;
  const { symbol } = position;
  return {
    ...renderPosition(call, position, summary),
    leverage: String(readLeverage(exchange, account, symbol)),
    maxNotionalValue: '100000000',
    marginType: account.marginTypes.get(symbol) ?? 'cross',
    isAutoAddMargin: 'false',
  };
}

/** The legs that the account's mode knows. */
function listLegs(call: SignedCall): readonly Leg[] {
  return call.account.isHedged ? ['long', 'short'] : ['net'];
}

/** The account's legs as the listing shows them: one that has just been opened may not be there yet. */
function listSeenPositions(call: SignedCall, symbol: string | null): Position[] {
  const { account } = call;
  return listPositions(account, symbol, call.asOfMs('positions')).filter((position) =>
    call.isVisible('positions', findNewestLife(account, position.symbol, position.leg)?.openedAtMs ?? 0),
  );
}

/** Rows of v3: only legs with a position, and symbols with resting orders. Flat ones are not there at all. */
function listV3(call: SignedCall): Position[] {
  const { exchange, account } = call;
  const symbol = readOptionalSymbol(call);
  const positions = listSeenPositions(call, symbol);
  const withOrders = new Set(listOpenOrders(exchange, account, symbol, call.asOfMs('orders')).map((order) => `${order.symbol} ${order.leg}`));
  const shown = positions.filter(({ quantity, symbol: of, leg }) => !quantity.eq(zero) || withOrders.has(`${of} ${leg}`));
  for (const { symbol: of, leg } of shown) withOrders.delete(`${of} ${leg}`);
  const ordered = [...withOrders].map((key) => key.split(' ') as [string, Leg]);
  return [...shown, ...ordered.map(([of, leg]) => createFlatPosition(of, leg))];
}

/** Rows of v2: every symbol (or the one asked for), flat ones with zeros and the time of their last change. */
function listV2(call: SignedCall): Position[] {
  const symbol = readOptionalSymbol(call);
  const known = new Map(
    listSeenPositions(call, symbol).map((position) => [`${position.symbol} ${position.leg}`, position]),
  );
  const symbols = symbol === null ? [...call.exchange.markets.keys()] : [symbol];
  return symbols.flatMap((of) => listLegs(call).map((leg) => known.get(`${of} ${leg}`) ?? createFlatPosition(of, leg)));
}

/** Renders rows, adding up each margin asset only once however many rows there are. */
function renderAll(
  call: SignedCall,
  positions: readonly Position[],
  render: (call: SignedCall, position: Position, summary: MarginSummary) => Record<string, unknown>,
): Record<string, unknown>[] {
  const summaries = new Map<string, MarginSummary>();
  return positions.map((position) => {
    const { marginAsset } = findMarket(call.exchange, position.symbol);
    const summary = summaries.get(marginAsset) ?? summariseMargin(call.exchange, call.account, marginAsset);
    summaries.set(marginAsset, summary);
    return render(call, position, summary);
  });
}

/** Bodies by account and request, with the version of the account that they show. */
const remembered = new WeakMap<Account, Map<string, { readonly version: number; readonly body: ReadyJson }>>();

/** The body of a listing: the one sent last time as long as nothing that it shows has changed. A lagging one is never kept. */
function renderOnce(call: SignedCall, path: string, render: () => unknown): unknown {
  const isPresent = call.asOfMs('positions') === call.nowMs && call.asOfMs('orders') === call.nowMs && call.isVisible('positions', call.nowMs);
  if (!isPresent) return render();
  const bodies = remembered.get(call.account) ?? new Map<string, { version: number; body: ReadyJson }>();
  remembered.set(call.account, bodies);
  const key = `${path} ${readOptionalSymbol(call) ?? ''}`;
  const version = readMarginVersion(call.account);
  const known = bodies.get(key);
  if (known?.version === version) return known.body;
  const body = new ReadyJson(JSON.stringify(render()));
  // Few readers ask for one symbol over and over: keeping all of them would only cost memory.
  if (bodies.size >= 50) bodies.clear();
  bodies.set(key, { version, body });
  return body;
}

/** The rows of one version of the list. */
export function listPositionRows(call: SignedCall, version: 'v2' | 'v3'): Record<string, unknown>[] {
  return version === 'v2' ? renderAll(call, listV2(call), renderPositionV2) : renderAll(call, listV3(call), renderPositionV3);
}

/** What the account holds. */
export const positionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v3/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v3', () => listPositionRows(call, 'v3')),
  },
  {
    method: 'GET',
    path: '/fapi/v2/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v2', () => listPositionRows(call, 'v2')),
  },
];
