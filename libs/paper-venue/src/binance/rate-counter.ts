/**
 * The venue's counters: request weight per address and minute, orders per account and 10 s and minute. Windows begin on
 * the clock's whole minutes, as the venue's do. Source: docs, Binance USD-M, "General Info": LIMITS; "Exchange Information".
 */
export const weightLimit = 2400;
export const orderLimit10s = 300;
export const orderLimit1m = 1200;
export const minuteMs = 60_000;

export interface RateCounter {
  /** Adds to the counter of a key in the window that `nowMs` falls into. Returns its new value. */
  add(key: string, windowMs: number, amount: number, nowMs: number): number;
  read(key: string, windowMs: number, nowMs: number): number;
}

/** Counters that all stand at zero. */
export function createRateCounter(): RateCounter {
  const counters = new Map<string, { window: number; value: number }>();
  return {
    add(key, windowMs, amount, nowMs) {
      const window = Math.floor(nowMs / windowMs);
      const name = `${key} ${windowMs}`;
      const counter = counters.get(name);
      const value = (counter?.window === window ? counter.value : 0) + amount;
      counters.set(name, { window, value });
      return value;
    },
    read(key, windowMs, nowMs) {
      const counter = counters.get(`${key} ${windowMs}`);
      return counter?.window === Math.floor(nowMs / windowMs) ? counter.value : 0;
    },
  };
}
