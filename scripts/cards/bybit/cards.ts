import type { Card } from '../card.ts';
import { accountCards } from './account-cards.ts';
import { attachedStopCards } from './attached-stop-cards.ts';
import type { BybitDesk } from './desk.ts';
import { entryCards } from './entry-cards.ts';
import { idCards } from './id-cards.ts';
import { readCards } from './read-cards.ts';
import { reduceOnlyCards } from './reduce-only-cards.ts';
import { stopCards } from './stop-cards.ts';
import { streamCards } from './stream-cards.ts';
import { timeCards } from './time-cards.ts';

/** Everything that is asked of Bybit linear, in the order in which it is asked. */
export const bybitCards: readonly Card<BybitDesk>[] = [...attachedStopCards, ...stopCards, ...reduceOnlyCards, ...entryCards, ...idCards, ...readCards, ...timeCards, ...accountCards, ...streamCards];
