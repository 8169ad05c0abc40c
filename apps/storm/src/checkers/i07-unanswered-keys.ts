import { isLive } from '@breakwater/core';
import type { IntentRow } from '../memory/memory-books.ts';
import type { Checker, Scene } from './checker.ts';

/**
 * A part of the look that an intent rests on which the exchange did not tell, whatever the process made of it. The instants
 * are those of the requests themselves.
 */
function findUnread({ world, books, lastLooks }: Scene, { key, keyText, epoch }: IntentRow): string | null {
  const look = lastLooks.get(`${keyText} ${epoch}`);
  const process = books.claims.get(keyText)?.holder?.split('/')[0];
  if (look === undefined || process === undefined) return null;
  const prefix = `${process} ${key.symbol} `;
  for (const [name, { atMs, count, isUnread }] of world.asked) if (isUnread && count === 1 && atMs === look.askedAtMs && name.startsWith(prefix)) return name.slice(prefix.length);
  return null;
}

/** I7: keys for which the exchange did not answer are left alone. */
export function unansweredKeysLeftAlone(): Checker {
  const seenIntents = new Set<string>();
  const live = new Set<string>();
  return {
    promise: 'I7',
    afterAct(scene) {
      const { books, lastReadings } = scene;
      for (const intent of books.intents.values()) {
        if (seenIntents.has(intent.id)) continue;
        seenIntents.add(intent.id);
        if (lastReadings.get(`${intent.keyText} ${intent.epoch}`) === 'unreadable') return `${intent.kind} of ${intent.keyText} was intended although the exchange had just given no readable answer`;
        const unread = findUnread(scene, intent);
        if (unread !== null) return `${intent.kind} of ${intent.keyText} was intended although the exchange had just given no readable answer to ${unread}`;
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
    booksPutBack({ books }) {
      live.clear();
      for (const { id, status } of books.positions.values()) if (isLive(status)) live.add(id);
    },
  };
}
