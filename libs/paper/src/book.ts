/**
 * What stands in the order book, as far as one account can feel it.
 *
 * A symbol without a book has no spread and no end: everything fills at the last price. A book has levels of one size
 * on both sides of the last price; what was taken comes back with the next change of the price.
 */
import { Decimal, smallerOf, zero } from './decimal.ts';
import { type PaperExchange, findMarket, readPrice } from './exchange.ts';
import type { Execution } from './fill.ts';
import type { Side } from './position.ts';

export interface Book {
  /** Ticks from the last price to the best bid and to the best ask. */
  readonly spreadTicks: number;
  /** Ticks from one level to the next. */
  readonly stepTicks: number;
  readonly levels: number;
  /** Base asset on each level. */
  readonly levelQuantity: Decimal;
  /** What buyers and sellers have taken since the price last changed. */
  readonly taken: Readonly<Record<Side, Decimal>>;
}

const nothingTaken = { buy: zero, sell: zero };

/** Gives a symbol a book with both sides full; `null` takes its book away. */
export function setBook(exchange: PaperExchange, symbol: string, shape: Omit<Book, 'taken'> | null): void {
  findMarket(exchange, symbol);
  if (shape === null) exchange.books.delete(symbol);
  else exchange.books.set(symbol, { ...shape, taken: nothingTaken });
}

/** Fills both sides again, as after a change of the price. */
export function refillBook(exchange: PaperExchange, symbol: string): void {
  const book = exchange.books.get(symbol);
  if (book !== undefined) exchange.books.set(symbol, { ...book, taken: nothingTaken });
}

/** Notes that an order of `side` took `quantity` out of the book. */
export function takeFromBook(exchange: PaperExchange, symbol: string, side: Side, quantity: Decimal): void {
  const book = exchange.books.get(symbol);
  if (book === undefined) return;
  exchange.books.set(symbol, { ...book, taken: { ...book.taken, [side]: book.taken[side].plus(quantity) } });
}

/** The price of level `index` for an order of `side`. */
function priceLevel(exchange: PaperExchange, symbol: string, book: Book, side: Side, index: number): Decimal {
  const ticks = new Decimal(BigInt(book.spreadTicks + index * book.stepTicks));
  const away = findMarket(exchange, symbol).tick.times(ticks);
  const { last } = readPrice(exchange, symbol);
  return side === 'buy' ? last.plus(away) : last.minus(away);
}

/** The best price that an order of `side` can get now: the best ask for a buyer, the best bid for a seller. */
export function readBestPrice(exchange: PaperExchange, symbol: string, side: Side): Decimal {
  const book = exchange.books.get(symbol);
  return book === undefined ? readPrice(exchange, symbol).last : priceLevel(exchange, symbol, book, side, 0);
}

/** What is left for orders of `side`, best price first; `null` when there is no end to it. */
export function listLevels(exchange: PaperExchange, symbol: string, side: Side): Execution[] | null {
  const book = exchange.books.get(symbol);
  if (book === undefined) return null;
  const levels: Execution[] = [];
  let gone = book.taken[side];
  for (let index = 0; index < book.levels; index++) {
    const quantity = book.levelQuantity.minus(smallerOf(gone, book.levelQuantity));
    gone = gone.minus(smallerOf(gone, book.levelQuantity));
    const price = priceLevel(exchange, symbol, book, side, index);
    if (quantity.gt(zero) && price.gt(zero)) levels.push({ price, quantity });
  }
  return levels;
}

/**
 * The executions that an order of `side` over `quantity` finds now, at `limit` or better. They may add up to less.
 * Nothing is taken yet. Source: docs, Binance USD-M, "Exchange Information": marketTakeBound is such a limit.
 */
export function findExecutions(exchange: PaperExchange, symbol: string, side: Side, quantity: Decimal, limit: Decimal): Execution[] {
  const isWithin = (price: Decimal): boolean => (side === 'buy' ? price.lte(limit) : price.gte(limit));
  const levels = listLevels(exchange, symbol, side);
  if (levels === null) {
    const { last } = readPrice(exchange, symbol);
    return isWithin(last) ? [{ price: last, quantity }] : [];
  }
  const found: Execution[] = [];
  let left = quantity;
  for (const level of levels) {
    if (left.lte(zero) || !isWithin(level.price)) break;
    const taken = smallerOf(left, level.quantity);
    found.push({ price: level.price, quantity: taken });
    left = left.minus(taken);
  }
  return found;
}
