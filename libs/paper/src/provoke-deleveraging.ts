import type { Account } from './account.ts';
import { type Decimal, smallerOf, zero } from './decimal.ts';
import { type PaperExchange, findMarket, openAccount, readPrice, takeNextId } from './exchange.ts';
import { executeMarketOrder } from './execute-order.ts';
import { type ForcedClosing, watchForcedClosing } from './forced-closing.ts';
import { readPosition, saveOrder } from './ledger.ts';
import { liquidateWherePoor, rankByProfit } from './liquidate.ts';
import { type Leg, type Position, type Side, findClosingSide } from './position.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Nobody's account name: no opening from outside has brackets. */
const counterparty = '(counterparty)';

/** A trader without money who took the other side of `quantity` at the mark price. */
function openCounterparty(exchange: PaperExchange, symbol: string, side: Side, quantity: Decimal): void {
  const account = openAccount(exchange, { name: counterparty, apiKey: counterparty, apiSecret: '', balance: zero, isHedged: false });
  const price = readPrice(exchange, symbol).mark;
  const atMs = exchange.clock.nowMs();
  const order = saveOrder(exchange, account, {
    ...{ symbol, side, leg: 'net', type: 'market', timeInForce: 'gtc', price: null, quantity, clientOrderId: counterparty },
    orderId: takeNextId(exchange, 'order', symbol),
    ...{ executedQuantity: zero, executedCost: zero, status: 'new', reduceOnly: false, isClosing: false, origin: 'hand', parent: null },
    ...{ createdAtMs: atMs, updatedAtMs: atMs },
  });
  executeMarketOrder(exchange, account, order, [{ price, quantity }]);
}

/** How much a bankrupt counterparty must have held for the rank to come to `quantity` of this position: those that gained more go first. */
function findBankruptQuantity(exchange: PaperExchange, account: Account, position: Position, side: Side, quantity: Decimal): Decimal {
  let sum = quantity;
  for (const each of rankByProfit(exchange, position.symbol, side)) {
    if (each.account === account && each.position.leg === position.leg) break;
    sum = sum.plus(each.position.quantity.abs());
  }
  return sum;
}

/**
 * Brings about what a position, or `quantity` of it, is deleveraged for, and lets the venue do it: somebody who holds the
 * other side is bankrupt while nothing stands in the book and the insurance fund is used up, so that those who gained most must take
 * it, by their rank. Returns what was done, or the refusal.
 */
export function provokeDeleveraging(exchange: PaperExchange, account: Account, symbol: string, leg: Leg, quantity: Decimal | null): ForcedClosing | Refusal {
  const position = readPosition(account, symbol, leg);
  const side = findClosingSide(position);
  if (side === null) return refuse('no-position');
  if (exchange.rules.liquidation === 'off') return refuse('cannot-be-ruined');
  findMarket(exchange, symbol);
  const size = position.quantity.abs();
  const needed = findBankruptQuantity(exchange, account, position, side, quantity === null ? size : smallerOf(size, quantity));
  const book = exchange.books.get(symbol);
  return watchForcedClosing(exchange, account, position, 'adl', () => {
    exchange.books.set(symbol, { spreadTicks: 0, stepTicks: 1, levels: 0, levelQuantity: zero, taken: { buy: zero, sell: zero } });
    exchange.isFundExhausted = true;
    // They sell what a long position bought, and the other way round.
    openCounterparty(exchange, symbol, side, needed);
    liquidateWherePoor(exchange, symbol);
    exchange.accounts.delete(counterparty);
    exchange.isFundExhausted = false;
    if (book === undefined) exchange.books.delete(symbol);
    else exchange.books.set(symbol, book);
  });
}
