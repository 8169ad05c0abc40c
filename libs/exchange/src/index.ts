/**
 * @breakwater/exchange: the adapter over ccxt. ccxt signs and sends; what a reply means is decided here, by pure tables.
 * May import core and the port types of engine, never another adapter.
 * Start reading at binance/connect-binance.ts (the port), then binance/classify.ts (what an answer means); bybit/ is cut alike.
 */
export { acknowledge as acknowledgeBinance } from './binance/acknowledge.ts';
export { classify as classifyBinance } from './binance/classify.ts';
export { type BinanceExchange, type BinanceOptions, connectBinance, speakBinance } from './binance/connect-binance.ts';
export { parseAlgoOrder as parseBinanceAlgoOrder } from './binance/parse-algo-order.ts';
export { parseMarkets as parseBinanceMarkets } from './binance/parse-markets.ts';
export { parseOrder as parseBinanceOrder } from './binance/parse-order.ts';
export { parsePosition as parseBinancePosition } from './binance/parse-position.ts';
export { parseTrade as parseBinanceTrade } from './binance/parse-trade.ts';
export { BINANCE_STREAM_EVENTS } from './binance/stream-events.ts';
export { BYBIT_STREAM_TOPICS, BYBIT_STREAM_WISHES } from './bybit/stream-events.ts';
export { connectBybit, speakBybit, type WaitingTime } from './bybit/connect-bybit.ts';
export type { RequestParameters as BybitParameters } from './bybit/endpoints.ts';
export { connectExchange } from './connect-exchange.ts';
export type { ConnectedExchange, ListenKey } from './connected-exchange.ts';
export { governWire, type WireGovernor } from './govern-wire.ts';
export type { LocalTime } from './open-session.ts';
export { openVenueWire } from './open-venue-wire.ts';
export { reloadSeldom } from './reload-seldom.ts';
export { readStreamMessage } from './streams/read-stream-message.ts';
export { streamBase } from './streams/stream-base.ts';
export type { StreamHint, StreamReading } from './streams/stream-reading.ts';
export { Unreadable } from './unreadable.ts';
export type { TimedReply, Wire, WireCall, WireParameters } from './open-wire.ts';
export type { WireReply } from './wire-reply.ts';
