/** The model's words in the venue's, both ways. Source: docs, Bybit v5, "Enums Definitions". */
import type { Leg, Side, TimeInForce, WorkingPrice } from '@breakwater/paper';

export const sideWords = { buy: 'Buy', sell: 'Sell' } as const satisfies Record<Side, string>;
export const legNumbers = { net: 0, long: 1, short: 2 } as const satisfies Record<Leg, number>;
export const timeInForceWords = { gtc: 'GTC', ioc: 'IOC', fok: 'FOK', gtx: 'PostOnly' } as const satisfies Record<TimeInForce, string>;
export const workingPriceWords = { last: 'LastPrice', mark: 'MarkPrice' } as const satisfies Record<WorkingPrice, string>;

/** The model's word for a word of the venue; `null` if there is none. */
export function findModelWord<M extends string>(words: Readonly<Record<M, string | number>>, word: string | number): M | null {
  for (const model of Object.keys(words) as M[]) if (words[model] === word) return model;
  return null;
}

/** The price that a trigger watches. The index price is not modelled and taken for the mark price, which follows it. */
export function findWorkingPrice(word: string): WorkingPrice | null {
  return word === 'IndexPrice' ? 'mark' : findModelWord(workingPriceWords, word);
}
