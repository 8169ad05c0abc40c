import type { ExchangeId } from './key.ts';

const DAY_MS = 86_400_000;

/**
 * How long an exchange lists an account's executions. Binance USD-M, GET /fapi/v1/userTrades: three months. Bybit v5,
 * GET /v5/execution/list: two years. Nobody can ask for older ones; what an answer does not hold would look as if it never was.
 */
export const EXECUTIONS_KEPT_MS: Readonly<Record<ExchangeId, number>> = { binance: 90 * DAY_MS, bybit: 730 * DAY_MS };

/** What is asked for at the edge must still be kept when the request arrives, on a clock that is not ours. */
const EDGE_MS = 3_600_000;

/** The oldest instant from which executions can be asked for, exchange time, at a look that began at `beganAtMs`. */
export function keptSinceMs(exchange: ExchangeId, beganAtMs: number): number {
  return Math.max(0, beganAtMs - EXECUTIONS_KEPT_MS[exchange] + EDGE_MS);
}
