import type { Card } from '../card.ts';
import { accountCards } from './account-cards.ts';
import type { BinanceDesk } from './desk.ts';
import { entryCards } from './entry-cards.ts';
import { idCards } from './id-cards.ts';
import { readCards } from './read-cards.ts';
import { reduceOnlyCards } from './reduce-only-cards.ts';
import { refusalCards } from './refusal-cards.ts';
import { stopCards } from './stop-cards.ts';
import { streamCards } from './stream-cards.ts';
import { timeCards } from './time-cards.ts';

/** Everything that is asked of Binance USD-M, in the order in which it is asked. */
export const binanceCards: readonly Card<BinanceDesk>[] = [...stopCards, ...reduceOnlyCards, ...entryCards, ...idCards, ...readCards, ...timeCards, ...accountCards, ...refusalCards, ...streamCards];
