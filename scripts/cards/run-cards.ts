import type { ExchangeId } from '@breakwater/core';
import type { AccountWay } from './base-desk.ts';
import { openBinanceDesk } from './binance/desk.ts';
import { binanceCards } from './binance/cards.ts';
import { openBybitDesk } from './bybit/desk.ts';
import { bybitCards } from './bybit/cards.ts';
import { type Card, CannotTell, type Seen } from './card.ts';
import type { Desk } from './desk.ts';
import { judgeAnswer, type Verdict } from './judge-answer.ts';

/** What one card came to. */
export interface CardResult {
  readonly card: Card<never>;
  readonly verdict: Verdict;
  readonly seen: Seen;
}

/** What is done with one exchange's cards, whatever desk they need. */
interface Deck {
  readonly cards: readonly Card<never>[];
  open(way: AccountWay): Promise<{ readonly desk: Desk; close(): Promise<void> }>;
}

const DECKS: Readonly<Record<ExchangeId, Deck>> = { binance: { cards: binanceCards, open: openBinanceDesk }, bybit: { cards: bybitCards, open: openBybitDesk } };

/** The cards of an exchange, or those of them that are named. Throws a sentence for a name that there is not. */
export function chooseCards(venue: ExchangeId, ids: readonly string[]): readonly Card<never>[] {
  const { cards } = DECKS[venue];
  const unknown = ids.find((id) => cards.every((card) => card.id !== id));
  if (unknown !== undefined) throw new Error(`There is no card "${unknown}" for ${venue}: docs/exchange-cards.md names them all.`);
  return ids.length === 0 ? cards : cards.filter(({ id }) => ids.includes(id));
}

/**
 * Asks an account one card after another, and clears away after each whatever it left, also when it failed or `stopped` is aborted: then
 * no further card is asked. Never touches what was there before: throws a sentence if the contract is not empty at the start, and one that
 * says what is left if something could not be taken away.
 */
export async function runCards(venue: ExchangeId, way: AccountWay, cards: readonly Card<never>[], stopped: AbortSignal, tell: (result: CardResult) => void): Promise<readonly CardResult[]> {
  const { desk, close } = await DECKS[venue].open(way);
  try {
    if (await desk.isHedged()) throw new Error('The account is in hedge mode: the cards need one in one-way mode.');
    const before = await desk.describeHoldings();
    if (before !== null) throw new Error(`The account has ${before} in ${way.symbol}, which no card put there: name a contract that is empty with --symbol, or use another account.`);
    const results: CardResult[] = [];
    for (const card of cards) {
      if (stopped.aborted) break;
      const result = await askOne(desk, card);
      results.push(result);
      tell(result);
    }
    return results;
  } finally {
    await close();
  }
}

async function askOne(desk: Desk, card: Card<never>): Promise<CardResult> {
  let seen: Seen;
  try {
    seen = await (card as unknown as Card).ask(desk);
  } catch (error) {
    // An answer of another form than ours is no reason to leave the other questions unasked.
    seen = { type: 'unseen', why: error instanceof CannotTell ? error.message : `an answer could not be read: ${String(error)}` };
  } finally {
    await clear(desk, card);
  }
  return { card, verdict: judgeAnswer(card.expects, seen), seen };
}

const CLEARINGS_MAX = 3;

/** Clears the contract; a request without an answer is no reason to leave anything behind, so it is tried again. */
async function clear(desk: Desk, { id }: Card<never>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await desk.clear();
    } catch (error) {
      if (!(error instanceof CannotTell)) throw error;
      if (tries === CLEARINGS_MAX) throw new Error(`The account may still hold what the card ${id} opened in ${desk.contract.symbol}: look there, and close it by hand. ${error.message}`, { cause: error });
    }
  }
}
