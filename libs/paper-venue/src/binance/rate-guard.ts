import { type VenueRules, binanceRules } from '@breakwater/paper';
import { BinanceError } from './binance-error.ts';
import { type RateCounter, minuteMs, orderLimit10s, orderLimit1m, weightLimit } from './rate-counter.ts';
import type { OrderCounts } from './route.ts';

/** When the venue bans an address, for how long (later bans are longer there, up to three days), and in what words: it documents none of it. */
type BanRules = Pick<VenueRules, 'refusalsBeforeBan' | 'banMs' | 'banReply'>;
/** As of a firewall that lets nothing through to the venue. */
const banPage = "<html><head><title>418 I'm a teapot</title></head><body>418 I'm a teapot</body></html>";

/** The venue's limits. Both return the headers that tell the client where it stands. */
export interface RateGuard {
  /** Throws -1003, with 429 over the limit and 418 while banned. */
  countWeight(ip: string, weight: number, nowMs: number): Record<string, string>;
  /** Throws -1015 with 429 over the limit. */
  countOrders(accountName: string, orders: OrderCounts, nowMs: number): Record<string, string>;
}

/** Seconds until a window of the counter ends, as text. */
function secondsLeft(windowMs: number, nowMs: number): string {
  return String(Math.ceil((windowMs - (nowMs % windowMs)) / 1000));
}

/**
 * Counts into `rates`, and refuses what exceeds the limits if `enforces`. An address that goes on after 429 is banned.
 * Source: docs, Binance USD-M, "General Info": LIMITS, HTTP 429 and 418, Retry-After.
 */
export function createRateGuard(rates: RateCounter, enforces: boolean, { refusalsBeforeBan, banMs, banReply }: BanRules = binanceRules): RateGuard {
  const bannedUntilMs = new Map<string, number>();

  function refuseWeight(ip: string, nowMs: number): never {
    if (rates.add(`refusals ${ip}`, minuteMs, 1, nowMs) > refusalsBeforeBan) bannedUntilMs.set(ip, nowMs + banMs);
    const message = `Too many requests; current limit of IP(${ip}) is ${weightLimit} requests per minute. Please use the websocket for live updates to avoid polling the API.`;
    throw new BinanceError(-1003, message, 429, { 'Retry-After': secondsLeft(minuteMs, nowMs) });
  }

  return {
    countWeight(ip, weight, nowMs) {
      const untilMs = bannedUntilMs.get(ip) ?? 0;
      if (enforces && nowMs < untilMs) {
        const message = `Way too many requests; IP(${ip}) banned until ${untilMs}. Please use the websocket for live updates to avoid bans.`;
        throw new BinanceError(-1003, message, 418, { 'Retry-After': String(Math.ceil((untilMs - nowMs) / 1000)) }, banReply === 'page' ? banPage : null);
      }
      const used = rates.add(`weight ${ip}`, minuteMs, weight, nowMs);
      if (enforces && used > weightLimit) refuseWeight(ip, nowMs);
      return { 'X-MBX-USED-WEIGHT-1M': String(used) };
    },
    countOrders(accountName, orders, nowMs) {
      const headers: Record<string, string> = {};
      for (const [windowMs, name, limit, amount] of [[10_000, '10S', orderLimit10s, orders.in10s], [minuteMs, '1M', orderLimit1m, orders.in1m]] as const) {
        const count = rates.add(`orders ${accountName}`, windowMs, amount, nowMs);
        headers[`X-MBX-ORDER-COUNT-${name}`] = String(count);
        if (enforces && count > limit) {
          throw new BinanceError(-1015, `Too many new orders; current limit is ${limit} orders per ${name}.`, 429, {
            ...headers,
            'Retry-After': secondsLeft(windowMs, nowMs),
          });
        }
      }
      return headers;
    },
  };
}
