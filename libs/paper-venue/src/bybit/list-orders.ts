import {
  type LifelongOrder,
  findOrderPlace,
  isInHistory,
  isOpenLifelongOrder,
  isRecentlyClosed,
  listClosedLifelongOrders,
  listLifelongHistory,
  listOpenLifelongOrders,
  nameOrderPlace,
  readLifelongOrder,
  readPlacedAtMs,
  walkOpenLifelongOrders,
} from '@breakwater/paper';
import { BybitError } from './bybit-error.ts';
import { findNamedPlace, namesOrder } from './named-order.ts';
import { isOfKind } from './orders.ts';
import { isLinear, readOptionalMarket } from './shared-parameters.ts';
import { createFeeReader, renderOrderRow } from './render-order.ts';
import { type Route, type SignedCall, readSeenAt } from './route.ts';
import { readWindow, selectPage } from './select-page.ts';

/** Whether a listing shows an order yet. */
function isSeen(call: SignedCall, each: LifelongOrder): boolean {
  return call.isVisible(each.conditional === null ? 'orders' : 'conditional-orders', readPlacedAtMs(each));
}

/** The settlement of a contract is recorded as an execution but not as an order. Source: docs, Bybit v5, "Enums Definitions": CreateBySettle. */
function isListed({ order }: LifelongOrder): boolean {
  return order?.origin !== 'settlement';
}

/** Whether an order is of the coins that a call asks for. */
function isOfCoins({ exchange, parameters }: SignedCall, each: LifelongOrder): boolean {
  const baseCoin = parameters.optionalText('baseCoin');
  const settleCoin = parameters.optionalText('settleCoin');
  const market = exchange.markets.get((each.conditional ?? each.order!).symbol)!;
  if (baseCoin !== null) return market.baseAsset === baseCoin;
  return settleCoin === null || market.marginAsset === settleCoin;
}

/** The one order that a call names, as an empty list or a list of one; other filters are then not looked at. */
function listNamed(call: SignedCall, isKnown: (each: LifelongOrder) => boolean): LifelongOrder[] {
  const place = findNamedPlace(call);
  const each = place === null ? null : readLifelongOrder(call.account, place, readSeenAt(call));
  return each !== null && isKnown(each) ? [each] : [];
}

/** Those that are wanted, one after another as they are asked for. */
function* pick(orders: Iterable<LifelongOrder>, isWanted: (each: LifelongOrder) => boolean): Generator<LifelongOrder> {
  for (const each of orders) if (isWanted(each)) yield each;
}

/** A page of the orders that are wanted as the venue answers it. `open` gives all of them anew. */
function renderPage(call: SignedCall, open: () => Iterable<LifelongOrder>, isWanted: (each: LifelongOrder) => boolean = () => true): unknown {
  const { exchange, account, parameters } = call;
  const shown = { [Symbol.iterator]: () => pick(open(), (each) => isListed(each) && isWanted(each) && isSeen(call, each)) };
  const page = selectPage(shown, parameters, { defaultLimit: 20, mostLimit: 50, nameOf: (each) => nameOrderPlace(findOrderPlace(each)) });
  const feesOf = createFeeReader(account);
  return { list: page.rows.map((each) => renderOrderRow(exchange, account, each, feesOf)), nextPageCursor: page.nextPageCursor, category: 'linear' };
}

/** Open orders, or those that ended last. Source: docs, Bybit v5, "Get Open & Closed Orders". */
function listRealtime(call: SignedCall): unknown {
  const { exchange, account, parameters } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  if (namesOrder(call)) return renderPage(call, () => listNamed(call, (each) => isOpenLifelongOrder(each) || isRecentlyClosed(account, findOrderPlace(each))));
  const market = readOptionalMarket(call);
  const hasCoin = parameters.optionalText('baseCoin') !== null || parameters.optionalText('settleCoin') !== null;
  if (market === null && !hasCoin) throw new BybitError(10001, 'Missing some parameters that must be filled in, symbol, baseCoin or settleCoin');
  const symbol = market?.symbol ?? null;
  const seenAt = readSeenAt(call);
  const isOpenOnly = (parameters.optionalInteger('openOnly') ?? 0) === 0;
  const open = (): Iterable<LifelongOrder> => (symbol === null ? walkOpenLifelongOrders(exchange, account, seenAt) : listOpenLifelongOrders(exchange, account, symbol, seenAt));
  const filter = parameters.optionalText('orderFilter');
  return renderPage(call, isOpenOnly ? open : () => listClosedLifelongOrders(account, symbol, seenAt), (each) => isOfKind(each, filter) && (market !== null || isOfCoins(call, each)));
}

/** Ended orders, as long as the venue keeps them. Source: docs, Bybit v5, "Get Order History". */
function listHistory(call: SignedCall): unknown {
  const { exchange, account, parameters, nowMs } = call;
  if (!isLinear(parameters)) return { list: [], nextPageCursor: '', category: parameters.text('category') };
  if (namesOrder(call)) return renderPage(call, () => listNamed(call, (each) => !isOpenLifelongOrder(each) && isInHistory(exchange, each)));
  const market = readOptionalMarket(call);
  const { fromMs, untilMs } = readWindow(parameters, nowMs);
  const filter = parameters.optionalText('orderFilter');
  const status = parameters.optionalText('orderStatus');
  const feesOf = createFeeReader(account);
  const orders = listLifelongHistory(exchange, account, market?.symbol ?? null, readSeenAt(call)).filter((each) => {
    const placedAtMs = readPlacedAtMs(each);
    if (placedAtMs < fromMs || placedAtMs > untilMs || !isOfKind(each, filter)) return false;
    if (status !== null && renderOrderRow(exchange, account, each, feesOf)['orderStatus'] !== status) return false;
    return market !== null || isOfCoins(call, each);
  });
  return renderPage(call, () => orders);
}

/** Orders as they stand and as they were. */
export const orderListRoutes: readonly Route[] = [
  { method: 'GET', path: '/v5/order/realtime', security: 'signed', perSecond: 50, act: listRealtime },
  { method: 'GET', path: '/v5/order/history', security: 'signed', perSecond: 50, act: listHistory },
];
