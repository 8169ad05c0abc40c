import { type OrderReport, type PositionReport, ZERO } from '@breakwater/core';
import type { RequestParameters } from './endpoints.ts';
import { parseOrder } from './parse-order.ts';
import { parsePosition } from './parse-position.ts';
import { parsePositionStop } from './parse-position-stop.ts';
import { Row } from '../row.ts';
import { readPages } from './read-pages.ts';
import type { Session } from './session.ts';

/** The largest pages that Bybit v5 gives: 200 positions, 50 orders (the defaults are 20). */
const POSITIONS_A_PAGE = 200;
const ORDERS_A_PAGE = 50;

/** A leg, and the stop that its own row tells of. */
export interface Holding {
  readonly position: PositionReport;
  readonly stop: OrderReport | null;
  /** As the row tells it; empty where it does not. */
  readonly leverage: string;
}

/** Positions: of one symbol every leg, of a settle coin only the open ones. Throws `Unreadable` unless every page answers. */
export function readHoldings(session: Session, scope: RequestParameters): Promise<readonly Holding[]> {
  return readPages(session, {
    endpoint: 'readPositions',
    parameters: { category: 'linear', ...scope, limit: POSITIONS_A_PAGE },
    what: 'positions',
    parse: parseHolding,
    idOf: ({ position: { symbol, leg } }) => `${symbol} ${leg}`,
  });
}

/** Open orders, those that wait for a price among them. Throws `Unreadable` unless every page answers. */
export function readOpenOrders(session: Session, scope: RequestParameters): Promise<readonly OrderReport[]> {
  return readPages(session, {
    endpoint: 'readOrders',
    parameters: { category: 'linear', ...scope, openOnly: 0, limit: ORDERS_A_PAGE },
    what: 'open orders',
    parse: parseOrder,
    idOf: ({ exchangeOrderId }) => exchangeOrderId,
  });
}

/**
 * The open orders together with the stops that positions have as a part of them. Where the stop is listed as an order too, that
 * one is taken: it has an id of the exchange's own.
 */
export function withPositionStops(orders: readonly OrderReport[], holdings: readonly Holding[]): readonly OrderReport[] {
  const open = orders.filter(({ status }) => status === 'resting' || status === 'triggered');
  const stops = holdings.map(({ stop }) => stop).filter((stop) => stop !== null);
  return [...open, ...stops.filter((stop) => !open.some((order) => isSameStop(order, stop)))];
}

function parseHolding(value: unknown): Holding {
  const position = parsePosition(value);
  const row = new Row(value, 'position');
  return { position, stop: position.quantity.eq(ZERO) ? null : parsePositionStop(value, position), leverage: row.has('leverage') ? row.label('leverage') : '' };
}

function isSameStop(order: OrderReport, stop: OrderReport): boolean {
  return order.list === 'position' && order.kind === stop.kind && order.symbol === stop.symbol && order.leg === stop.leg && order.closesPosition;
}
