import {
  type Account,
  type ConditionalOrder,
  type Leg,
  type MarginSummary,
  type Market,
  type Position,
  type PositionTerms,
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
import { renderPositionRow, renderPositionText } from './render-position.ts';
import type { Route, SignedCall } from './route.ts';
import { type Page, selectPage } from './select-page.ts';
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

/** Each position with its terms and what stands behind it, each margin asset added up once. */
function withTerms<T>({ exchange, account }: SignedCall, positions: readonly Position[], render: (terms: PositionTerms, summary: MarginSummary) => T): T[] {
  const summaries = new Map<string, MarginSummary>();
  return positions.map((position) => {
    const terms = readPositionTerms(exchange, account, position);
    const { marginAsset } = terms.market;
    let summary = summaries.get(marginAsset);
    if (summary === undefined) summaries.set(marginAsset, (summary = summariseMargin(exchange, account, marginAsset)));
    return render(terms, summary);
  });
}

/** What the present shows of all contracts: asked for again and again. */
const isWholePresent = (call: SignedCall): boolean =>
  call.parameters.optionalText('symbol') === null && call.asOfMs('positions') === call.nowMs && call.isVisible('positions', call.nowMs);

/** Pages by account and request, with the version of the account and the change of the exchange that they show. */
const remembered = new WeakMap<Account, Map<string, { readonly version: string; readonly result: RenderedResult }>>();
const mostRemembered = 100;

/** A page of the present by its request: the one sent last time as long as nothing has changed. */
function renderOnce({ account, exchange, parameters }: SignedCall, render: () => string): RenderedResult {
  // A stop of a position changes no margin, so that the exchange's own count of changes is looked at too.
  const version = `${readMarginVersion(account)} ${exchange.changeCount}`;
  const name = ['settleCoin', 'baseCoin', 'limit', 'cursor'].map((each) => parameters.optionalText(each) ?? '').join(' ');
  const pages = remembered.get(account) ?? new Map<string, { version: string; result: RenderedResult }>();
  const known = pages.get(name);
  if (known?.version === version) return known.result;
  const result = new RenderedResult(render());
  if (pages.size >= mostRemembered) pages.clear();
  remembered.set(account, pages.set(name, { version, result }));
  return result;
}

/** What the account holds. Source: docs, Bybit v5, "Get Position Info". */
function list(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  const market = readOptionalMarket(call);
  const select = (): Page<Position> => selectPage(selectPositions(call, market), parameters, { ...{ defaultLimit: 20, mostLimit: 200 }, nameOf: ({ symbol, leg }) => `${symbol},${legNumbers[leg]}` });
  if (isWholePresent(call)) {
    return renderOnce(call, () => {
      const { rows, nextPageCursor } = select();
      const texts = withTerms(call, rows, (terms, summary) => renderPositionText(account, terms, summary));
      return `{"list":[${texts.join(',')}],"nextPageCursor":${JSON.stringify(nextPageCursor)},"category":"linear"}`;
    });
  }
  const atMs = call.asOfMs('positions');
  // A page that lags shows the stops of its own moment.
  const seenStops = (symbol: string): ConditionalOrder[] | undefined => (atMs === call.nowMs ? undefined : listOpenConditionalOrders(exchange, account, symbol, atMs));
  const { rows, nextPageCursor } = select();
  return { list: withTerms(call, rows, (terms, summary) => renderPositionRow(account, terms, summary, seenStops(terms.position.symbol))), nextPageCursor, category: 'linear' };
}

/** Positions. */
export const positionRoutes: readonly Route[] = [{ method: 'GET', path: '/v5/position/list', security: 'signed', perSecond: 50, act: list }];
