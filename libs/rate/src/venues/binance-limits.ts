import type { Demand, Notice } from '../budget.ts';
import { type LimitedReply, readCount, type VenueLimits } from './venue-limits.ts';

/** Requests that count as orders, by ccxt's raw method. Source: Binance USD-M, "New Order", "New Algo Order": 1 on both order counters. */
const ORDER_METHODS: ReadonlySet<string> = new Set(['fapiPrivatePostOrder', 'fapiPrivatePostAlgoOrder']);

/** Source: Binance USD-M, "General Info", LIMITS, and exchangeInfo `rateLimits`: weight per address, orders per account. */
const WEIGHT = { suffix: 'weight', limit: 2_400, windowMs: 60_000, header: 'x-mbx-used-weight-1m' };
const ORDERS = [
  { suffix: 'orders_10s', limit: 300, windowMs: 10_000, header: 'x-mbx-order-count-10s' },
  { suffix: 'orders_1m', limit: 1_200, windowMs: 60_000, header: 'x-mbx-order-count-1m' },
];
const COUNTED = [WEIGHT, ...ORDERS];

/** What is waited for when a refusal names no `Retry-After`, in milliseconds: the window, and the shortest ban. */
const WEIGHT_WAIT_MS = 60_000;
const ORDERS_WAIT_MS = 10_000;
const BAN_MS = 120_000;
const FIREWALL_MS = 300_000;

/** Binance USD-M futures. */
export const binanceLimits: VenueLimits = {
  demandsOf: ({ method, weight }, { address, account }) => [
    { budget: `${address}.${WEIGHT.suffix}`, limit: WEIGHT.limit, windowMs: WEIGHT.windowMs, amount: weight },
    ...(ORDER_METHODS.has(method) ? ORDERS.map(({ suffix, limit, windowMs }) => ({ budget: `${account}.${suffix}`, limit, windowMs, amount: 1 })) : []),
  ],
  readNotices: (demands, ordinals, reply) => demands.flatMap((demand, index) => [...readUsed(demand, ordinals[index] ?? 0, reply), ...readBan(demand, reply)]),
};

function readUsed({ budget, windowMs }: Demand, ordinal: number, reply: LimitedReply): Notice[] {
  const counted = COUNTED.find(({ suffix }) => budget.endsWith(`.${suffix}`));
  const used = counted === undefined ? null : readCount(reply, counted.header);
  return used === null ? [] : [{ type: 'told', budget, windowMs, used, ordinal }];
}

/** Source: Binance USD-M, "General Info", HTTP return codes: 429 and 418 (the address), 403 (its firewall); -1015 is about the account's orders. */
function readBan({ budget }: Demand, { httpStatus, retryAfterMs, body }: LimitedReply): Notice[] {
  const isAboutOrders = /"code"\s*:\s*-1015\b/.test(body);
  const isAddress = budget.endsWith(`.${WEIGHT.suffix}`);
  if (isAboutOrders && httpStatus !== 418) return isAddress ? [] : [{ type: 'blocked', budget, forMs: retryAfterMs ?? ORDERS_WAIT_MS }];
  if (!isAddress) return [];
  if (httpStatus === 418) return [{ type: 'blocked', budget, forMs: retryAfterMs ?? BAN_MS }];
  if (httpStatus === 403) return [{ type: 'blocked', budget, forMs: retryAfterMs ?? FIREWALL_MS }];
  if (httpStatus === 429 || /"code"\s*:\s*-1003\b/.test(body)) return [{ type: 'blocked', budget, forMs: retryAfterMs ?? WEIGHT_WAIT_MS }];
  return [];
}
