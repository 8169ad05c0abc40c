import { exchangeCause, ownOrderRole } from '../client-order-id.ts';
import type { Facts, NewFill, NewOrder } from '../facts.ts';
import { accountKeyText, symbolKeyText } from '../key.ts';
import type { Sight } from './sight.ts';

/** How far back foreign orders are counted, in milliseconds, and how many of them are told at most. */
export const FOREIGN_ORDERS_WITHIN_MS = 3_600_000;
export const FOREIGN_ORDERS_TOLD = 100;

/**
 * Somebody else trades the symbol of a key: another bot, or a hand that is busy. Two who enter on one key cannot both keep to a plan, so ours
 * makes way: no new entries of the symbol until a person lets them in again; what is open stays protected. Empty for an order now and then.
 *
 * `booked` are the foreign orders that are being booked with this, with their `fills`: each is counted once, so that whoever switches the entries on again is
 * not overruled until the other one trades again.
 */
export function makeWay({ key, records, rules, beganAtMs }: Sight, booked: readonly NewOrder[], fills: readonly NewFill[]): Facts {
  // What was traded long ago may be booked late.
  const isRecent = ({ id }: NewOrder): boolean => fills.some(({ orderId, atMs }) => orderId === id && atMs > beganAtMs - FOREIGN_ORDERS_WITHIN_MS);
  // One of ours may stand there as a stranger's, where the books had lost it.
  const isSomebodys = (clientOrderId: string): boolean => exchangeCause(clientOrderId) === null && ownOrderRole(clientOrderId) === null;
  const fresh = booked.filter((order) => isSomebodys(order.clientOrderId) && isRecent(order)).length;
  const count = Math.min(FOREIGN_ORDERS_TOLD, fresh + records.foreignOrders.filter(isSomebodys).length);
  if (fresh === 0 || count <= rules.bounds.foreignOrdersPerHourMax) return {};
  const { exchange, account, symbol } = key;
  return {
    entriesOff: true,
    pages: [
      {
        subject: `entries-off.${symbolKeyText(key)}`,
        text: `Somebody else trades ${symbol} in ${accountKeyText(key)}: more than ${rules.bounds.foreignOrdersPerHourMax} orders that are not this fleet's were executed within an hour. New entries of it are off; \`breakwater entries on ${exchange} ${account} ${symbol}\` lets them in again.`,
      },
    ],
  };
}
