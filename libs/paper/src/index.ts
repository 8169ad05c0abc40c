/**
 * A deterministic model of a futures exchange: what a venue does, without any venue's wire format.
 * Imports nothing but big.js; knows no time and no chance but what it is handed.
 * Every function takes the exchange first; a refusal is a value.
 * Start reading at exchange.ts (the state), then place-order.ts and trigger-conditional-orders.ts (what happens to it).
 */
export { type AgendaItem, carryOutDue, readNextDueMs, setCountdown } from './agenda.ts';
export { type Account, type AccountOpening, type AcceptedEntry, type Ledger, type MarginType, type UnintendedIncrease, isHedgedOn } from './account.ts';
export { type AcceptedOrderRequest, acceptOrder } from './accept-order.ts';
export { type ConditionalAmendment, amendConditionalOrder } from './amend-conditional-order.ts';
export { amendOrder } from './amend-order.ts';
export { attachStops } from './attached-stops.ts';
export { type Book, listLevels, readBestPrice, setBook } from './book.ts';
export { cancelAllConditionalOrders, cancelAllOrders, cancelConditionalOrder, cancelOrder } from './cancel-order.ts';
export { type Activity, type Candle, type Moves, listBars, readActivity, readVolume, summariseMoves } from './candles.ts';
export { createBybitMarkets } from './bybit-markets.ts';
export { setLeverage, setMarginType, setPositionMode } from './change-account-settings.ts';
export { readAccountMarginType, setAccountMarginType, setFineLeverage, setPositionModeOf } from './change-unified-settings.ts';
export { type Clock, type VirtualClock, createVirtualClock } from './clock.ts';
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
export type { AccountEvent, Observer, PriceEvent } from './events.ts';
export type { ForcedClosing } from './forced-closing.ts';
export type { Execution, Fill } from './fill.ts';
export { haltMarket } from './hold-back.ts';
export { type Journal, type JournalEntry, type JournalValue, appendEntry, readJournal } from './journal.ts';
export { readPosition } from './ledger.ts';
export {
  type LifelongOrder,
  type SeenAt,
  findOrderPlace,
  findPlaceByClientOrderId,
  isInHistory,
  isOpenLifelongOrder,
  listClosedLifelongOrders,
  listLifelongHistory,
  listOpenLifelongOrders,
  readLifelongOrder,
  readPlacedAtMs,
  walkOpenLifelongOrders,
} from './lifelong-orders.ts';
export { computeInitialMargin, computeUnrealisedProfit, readLeverage } from './margin.ts';
export { type MarginPart, readMarginVersion } from './margin-book.ts';
export { readMarginPart } from './margin-parts.ts';
export type { Market, Price, PriceChange } from './market.ts';
export {
  type AttachedStop,
  type AttachedStops,
  type ConditionalOrder,
  type ConditionalStatus,
  type ConditionalType,
  type Order,
  type OrderEnding,
  type OrderOrigin,
  type OrderStatus,
  type PositionBond,
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
export { type PositionStopRequest, type StopPurpose, checkPositionStop, findPositionStop, isBeyondPrice, pickPositionStop, setPositionStop } from './position-stops.ts';
export { readMarketTakeBound, readPriceBand } from './price-band.ts';
export { provokeDeleveraging } from './provoke-deleveraging.ts';
export { provokeLiquidation } from './provoke-liquidation.ts';
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
  walkOpenPositions,
} from './read-account.ts';
export { type OrderPlace, isRecentlyClosed, listRecentlyClosed, nameOrderPlace } from './recently-closed.ts';
export { type Refusal, type RefusalReason, isRefusal, refuse } from './refusal.ts';
export { resumeMarket } from './resume-market.ts';
export { type VenueRules, binanceRules, bybitRules, readRate } from './rules.ts';
export { setPrice } from './set-price.ts';
export { encodeSnapshot, encodeSnapshotPieces, restoreSnapshot } from './snapshot.ts';
export { type MarginSummary, summariseMargin } from './summarise-margin.ts';
export { type TrailingStopRequest, checkTrailingStop, findTrailingStop, pickTrailingStop, setTrailingStop } from './trailing-position-stop.ts';
export { transferMoney } from './transfer-money.ts';
export { walkPrices } from './walk-prices.ts';
