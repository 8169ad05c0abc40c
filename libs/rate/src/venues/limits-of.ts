import type { ExchangeId } from '@breakwater/core';
import { binanceLimits } from './binance-limits.ts';
import { bybitLimits } from './bybit-limits.ts';
import type { VenueLimits } from './venue-limits.ts';

const LIMITS: Readonly<Record<ExchangeId, VenueLimits>> = { binance: binanceLimits, bybit: bybitLimits };

/** What an exchange limits. */
export function limitsOf(exchange: ExchangeId): VenueLimits {
  return LIMITS[exchange];
}

/**
 * The same limits in a world whose time is so many times as short: the same rate, in shorter windows, and shorter waits where the
 * exchange does not name one. No limit is below 1.
 */
export function scaleLimits(limits: VenueLimits, divisor: number): VenueLimits {
  return {
    demandsOf: (call, names) =>
      limits.demandsOf(call, names).map((demand) => ({ ...demand, limit: Math.max(1, Math.floor(demand.limit / divisor)), windowMs: demand.windowMs / divisor })),
    readNotices: (demands, ordinals, reply) =>
      limits.readNotices(demands, ordinals, reply).map((notice) => (notice.type === 'blocked' && reply.retryAfterMs === null ? { ...notice, forMs: notice.forMs / divisor } : notice)),
  };
}
