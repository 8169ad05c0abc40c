/**
 * A deterministic model of a futures exchange: what a venue does, without any venue's wire format.
 * Imports nothing but big.js; knows no time and no chance but what it is handed.
 * Every function takes the exchange first; a refusal is a value.
 * Start reading at exchange.ts (the state), then place-order.ts and trigger-conditional-orders.ts (what happens to it).
 */
export { type AgendaItem, carryOutDue, readNextDueMs, setCountdown } from './agenda.ts';
export { type Account, type AccountOpening, type AcceptedEntry, type Ledger, type MarginType, type UnintendedIncrease } from './account.ts';
export { amendOrder } from './amend-order.ts';
export { type Book, listLevels, readBestPrice, setBook } from './book.ts';
export { cancelAllConditionalOrders, cancelAllOrders, cancelConditionalOrder, cancelOrder } from './cancel-order.ts';
export { type Activity, type Candle, listBars, readActivity, readVolume } from './candles.ts';
export { setLeverage, setMarginType, setPositionMode } from './change-account-settings.ts';
export { type Clock, type VirtualClock, createVirtualClock } from './clock.ts';
export { closeByForce } from './close-by-force.ts';
export { Decimal, countDecimals, one, parseDecimal, toText, zero } from './decimal.ts';
export { createDefaultMarkets } from './default-markets.ts';
export { settleMarket, startDelisting } from './delist-market.ts';
export {
  type ExchangeSetup,
  type PaperExchange,
  createExchange,
  findMarket,
  openAccount,
  readPrice,
  recordChange,
} from './exchange.ts';
export type { Execution, Fill } from './fill.ts';
export { type Journal, type JournalEntry, type JournalValue, appendEntry, readJournal } from './journal.ts';
export { readPosition } from './ledger.ts';
export { computeInitialMargin, computeUnrealisedProfit, readLeverage } from './margin.ts';
export { type MarginPart, readMarginVersion } from './margin-book.ts';
export { readMarginPart } from './margin-parts.ts';
export type { Market, Price } from './market.ts';
export {
  type ConditionalOrder,
  type ConditionalStatus,
  type ConditionalType,
  type Order,
  type OrderOrigin,
  type OrderStatus,
  type TimeInForce,
  type Trail,
  type WorkingPrice,
  isOpenConditionalOrder,
  isOpenOrder,
} from './order.ts';
export { type ConditionalOrderRequest, placeConditionalOrder } from './place-conditional-order.ts';
export { type OrderRequest, placeOrder } from './place-order.ts';
export { type PositionFigures, type PositionTerms, computePositionFigures, readPositionTerms } from './position-terms.ts';
export { type BareInterval, type PositionLife, findNewestLife, measureBareMs } from './position-life.ts';
export { type Leg, type Position, type Side, applyExecution, createFlatPosition } from './position.ts';
export { type Random, createRandom, drawHex, drawInteger } from './random.ts';
export {
  findConditionalOrder,
  findOrder,
  listConditionalOrders,
  listFills,
  listOpenConditionalOrders,
  listOpenOrders,
  listOpenPositions,
  listOrders,
  listPositions,
} from './read-account.ts';
export { type Refusal, type RefusalReason, isRefusal, refuse } from './refusal.ts';
export { type VenueRules, binanceRules, readRate } from './rules.ts';
export { type PriceChange, setPrice } from './set-price.ts';
export { encodeSnapshot, encodeSnapshotPieces, restoreSnapshot } from './snapshot.ts';
export { type MarginSummary, summariseMargin } from './summarise-margin.ts';
export { walkPrices } from './walk-prices.ts';
