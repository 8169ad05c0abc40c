import {
  type Leg,
  type MarginSummary,
  type Position,
  type PositionTerms,
  createFlatPosition,
  findNewestLife,
  listOpenOrders,
  listPositions,
  readPositionTerms,
  summariseMargin,
  zero,
} from '@breakwater/paper';
import { rememberRows } from '../remember-rows.ts';
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

/**
 * Rows of v3: only legs with a position, and symbols with resting orders. Flat ones are not there at all. Symbol by symbol,
 * without a name for each leg: for thousands of them the names alone would hold everybody up.
 */
function listV3(call: SignedCall, symbol: string | null): Position[] {
  const { exchange, account } = call;
  const legs = listLegs(call);
  const seen = listSeenPositions(call, symbol);
  const shown: Position[] = [];
  const ordered: Position[] = [];
  let next = 0;
  for (const of of symbol === null ? account.ledgers.keys() : [symbol]) {
    // The positions come in the order of the ledgers, those of one symbol together.
    const first = next;
    let heldCount = 0;
    for (; seen[next]?.symbol === of; next++) if (legs.includes(seen[next]!.leg) && !seen[next]!.quantity.eq(zero)) heldCount++;
    // Most symbols with resting orders have a position too, and then the orders need not be looked through.
    const withOrders = heldCount === legs.length ? null : new Set(listOpenOrders(exchange, account, of, call.asOfMs('orders')).map(({ leg }) => leg));
    for (let index = first; index < next; index++) {
      const position = seen[index]!;
      const hasOrders = withOrders?.delete(position.leg) ?? false;
      if (hasOrders || !position.quantity.eq(zero)) shown.push(position);
    }
    if (withOrders !== null) for (const leg of withOrders) ordered.push(createFlatPosition(of, leg));
  }
  return shown.concat(ordered);
}

/** Rows of v2: every symbol (or the one asked for), flat ones with zeros and the time of their last change. */
function listV2(call: SignedCall, symbol: string | null): Position[] {
  const legs = listLegs(call);
  const known = new Map(legs.map((leg) => [leg, new Map<string, Position>()]));
  for (const position of listSeenPositions(call, symbol)) known.get(position.leg)?.set(position.symbol, position);
  const shown: Position[] = [];
  for (const of of symbol === null ? call.exchange.markets.keys() : [symbol]) {
    for (const leg of legs) shown.push(known.get(leg)?.get(of) ?? createFlatPosition(of, leg));
  }
  return shown;
}

/** Positions of one moment, and the money behind them. */
interface ListedPositions {
  readonly rows: readonly PositionTerms[];
  /** The margin asset of a row, added up once however many rows there are. */
  summaryOf(terms: PositionTerms): MarginSummary;
}

/** What one version of the list shows, as values of this moment. */
export function listPositionTerms(call: SignedCall, version: 'v2' | 'v3'): ListedPositions {
  const symbol = readOptionalSymbol(call);
  const isPresent = call.asOfMs('positions') === call.nowMs && call.asOfMs('orders') === call.nowMs && call.isVisible('positions', Number.POSITIVE_INFINITY);
  if (symbol !== null || !isPresent) return gatherTerms(call, version, symbol);
  return rememberRows(call.account, `positions ${version} ${call.account.isHedged}`, () => gatherTerms(call, version, null));
}

function gatherTerms(call: SignedCall, version: 'v2' | 'v3', symbol: string | null): ListedPositions {
  const { exchange, account } = call;
  const summaries = new Map<string, MarginSummary>();
  const rows = (version === 'v2' ? listV2(call, symbol) : listV3(call, symbol)).map((position) => {
    const terms = readPositionTerms(exchange, account, position);
    const { marginAsset } = terms.market;
    if (!summaries.has(marginAsset)) summaries.set(marginAsset, summariseMargin(exchange, account, marginAsset));
    return terms;
  });
  return { rows, summaryOf: ({ market }) => summaries.get(market.marginAsset)! };
}
