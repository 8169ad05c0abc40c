import { type Decimal, type KeyView, type OrderReport, type PositionReport, ZERO } from '@breakwater/core';
import { Unreadable } from '../unreadable.ts';
import { parseAlgoOrder } from './parse-algo-order.ts';
import { parseOrder } from './parse-order.ts';
import { parsePosition } from './parse-position.ts';
import { parsePrice } from './parse-price.ts';
import type { Session } from './session.ts';

/**
 * One symbol as Binance USD-M has it: every leg (v2 positions with a symbol tell flat ones too; v3 leaves them out), both
 * lists of open orders, prices. Four requests at once. Throws `Unreadable` when any of them does not answer in full.
 */
export async function readKey(session: Session, symbol: string): Promise<KeyView> {
  const [positionRows, orderRows, algoOrderRows, lastPrice] = await Promise.all([
    session.read('readPositionsOfSymbol', { symbol }),
    session.read('readOpenOrders', { symbol }),
    session.read('readOpenAlgoOrders', { symbol }),
    session.readPublic('readLastPrice', { symbol }),
  ]);
  const positions = ofSymbol(symbol, parseList(positionRows, 'positions', parsePosition));
  assertAllLegs(positions);
  return {
    positions,
    orders: [...ofSymbol(symbol, parseOpenOrders(orderRows)), ...ofSymbol(symbol, parseOpenAlgoOrders(algoOrderRows))],
    markPrice: await readMarkPrice(session, symbol, positions),
    lastPrice: parsePrice(lastPrice, symbol, 'price'),
  };
}

/** The rows of GET /fapi/v1/openOrders. Throws `Unreadable` if one is malformed. */
export function parseOpenOrders(value: unknown): readonly OrderReport[] {
  return parseList(value, 'open orders', parseOrder);
}

/** The rows of GET /fapi/v1/openAlgoOrders. Throws `Unreadable` if one is malformed. */
export function parseOpenAlgoOrders(value: unknown): readonly OrderReport[] {
  return parseList(value, 'open algo orders', parseAlgoOrder);
}

/** A list row by row. Throws `Unreadable` for anything but a list, and with the first malformed row. */
export function parseList<T>(value: unknown, what: string, parse: (row: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new Unreadable(`${what} is not a list`);
  return value.map(parse);
}

/** The rows, unless one is about another symbol: then the question was not the one that was answered. */
function ofSymbol<T extends { readonly symbol: string }>(symbol: string, rows: readonly T[]): readonly T[] {
  const stranger = rows.find((row) => row.symbol !== symbol);
  if (stranger !== undefined) throw new Unreadable(`answered for ${stranger.symbol} instead of ${symbol}`);
  return rows;
}

/** "Flat" is a row that says 0. Without a row for the net leg or for both hedge legs nothing is known. */
function assertAllLegs(positions: readonly PositionReport[]): void {
  const legs = positions.map((position) => position.leg).toSorted().join(' ');
  if (!['net', 'long short', 'long net short'].includes(legs)) throw new Unreadable(`positions: legs "${legs}"`);
}

/** From the positions, or by one more request if they leave it out, as the exchange may for a flat symbol. */
async function readMarkPrice(session: Session, symbol: string, positions: readonly PositionReport[]): Promise<Decimal> {
  const told = positions.find((position) => position.markPrice.gt(ZERO));
  return told?.markPrice ?? parsePrice(await session.readPublic('readMarkPrice', { symbol }), symbol, 'markPrice');
}
