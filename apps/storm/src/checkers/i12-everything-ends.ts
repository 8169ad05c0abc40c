import { exchangeCause } from '@breakwater/core';
import type { Checker, Scene } from './checker.ts';
import { judgeSettled } from './judge-wishes.ts';

/** A signal that is said to have been skipped opened nothing: an outcome that was true once is not written over. */
function judgeSkipped({ books, world, entryIds }: Scene): string | null {
  for (const { clientOrderId, orderId } of world.account.acceptedEntries) {
    const signal = books.signals.get(entryIds.get(clientOrderId)?.signalId ?? '');
    if (signal?.outcome.startsWith('skipped_')) return `signal ${signal.externalId} of ${signal.keyText} is said to be ${signal.outcome}, and the exchange accepted its entry, order ${orderId}`;
  }
  return null;
}

/** Of a symbol that somebody else trades a person is told, once its entries make way. */
function judgeForeignWriters({ books, rules }: Scene): string | null {
  for (const { keyText } of books.claims.values()) {
    const theirs = [...books.orders.values()].filter((order) => order.keyText === keyText && order.role === 'foreign' && exchangeCause(order.clientOrderId) === null);
    const isTold = [...books.pages.values()].some(({ subject }) => subject === `entries-off.${keyText}`);
    if (theirs.length > rules.bounds.foreignOrdersPerHourMax && !isTold) return `${theirs.length} orders of somebody else were executed on ${keyText}, and nobody was told`;
  }
  return null;
}

/** I12: every intent and every signal ends, not before it is true, or is quarantined with a page to a human. */
export function everythingEnds(): Checker {
  const settled = new Set<string>();
  return {
    promise: 'I12',
    afterAct: (scene) => judgeSettled(scene, settled) ?? judgeSkipped(scene),
    atRest(scene) {
      const { books } = scene;
      for (const intent of books.intents.values()) {
        if (intent.outcome !== 'open' && intent.outcome !== 'unknown') continue;
        if (books.claims.get(intent.keyText)?.quarantineReason == null) return `${intent.kind} of ${intent.keyText} has no answer, and nobody was told`;
      }
      for (const signal of books.signals.values()) {
        if (signal.outcome === 'pending') return `signal ${signal.externalId} of ${signal.keyText} has no outcome`;
      }
      for (const wish of books.wishes.values()) {
        if (wish.outcome === 'pending') return `signal ${wish.externalId} of ${wish.keyText} (${wish.action}) has no outcome`;
      }
      for (const claim of books.claims.values()) {
        if (claim.quarantineReason !== null && ![...books.pages.values()].some(({ about }) => about === claim.keyText)) return `${claim.keyText} is quarantined, and nobody was told`;
      }
      return judgeForeignWriters(scene);
    },
  };
}
