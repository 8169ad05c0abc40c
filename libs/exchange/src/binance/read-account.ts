import { type AccountView, ZERO } from '@breakwater/core';
import { parseList } from '../read-list.ts';
import { parsePosition } from './parse-position.ts';
import { parseOpenAlgoOrders, parseOpenOrders } from './read-key.ts';
import type { Session } from './session.ts';

/**
 * Every open position and every open order of both lists, in three requests at once (Binance USD-M, /fapi/v3/positionRisk,
 * openOrders and openAlgoOrders without a symbol; 85 of 2400 weights a minute). Throws `Unreadable` when any of them does
 * not answer in full.
 */
export async function readAccount(session: Session): Promise<AccountView> {
  // Each is parsed as it comes: of thousands of rows, what the exchange wrote takes several times the memory of what is read from it.
  const [positions, orders, algoOrders] = await Promise.all([
    session.read('readOpenPositions', {}).then((rows) => parseList(rows, 'positions', parsePosition)),
    session.read('readOpenOrders', {}).then(parseOpenOrders),
    session.read('readOpenAlgoOrders', {}).then(parseOpenAlgoOrders),
  ]);
  // A symbol with open orders only is listed as well.
  return { positions: positions.filter((position) => !position.quantity.eq(ZERO)), orders: [...orders, ...algoOrders] };
}
