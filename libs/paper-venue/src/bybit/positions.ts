import {
  type Account,
  type ConditionalOrder,
  type Leg,
  type MarginSummary,
  type Market,
  type Position,
  createFlatPosition,
  findMarket,
  findNewestLife,
  isHedgedOn,
  listOpenConditionalOrders,
  listPositions,
  readMarginVersion,
  readPositionTerms,
  summariseMargin,
  walkOpenPositions,
} from '@breakwater/paper';
import { BybitError } from './bybit-error.ts';
import { RenderedResult } from './envelope.ts';
import { isLinear, readOptionalMarket } from './shared-parameters.ts';
import { renderPositionRow } from './render-position.ts';
import type { Route, SignedCall } from './route.ts';
import { selectPage } from './select-page.ts';
import { legNumbers } from './words.ts';

/** Whether a leg that has just been opened is in the listing yet. When it was opened is looked up only if anything is hidden at all. */
function isSeen(call: SignedCall, { symbol, leg }: Position): boolean {
  return call.isVisible('positions', Number.POSITIVE_INFINITY) || call.isVisible('positions', findNewestLife(call.account, symbol, leg)?.openedAtMs ?? 0);
}

/** The legs of one contract, flat or not: a contract that was never traded has them too. */
function listLegs(call: SignedCall, symbol: string): Position[] {
  const legs: readonly Leg[] = isHedgedOn(call.account, symbol) ? ['long', 'short'] : ['net'];
  const known = listPositions(call.account, symbol, call.asOfMs('positions')).filter((position) => isSeen(call, position));
  return legs.map((leg) => known.find((position) => position.leg === leg) ?? createFlatPosition(symbol, leg));
}

/** What a call is about: the legs of its contract, else whatever is held in its settle coin. */
function selectPositions(call: SignedCall, market: Market | null): Iterable<Position> {
  const { parameters } = call;
  if (market !== null) return listLegs(call, market.symbol);
  const settleCoin = parameters.optionalText('settleCoin');
  const baseCoin = parameters.optionalText('baseCoin');
  if (settleCoin === null && baseCoin === null) throw new BybitError(10001, 'Missing some parameters that must be filled in, symbol or settleCoin');
  return { [Symbol.iterator]: () => walkHeld(call, (of) => (settleCoin === null ? of.baseAsset === baseCoin : of.marginAsset === settleCoin)) };
}

/** Whatever is held in the markets that are wanted, one after another as it is asked for. */
function* walkHeld(call: SignedCall, isWanted: (market: Market) => boolean): Generator<Position> {
  for (const position of walkOpenPositions(call.account, call.asOfMs('positions'))) {
    if (isWanted(findMarket(call.exchange, position.symbol)) && isSeen(call, position)) yield position;
  }
}

/** The rows of a page, with each margin asset added up once. `stopsOf`: what waits for a symbol, if not what does now. */
function renderRows({ exchange, account }: SignedCall, positions: readonly Position[], stopsOf: (symbol: string) => ConditionalOrder[] | undefined): unknown[] {
  const summaries = new Map<string, MarginSummary>();
  return positions.map((position) => {
    const terms = readPositionTerms(exchange, account, position);
    const { marginAsset } = terms.market;
    let summary = summaries.get(marginAsset);
    if (summary === undefined) summaries.set(marginAsset, (summary = summariseMargin(exchange, account, marginAsset)));
    return renderPositionRow(account, terms, summary, stopsOf(position.symbol));
  });
}

/** Pages by account and request, with the version of the account and the change of the exchange that they show. */
const remembered = new WeakMap<Account, Map<string, { readonly version: string; readonly result: RenderedResult }>>();
const mostRemembered = 100;

/** A page by its request: the one sent last time as long as nothing has changed. A lagging one is never kept. */
function renderOnce(call: SignedCall, render: () => unknown): unknown {
  const { account, exchange, parameters } = call;
  const isPresent = call.asOfMs('positions') === call.nowMs && call.isVisible('positions', call.nowMs);
  if (!isPresent || parameters.optionalText('symbol') !== null) return render();
  // A stop of a position changes no margin, so that the exchange's own count of changes is looked at too.
  const version = `${readMarginVersion(account)} ${exchange.changeCount}`;
  const name = ['settleCoin', 'baseCoin', 'limit', 'cursor'].map((each) => parameters.optionalText(each) ?? '').join(' ');
  const pages = remembered.get(account) ?? new Map<string, { version: string; result: RenderedResult }>();
  const known = pages.get(name);
  if (known?.version === version) return known.result;
  const result = new RenderedResult(JSON.stringify(render()));
  if (pages.size >= mostRemembered) pages.clear();
  remembered.set(account, pages.set(name, { version, result }));
  return result;
}

/** What the account holds. Source: docs, Bybit v5, "Get Position Info". */
function list(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  const market = readOptionalMarket(call);
  const atMs = call.asOfMs('positions');
  // A page that lags shows the stops of its own moment.
  const seenStops = (symbol: string): ConditionalOrder[] | undefined => (atMs === call.nowMs ? undefined : listOpenConditionalOrders(exchange, account, symbol, atMs));
  return renderOnce(call, () => {
    const page = selectPage(selectPositions(call, market), parameters, {
      ...{ defaultLimit: 20, mostLimit: 200 },
      nameOf: ({ symbol, leg }) => `${symbol},${legNumbers[leg]}`,
    });
    return { list: renderRows(call, page.rows, seenStops), nextPageCursor: page.nextPageCursor, category: 'linear' };
  });
}

/** Positions. */
export const positionRoutes: readonly Route[] = [{ method: 'GET', path: '/v5/position/list', security: 'signed', perSecond: 50, act: list }];
