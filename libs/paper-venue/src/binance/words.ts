/** The model's words in the venue's, both ways. */
import type { ConditionalStatus, ConditionalType, Leg, OrderStatus, Side, TimeInForce, WorkingPrice } from '@breakwater/paper';

export const sideWords = { buy: 'BUY', sell: 'SELL' } as const satisfies Record<Side, string>;
export const legWords = { net: 'BOTH', long: 'LONG', short: 'SHORT' } as const satisfies Record<Leg, string>;
export const orderStatusWords = {
  new: 'NEW',
  'partially-filled': 'PARTIALLY_FILLED',
  filled: 'FILLED',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
} as const satisfies Record<OrderStatus, string>;
export const conditionalStatusWords = {
  new: 'NEW',
  triggering: 'TRIGGERING',
  triggered: 'TRIGGERED',
  finished: 'FINISHED',
  canceled: 'CANCELED',
  expired: 'EXPIRED',
  rejected: 'REJECTED',
} as const satisfies Record<ConditionalStatus, string>;
export const conditionalTypeWords = {
  'stop-market': 'STOP_MARKET',
  'take-profit-market': 'TAKE_PROFIT_MARKET',
  stop: 'STOP',
  'take-profit': 'TAKE_PROFIT',
  'trailing-stop-market': 'TRAILING_STOP_MARKET',
} as const satisfies Record<ConditionalType, string>;
export const workingPriceWords = { last: 'CONTRACT_PRICE', mark: 'MARK_PRICE' } as const satisfies Record<WorkingPrice, string>;
export const timeInForceWords = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', gtx: 'GTX' } as const satisfies Record<TimeInForce, string>;

/** The model's word for a word of the venue. The word must be one of the table's. */
export function toModelWord<M extends string, V extends string>(words: Readonly<Record<M, V>>, word: V): M {
  for (const model of Object.keys(words) as M[]) if (words[model] === word) return model;
  throw new Error(`No word for ${word}`);
}
