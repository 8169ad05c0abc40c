import { exchangeCause, ownOrderRole } from '@breakwater/core';
import { findOrder } from '@breakwater/paper';
import { arePutBack } from '../memory/recovery/identity.ts';
import type { MemoryBooks, SignalRow } from '../memory/memory-books.ts';
import type { Checker, Scene } from './checker.ts';
import { judgeSettled } from './judge-wishes.ts';

/** A signal that is said to have been skipped opened nothing: an outcome that was true once is not written over. */
function judgeSkipped(scene: Scene): string | null {
  const { books, world, entryIds } = scene;
  for (const { clientOrderId, orderId, symbol } of world.account.acceptedEntries) {
    const signal = books.signals.get(entryIds.get(clientOrderId)?.signalId ?? '');
    if (signal?.outcome.startsWith('skipped_') && !isLost(scene, signal, symbol, orderId)) return `signal ${signal.externalId} of ${signal.keyText} is said to be ${signal.outcome}, and the exchange accepted its entry, order ${orderId}`;
  }
  return null;
}

/**
 * Whether the books may not know that an entry was this signal's: they were put back, and are not recovered yet; or the signal was lost, and its sender
 * delivers it again; or it opened nothing, so that only who looks for it would find it.
 */
function isLost({ books, world, setBack, nowMs }: Scene, { waveId }: SignalRow, symbol: string, orderId: number): boolean {
  const putBack = setBack();
  if (putBack === null) return false;
  if ((books.waves.get(waveId)?.receivedAtMs ?? 0) >= putBack.atMs) return true;
  if (arePutBack(books)) return true;
  return findOrder(world.exchange, world.account, symbol, { orderId, clientOrderId: null }, nowMs())?.executedQuantity.eq('0') ?? false;
}

/** Of a symbol that somebody else trades a person is told, once its entries make way. */
function judgeForeignWriters({ books, rules }: Scene): string | null {
  for (const { keyText } of books.claims.values()) {
    const theirs = [...books.orders.values()].filter((order) => order.keyText === keyText && order.role === 'foreign' && exchangeCause(order.clientOrderId) === null && ownOrderRole(order.clientOrderId) === null);
    if (theirs.length > rules.bounds.foreignOrdersPerHourMax && !isTold(books, `entries-off.${keyText}`)) return `${theirs.length} orders of somebody else were executed on ${keyText}, and nobody was told`;
  }
  return null;
}

function isTold(books: MemoryBooks, subject: string): boolean {
  return [...books.pages.values()].some((page) => page.subject === subject);
}

/** I12: every intent and every signal ends, not before it is true, or is quarantined with a page to a human. */
export function everythingEnds(): Checker {
  const settled = new Set<string>();
  return {
    promise: 'I12',
    booksPutBack({ books }) {
      settled.clear();
      for (const { id, outcome } of books.wishes.values()) if (outcome !== 'pending') settled.add(id);
    },
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
