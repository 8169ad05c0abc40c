import type { Demand, Notice } from '../budget.ts';
import { type LimitedReply, readCount, type VenueLimits } from './venue-limits.ts';

/** Source: Bybit v5, "Rate Limit Rules": 600 requests of an address within five seconds. */
const REQUESTS = { suffix: 'requests', limit: 600, windowMs: 5_000 };
const SECOND_MS = 1_000;

/**
 * Calls of an account within a second, by ccxt's raw method. Source: Bybit v5, "Rate Limit Rules", API Rate Limit Table. An endpoint
 * that stands not here is taken for one of the slow ones until its own headers say how much is left.
 */
const PER_SECOND: Readonly<Record<string, number>> = {
  privateGetV5PositionList: 50,
  privateGetV5OrderRealtime: 50,
  privateGetV5OrderHistory: 50,
  privateGetV5ExecutionList: 50,
  privateGetV5PositionClosedPnl: 50,
  privateGetV5AccountInfo: 50,
  privateGetV5UserQueryApi: 10,
  privatePostV5OrderCreate: 10,
  privatePostV5OrderCancel: 10,
  privatePostV5PositionSetLeverage: 10,
  privatePostV5AccountSetMarginMode: 5,
};
const PER_SECOND_ELSE = 5;

/** How long an address is silent that came too often: HTTP 403 "at least 10 minutes", 10018 and HTTP 429 as long as its window. */
const TOO_FREQUENT_MS = 600_000;
/** No endpoint of an account is kept out for longer by 10006. */
const RESET_MS_MAX = 60_000;

/** Bybit v5. It knows no weights: it counts requests. */
export const bybitLimits: VenueLimits = {
  demandsOf: ({ method }, { address, account }) => [
    { budget: `${address}.${REQUESTS.suffix}`, limit: REQUESTS.limit, windowMs: REQUESTS.windowMs, amount: 1 },
    ...(method.startsWith('private') ? [{ budget: `${account}.${method}`, limit: PER_SECOND[method] ?? PER_SECOND_ELSE, windowMs: SECOND_MS, amount: 1 }] : []),
  ],
  readNotices: ([address, endpoint], [, ordinal = 0], reply) => [
    ...(address === undefined ? [] : readBan(address, reply)),
    ...(endpoint === undefined ? [] : readLeft(endpoint, ordinal, reply)),
  ],
};

function readBan({ budget }: Demand, { httpStatus, retryAfterMs, body }: LimitedReply): Notice[] {
  if (httpStatus === 403) return [{ type: 'blocked', budget, forMs: retryAfterMs ?? TOO_FREQUENT_MS }];
  if (httpStatus === 429 || isCode(body, 10_018)) return [{ type: 'blocked', budget, forMs: retryAfterMs ?? REQUESTS.windowMs }];
  return [];
}

/** The headers tell what is left; what is used, against the limit that we assume, is the rest of it. */
function readLeft({ budget, limit, windowMs }: Demand, ordinal: number, reply: LimitedReply): Notice[] {
  const left = readCount(reply, 'x-bapi-limit-status');
  const told: Notice[] = left === null ? [] : [{ type: 'told', budget, windowMs, used: Math.max(0, limit - left), ordinal }];
  return isCode(reply.body, 10_006) ? [...told, { type: 'blocked', budget, forMs: untilReset(reply) }] : told;
}

/** From the exchange's own instant in the envelope to the reset that its header names; a second where either is missing. */
function untilReset(reply: LimitedReply): number {
  const resetAtMs = readCount(reply, 'x-bapi-limit-reset-timestamp');
  const toldAtMs = /"time"\s*:\s*"?(\d{13})\b/.exec(reply.body)?.[1];
  if (resetAtMs === null || toldAtMs === undefined) return reply.retryAfterMs ?? SECOND_MS;
  return Math.min(RESET_MS_MAX, Math.max(1, resetAtMs - Number(toldAtMs)));
}

const isCode = (body: string, code: number): boolean => new RegExp(`"retCode"\\s*:\\s*"?${code}\\b`).test(body);
