import {
  type Leg,
  type MarginSummary,
  type Position,
  type PositionTerms,
  createFlatPosition,
  findMarket,
  findNewestLife,
  listOpenOrders,
  listPositions,
  readPositionTerms,
  summariseMargin,
  zero,
} from '@breakwater/paper';
import { readOptionalSymbol } from './orders.ts';
import type { SignedCall } from './route.ts';

/** The legs that the account's mode knows. */
function listLegs(call: SignedCall): readonly Leg[] {
  return call.account.isHedged ? ['long', 'short'] : ['net'];
}

/** The account's legs as the listing shows them: one that has just been opened may not be there yet. */
function listSeenPositions(call: SignedCall, symbol: string | null): Position[] {
  const { account } = call;
  const positions = listPositions(account, symbol, call.asOfMs('positions'));
  const hidesNone = call.isVisible('positions', Number.POSITIVE_INFINITY);
  return hidesNone ? positions : positions.filter(({ symbol: of, leg }) => call.isVisible('positions', findNewestLife(account, of, leg)?.openedAtMs ?? 0));
}

/** Rows of v3: only legs with a position, and symbols with resting orders. Flat ones are not there at all. */
function listV3(call: SignedCall, symbol: string | null): Position[] {
  const { exchange, account } = call;
  const seen = listSeenPositions(call, symbol);
  const held = new Set(seen.filter(({ quantity }) => !quantity.eq(zero)).map((position) => `${position.symbol} ${position.leg}`));
  // Most symbols with resting orders have a position too, and then the orders need not be looked through.
  const legs = listLegs(call);
  const others = (symbol === null ? [...account.ledgers.keys()] : [symbol]).filter((of) => legs.some((leg) => !held.has(`${of} ${leg}`)));
  const withOrders = new Set<string>();
  for (const of of others) for (const { leg } of listOpenOrders(exchange, account, of, call.asOfMs('orders'))) withOrders.add(`${of} ${leg}`);
  const shown = seen.filter((position) => held.has(`${position.symbol} ${position.leg}`) || withOrders.has(`${position.symbol} ${position.leg}`));
  for (const { symbol: of, leg } of shown) withOrders.delete(`${of} ${leg}`);
  const ordered = [...withOrders].map((key) => key.split(' ') as [string, Leg]);
  return [...shown, ...ordered.map(([of, leg]) => createFlatPosition(of, leg))];
}

/** Rows of v2: every symbol (or the one asked for), flat ones with zeros and the time of their last change. */
function listV2(call: SignedCall, symbol: string | null): Position[] {
  const known = new Map(listSeenPositions(call, symbol).map((position) => [`${position.symbol} ${position.leg}`, position]));
  const symbols = symbol === null ? [...call.exchange.markets.keys()] : [symbol];
  return symbols.flatMap((of) => listLegs(call).map((leg) => known.get(`${of} ${leg}`) ?? createFlatPosition(of, leg)));
}

/** What one version of the list shows, as values of this moment. Each margin asset is added up once, however many rows there are. */
export function listPositionTerms(call: SignedCall, version: 'v2' | 'v3'): PositionTerms[] {
  const { exchange, account } = call;
  const symbol = readOptionalSymbol(call);
  const summaries = new Map<string, MarginSummary>();
  return (version === 'v2' ? listV2(call, symbol) : listV3(call, symbol)).map((position) => {
    const { marginAsset } = findMarket(exchange, position.symbol);
    let summary = summaries.get(marginAsset);
    if (summary === undefined) summaries.set(marginAsset, (summary = summariseMargin(exchange, account, marginAsset)));
    return readPositionTerms(exchange, account, position, summary);
  });
}
