/**
 * The venue's limits: calls of an endpoint per account and second, requests per address and five seconds.
 * Source: docs, Bybit v5, "Rate Limit": X-Bapi-Limit headers, 10006; HTTP 403.
 */
import { createRateCounter } from '../binance/rate-counter.ts';
import { BybitError } from './bybit-error.ts';

const secondMs = 1000;
const addressWindowMs = 5000;
const addressLimit = 600;
/** How long an address that asked too often is kept out. Source: docs: "If you are still banned after 30 minutes"; ten are usual. */
const banMs = 600_000;

/** Both count; they refuse only if the guard enforces. */
export interface RateGuard {
  /** Throws HTTP 403 with a page instead of an envelope, until the ban is over. */
  countRequest(ip: string, nowMs: number): void;
  /** Returns the headers that tell the client where it stands. Throws 10006 over the limit. */
  countCalls(accountName: string, path: string, limit: number, calls: number, nowMs: number): Record<string, string>;
  /** Requests of an address in the running window. */
  readUsed(ip: string, nowMs: number): number;
}

/** A guard that has counted nothing yet. */
export function createRateGuard(enforces: boolean): RateGuard {
  const rates = createRateCounter();
  const bannedUntilMs = new Map<string, number>();
  return {
    countRequest(ip, nowMs) {
      const used = rates.add(ip, addressWindowMs, 1, nowMs);
      if (!enforces) return;
      if (used > addressLimit && nowMs >= (bannedUntilMs.get(ip) ?? 0)) bannedUntilMs.set(ip, nowMs + banMs);
      if (nowMs < (bannedUntilMs.get(ip) ?? 0)) throw new BybitError(10018, '403, access too frequent', 403);
    },
    countCalls(accountName, path, limit, calls, nowMs) {
      const used = rates.add(`${accountName} ${path}`, secondMs, calls, nowMs);
      const endsAtMs = (Math.floor(nowMs / secondMs) + 1) * secondMs;
      const headers = {
        'X-Bapi-Limit': String(limit),
        'X-Bapi-Limit-Status': String(Math.max(0, limit - used)),
        'X-Bapi-Limit-Reset-Timestamp': String(used > limit ? endsAtMs : nowMs),
      };
      if (enforces && used > limit) throw new BybitError(10006, 'Too many visits. Exceeded the API Rate Limit.', 200, headers);
      return headers;
    },
    readUsed: (ip, nowMs) => rates.read(ip, addressWindowMs, nowMs),
  };
}
