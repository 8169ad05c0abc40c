import { type AccountView, ZERO } from '@breakwater/core';
import { SETTLE_COINS } from './parse-markets.ts';
import { readHoldings, readOpenOrders, withPositionStops } from './read-holdings.ts';
import type { Session } from './session.ts';

/**
 * Every open position and every open order, of both coins that contracts are settled in: asking for USDT alone would leave
 * the others out without a word (Bybit v5, GET /v5/position/list and GET /v5/order/realtime). Throws `Unreadable` when any page
 * of any list does not answer.
 */
export async function readAccount(session: Session): Promise<AccountView> {
  const [holdings, orders] = await Promise.all([
    Promise.all(SETTLE_COINS.map((settleCoin) => readHoldings(session, { settleCoin }))),
    Promise.all(SETTLE_COINS.map((settleCoin) => readOpenOrders(session, { settleCoin }))),
  ]);
  return {
    positions: holdings.flat().map(({ position }) => position).filter(({ quantity }) => !quantity.eq(ZERO)),
    orders: withPositionStops(orders.flat(), holdings.flat()),
  };
}
