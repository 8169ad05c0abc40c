import type { Checker } from './checker.ts';
import { judgeSettled } from './judge-wishes.ts';

/** I12: every intent and every signal ends, not before it is true, or is quarantined with a page to a human. */
export function everythingEnds(): Checker {
  const settled = new Set<string>();
  return {
    promise: 'I12',
    afterAct: (scene) => judgeSettled(scene, settled),
    atRest({ books }) {
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
      return null;
    },
  };
}
