/** How a trailing stop follows the price. Sources: docs, Binance USD-M, "New Algo Order": TRAILING_STOP_MARKET; Bybit v5, "Set Trading Stop": trailingStop. */
import type { Account } from './account.ts';
import { Decimal, one, roundToStep } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import { readOpenConditionalOrders, saveConditionalOrder } from './ledger.ts';
import type { ConditionalOrder, Trail } from './order.ts';
import type { Side } from './position.ts';
import { updateLives } from './position-life.ts';

const hundred = new Decimal('100');

/** Where a trailing stop of `side` triggers when its best price was `extremePrice`: that much behind it, on the tick. */
export function computeTrailTrigger(side: Side, extremePrice: Decimal, { callbackRate, distance }: Pick<Trail, 'callbackRate' | 'distance'>, tick: Decimal): Decimal {
  if (distance !== undefined) return side === 'sell' ? extremePrice.minus(distance) : extremePrice.plus(distance);
  const share = callbackRate.div(hundred);
  return roundToStep(extremePrice.times(side === 'sell' ? one.minus(share) : one.plus(share)), tick);
}

/** The trail at a watched price: it begins to follow where it is activated, and then keeps the best price. */
export function advanceTrail(side: Side, trail: Trail, watched: Decimal): Trail {
  const { activatePrice, extremePrice } = trail;
  const isBetter = (than: Decimal): boolean => (side === 'sell' ? watched.gt(than) : watched.lt(than));
  if (extremePrice !== null) return isBetter(extremePrice) ? { ...trail, extremePrice: watched } : trail;
  const begins = activatePrice === null || isBetter(activatePrice) || watched.eq(activatePrice);
  return begins ? { ...trail, extremePrice: watched } : trail;
}

/** Lets the trailing stops of a symbol follow its prices. */
export function advanceTrails(exchange: PaperExchange, account: Account, symbol: string): void {
  const ledger = account.ledgers.get(symbol);
  if (ledger === undefined || ledger.openConditionalOrderIds.size === 0) return;
  const { last, mark } = readPrice(exchange, symbol);
  for (const order of readOpenConditionalOrders(ledger)) {
    if (order.trail === null) continue;
    const trail = advanceTrail(order.side, order.trail, order.workingPrice === 'mark' ? mark : last);
    if (trail === order.trail || trail.extremePrice === null) continue;
    saveConditionalOrder(exchange, account, followTo(exchange, order, trail, trail.extremePrice));
    updateLives(exchange, account, symbol);
  }
}

/** The order with its trigger moved behind a new best price. */
function followTo(exchange: PaperExchange, order: ConditionalOrder, trail: Trail, extremePrice: Decimal): ConditionalOrder {
  const { tick } = findMarket(exchange, order.symbol);
  const triggerPrice = computeTrailTrigger(order.side, extremePrice, trail, tick);
  return { ...order, trail, triggerPrice, updatedAtMs: exchange.clock.nowMs() };
}
