import { type Decimal, type KeyView, type OrderReport, type PositionReport, ZERO } from '@breakwater/core';
import { assertAllLegs, ofSymbol, parseList } from '../read-list.ts';
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

/** From the positions, or by one more request if they leave it out, as the exchange may for a flat symbol. */
async function readMarkPrice(session: Session, symbol: string, positions: readonly PositionReport[]): Promise<Decimal> {
  const told = positions.find((position) => position.markPrice.gt(ZERO));
  return told?.markPrice ?? parsePrice(await session.readPublic('readMarkPrice', { symbol }), symbol, 'markPrice');
}
