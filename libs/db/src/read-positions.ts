import type { ExchangeId, Leg, OrderStatus, PositionOrigin, PositionSide, PositionStatus } from '@breakwater/core';
import type { PrismaClient } from './generated/client.ts';

/** A live position as people see it: numbers as decimal strings, times as ISO 8601. */
export interface PositionOnScreen {
  readonly id: string;
  readonly exchange: ExchangeId;
  readonly account: string;
  readonly symbol: string;
  readonly leg: Leg;
  readonly status: PositionStatus;
  readonly origin: PositionOrigin;
  readonly side: PositionSide;
  readonly quantity: string;
  readonly entryPrice: string | null;
  readonly openedAt: string;
  readonly protectedAt: string | null;
  /** Since when it has no valid stop; null while it has one. */
  readonly bareSince: string | null;
  readonly bareMs: number;
  /** Stops that are not at their end, newest first. */
  readonly stops: readonly StopOnScreen[];
}

export interface StopOnScreen {
  readonly clientOrderId: string;
  readonly exchangeOrderId: string | null;
  readonly status: OrderStatus;
  readonly quantity: string | null;
  readonly triggerPrice: string | null;
  readonly isBeingCancelled: boolean;
}

/** All live positions with their stops, of every account or of one. "Live" is the one definition: not closed (I1). */
export async function readPositions(client: PrismaClient, account?: { readonly exchange: ExchangeId; readonly account: string }): Promise<PositionOnScreen[]> {
  const rows = await client.position.findMany({
    where: { status: { not: 'closed' }, ...account },
    orderBy: [{ exchange: 'asc' }, { account: 'asc' }, { symbol: 'asc' }, { leg: 'asc' }],
    include: { orders: { where: { role: 'stop', status: { in: ['planned', 'resting', 'triggered'] } }, orderBy: { generation: 'desc' } } },
  });
  return rows.map((row) => ({
    id: row.id,
    exchange: row.exchange,
    account: row.account,
    symbol: row.symbol,
    leg: row.leg,
    status: row.status,
    origin: row.origin,
    side: row.side,
    quantity: row.quantity.toFixed(),
    entryPrice: row.entryPrice?.toFixed() ?? null,
    openedAt: row.createdAt.toISOString(),
    protectedAt: row.protectedAt?.toISOString() ?? null,
    bareSince: row.bareSince?.toISOString() ?? null,
    bareMs: Number(row.bareMs),
    stops: row.orders.map((order) => ({
      clientOrderId: order.clientOrderId,
      exchangeOrderId: order.exchangeOrderId,
      status: order.status,
      quantity: order.quantity?.toFixed() ?? null,
      triggerPrice: order.triggerPrice?.toFixed() ?? null,
      isBeingCancelled: order.cancelIntendedAt !== null,
    })),
  }));
}
