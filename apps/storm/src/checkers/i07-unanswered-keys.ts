import { isLive } from '@breakwater/core';
import type { Checker } from './checker.ts';

/** I7: keys for which the exchange did not answer are left alone. */
export function unansweredKeysLeftAlone(): Checker {
  const seenIntents = new Set<string>();
  const live = new Set<string>();
  return {
    promise: 'I7',
    afterAct({ books, lastReadings }) {
      for (const intent of books.intents.values()) {
        if (seenIntents.has(intent.id)) continue;
        seenIntents.add(intent.id);
        if (lastReadings.get(`${intent.keyText} ${intent.epoch}`) === 'unreadable') return `${intent.kind} of ${intent.keyText} was intended although the exchange had just given no readable answer`;
      }
      for (const row of books.positions.values()) {
        if (isLive(row.status)) live.add(row.id);
        else if (live.delete(row.id) && row.closeReason !== 'never_filled') {
          const epoch = books.claims.get(row.keyText)?.epoch;
          if (lastReadings.get(`${row.keyText} ${epoch}`) === 'unreadable') return `row ${row.id} of ${row.keyText} was closed although the exchange had just given no readable answer`;
        }
      }
      return null;
    },
  };
}
