/**
 * The wire formats of real venues over the model of libs/paper, and the lies they can tell. Knows no socket and no clock of
 * its own: the paper exchange serves it over HTTP, the storm calls it in process.
 * May import paper alone.
 * Start reading at process-request.ts (the way of a request), then binance/dialect.ts and faults/fault.ts.
 */
export { endpointsWithParameters } from './binance/accepted-parameters.ts';
export { createBinanceStreams } from './binance/stream-session.ts';
export { createBinanceDialect, routes as binanceRoutes } from './binance/dialect.ts';
export { parseOrderId as parseBybitOrderId } from './bybit/venue-id.ts';
export { createBybitDialect, routes as bybitRoutes } from './bybit/dialect.ts';
export type { Dialect, RequestSubject } from './dialect.ts';
export { spoilAnswer } from './faults/apply-reply-faults.ts';
export { type Fault, type FaultKind, type FaultRequest, type ReadableList, type StreamFaultKind, faultKinds, faultSchema, lastingKinds, readableLists, streamFaultKinds } from './faults/fault.ts';
export { type FaultList, type FaultSubject, createFaultList } from './faults/fault-list.ts';
export { type Fate, type Venue, findAccountName, findRefusal, processRequest, recordRequest } from './process-request.ts';
export { JsonInPieces, joinFields, renderEntries, renderList } from './json-in-pieces.ts';
export { createBybitStreams } from './streams/bybit-session.ts';
export type { Outlet } from './streams/connection.ts';
export type { StreamDialect } from './streams/stream-dialect.ts';
export { type ClientSide, type StreamHub, createStreamHub } from './streams/stream-hub.ts';
export { type RequestCounts, countRequest, createRequestCounts } from './request-counts.ts';
export { type Answer, ReadyJson, type Reply, type VenueRequest } from './venue-request.ts';
