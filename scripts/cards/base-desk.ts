import type { ExchangeId } from '@breakwater/core';
import { type Contract, scalePrice } from './contract.ts';
import type { Desk } from './desk.ts';
import { findAgain } from './find-again.ts';
import type { Access, Caller } from './open-caller.ts';

/** How cards are asked, besides where. */
export interface Manner {
  readonly symbol: string;
  readonly waitMs: number;
  readonly settleMs: number;
  readonly usedId: string | null;
  /** Moves the price of the contract; null: nobody can. */
  readonly pushPrice: ((venue: ExchangeId, symbol: string, price: string) => Promise<void>) | null;
}

export type AccountWay = Access & Manner;

/** The part of a desk that is the same at every exchange. */
export function openBaseDesk(venue: ExchangeId, { symbol, waitMs, settleMs, usedId, streamUrl, pushPrice }: AccountWay, contract: Contract, caller: Caller): Pick<Desk, 'venue' | 'contract' | 'waitMs' | 'settleMs' | 'usedId' | 'streamUrl' | 'send' | 'sendPublic' | 'insist' | 'read' | 'newId' | 'pushPrice' | 'scale' | 'find'> {
  // Ids of one run begin alike, so that they can be told from those of the runs before.
  const run = caller.nowMs().toString(36);
  let count = 0;
  return {
    ...{ venue, contract, waitMs, settleMs, usedId, streamUrl },
    ...{ send: caller.send, sendPublic: caller.sendPublic, insist: caller.insist, read: caller.read },
    newId: () => `card-${run}-${++count}`,
    pushPrice: async (price) => pushPrice?.(venue, symbol, price),
    scale: (price, factor) => scalePrice(price, factor, contract.tick),
    find: (look, forMs = waitMs) => findAgain(look, forMs),
  };
}

/** Clears a contract step by step until nothing is left of it. Throws a sentence that says what is left once `waitMs` have passed. */
export async function clearUntilEmpty(symbol: string, waitMs: number, clear: () => Promise<void>, describe: () => Promise<string | null>): Promise<void> {
  const isEmpty = await findAgain(async () => {
    if ((await describe()) === null) return true;
    await clear();
    return (await describe()) === null ? true : null;
  }, waitMs);
  if (isEmpty === null) throw new Error(`The account still has ${await describe()} in ${symbol}, which a card left behind and could not take away within ${waitMs} ms: close it by hand.`);
}
