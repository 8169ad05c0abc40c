import type { Account } from './account.ts';
import { checkPrice, checkQuantity } from './check-market-rules.ts';
import type { Decimal } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { saveConditionalOrder } from './ledger.ts';
import { type AttachedStops, type ConditionalOrder, type WorkingPrice, isOpenConditionalOrder } from './order.ts';
import { updateLives } from './position-life.ts';
import { keepToBand } from './price-band.ts';
import { type Refusal, isRefusal, refuse } from './refusal.ts';
import { isTriggered } from './trigger-conditional-orders.ts';

/** What to change of a waiting order; `null` leaves a thing as it is. */
export interface ConditionalAmendment {
  readonly triggerPrice: Decimal | null;
  readonly workingPrice: WorkingPrice | null;
  readonly quantity: Decimal | null;
  readonly price: Decimal | null;
  /** What it brings along for its position, instead of what it brought before. */
  readonly attached: AttachedStops | null;
}

/** Whether two optional decimals are the same. */
function isSame(left: Decimal | null, right: Decimal | null): boolean {
  return left === null || right === null ? left === right : left.eq(right);
}

/**
 * Changes a waiting conditional order in place. Returns it, or the refusal, in which case it waits as before: for one that
 * no longer waits, that would trigger at once, that breaks the market's rules, or that would stay as it is.
 * Source: docs, Bybit v5, "Amend Order".
 */
export function amendConditionalOrder(exchange: PaperExchange, account: Account, order: ConditionalOrder | null, change: ConditionalAmendment): ConditionalOrder | Refusal {
  if (order === null || !isOpenConditionalOrder(order)) return refuse('order-not-found');
  const market = findMarket(exchange, order.symbol);
  const amended = {
    ...order,
    triggerPrice: change.triggerPrice ?? order.triggerPrice,
    workingPrice: change.workingPrice ?? order.workingPrice,
    // What closes the whole position has no quantity, and a market order no limit, to change.
    quantity: order.quantity === null ? null : (change.quantity ?? order.quantity),
    price: order.price === null ? null : (change.price ?? order.price),
    ...(change.attached === null ? {} : { attached: change.attached }),
    updatedAtMs: exchange.clock.nowMs(),
  };
  const broken =
    checkPrice(market, amended.triggerPrice) ??
    (amended.quantity === null ? null : checkQuantity(market, amended.quantity, amended.price === null)) ??
    (amended.price === null ? null : checkPrice(market, amended.price));
  if (broken !== null) return broken;
  const stays = change.attached === null && amended.triggerPrice.eq(order.triggerPrice) && amended.workingPrice === order.workingPrice && isSame(amended.quantity, order.quantity) && isSame(amended.price, order.price);
  if (stays) return refuse('amendment-unchanged');
  const price = amended.price === null ? null : keepToBand(exchange, market, order.side, amended.price, amended.triggerPrice);
  if (price !== null && isRefusal(price)) return price;
  if (isTriggered(amended, readPrice(exchange, order.symbol))) return refuse('would-trigger-at-once');
  const saved = saveConditionalOrder(exchange, account, { ...amended, price });
  updateLives(exchange, account, order.symbol);
  return saved;
}
