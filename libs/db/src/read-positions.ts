import type { AccountKey, CloseReason, ExchangeId, Leg, OrderStatus, PositionOrigin, PositionSide, PositionStatus } from '@breakwater/core';
import { readNow, type ScreenClient } from './client.ts';
import type { PositionInclude } from './generated/models/Position.ts';

/** A position as people see it: numbers as decimal strings, times as ISO 8601. */
export interface PositionOnScreen {
  readonly id: string;
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly symbol: string;
  readonly leg: Leg;
  readonly side: PositionSide;
  readonly status: PositionStatus;
  readonly origin: PositionOrigin;
  readonly quantity: string;
  readonly entryPrice: string | null;
  readonly openedAt: string;
  /** From its row's first day until it closed, or until now. */
  readonly ageMs: number;
  readonly protectedAt: string | null;
  /** Since when it has no valid stop; null while it has one. */
  readonly bareSince: string | null;
  /** How long that is by now; null while it has a valid stop. */
  readonly bareNowMs: number | null;
  /** How long it was bare before, in all. */
  readonly bareMs: number;
  /** Stops that are not at their end, newest first. */
  readonly stops: readonly StopOnScreen[];
  /** A request of it was sent, and how it ended is not known yet. */
  readonly hasUnansweredIntent: boolean;
  readonly closedAt: string | null;
  readonly closeReason: CloseReason | null;
  /** null: not known, or not closed yet. */
  readonly realisedPnl: string | null;
}

export interface StopOnScreen {
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | null;
  readonly status: OrderStatus;
  readonly quantity: string | null;
  readonly triggerPrice: string | null;
  readonly isBeingCancelled: boolean;
}

export interface PositionSelection {
  /** One account; every one without it. */
  readonly account?: AccountKey;
  /** So many closed ones too, the last closed first; none without it. */
  readonly closedMax?: number;
}

/** Orders that screens tell something of: stops that may still act, and whatever has a request without an answer. */
const include = {
  orders: {
    where: { OR: [{ role: 'stop', status: { in: ['planned', 'resting', 'triggered'] } }, { intents: { some: { outcome: { in: ['open', 'unknown'] } } } }] },
    orderBy: { generation: 'desc' },
    include: { intents: { where: { outcome: { in: ['open', 'unknown'] } }, select: { id: true } } },
  },
} satisfies PositionInclude;

/** All live positions with their stops, by key, then closed ones if asked for. "Live" is the one definition: not closed (I1). */
export async function readPositions(client: ScreenClient, { account, closedMax = 0 }: PositionSelection = {}): Promise<PositionOnScreen[]> {
  const where = account === undefined ? {} : { exchange: account.exchange, account: account.account };
  const [now, live, closed] = await Promise.all([
    readNow(client),
    client.position.findMany({ where: { ...where, status: { not: 'closed' } }, orderBy: [{ exchange: 'asc' }, { account: 'asc' }, { symbol: 'asc' }, { leg: 'asc' }], include }),
    closedMax === 0 ? [] : client.position.findMany({ where: { ...where, status: 'closed' }, orderBy: [{ closedAt: 'desc' }, { id: 'asc' }], take: closedMax, include }),
  ]);
  return [...live, ...closed].map((row) => ({
    id: row.id,
    exchange: row.exchange,
    account: row.account,
    symbol: row.symbol,
    leg: row.leg,
    side: row.side,
    status: row.status,
    origin: row.origin,
    quantity: row.quantity.toFixed(),
    entryPrice: row.entryPrice?.toFixed() ?? null,
    openedAt: row.createdAt.toISOString(),
    ageMs: msBetween(row.createdAt, row.closedAt ?? now),
    protectedAt: row.protectedAt?.toISOString() ?? null,
    bareSince: row.bareSince?.toISOString() ?? null,
    bareNowMs: row.bareSince === null || row.status === 'closed' ? null : msBetween(row.bareSince, now),
    bareMs: Number(row.bareMs),
    stops: row.orders
      .filter((order) => order.role === 'stop' && UNFINISHED.has(order.status))
      .map((order) => ({
        clientOrderId: order.clientOrderId,
        exchangeOrderId: order.exchangeOrderId,
        status: order.status,
        quantity: order.quantity?.toFixed() ?? null,
        triggerPrice: order.triggerPrice?.toFixed() ?? null,
        isBeingCancelled: order.cancelIntendedAt !== null,
      })),
    hasUnansweredIntent: row.orders.some((order) => order.intents.length > 0),
    closedAt: row.closedAt?.toISOString() ?? null,
    closeReason: row.closeReason,
    realisedPnl: row.realisedPnl?.toFixed() ?? null,
  }));
}

const UNFINISHED: ReadonlySet<OrderStatus> = new Set(['planned', 'resting', 'triggered']);

/** Never negative: the two may be stamped by two clocks. */
function msBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime());
}
