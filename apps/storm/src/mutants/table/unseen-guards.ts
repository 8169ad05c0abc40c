import type { StoreGuards } from '../../memory/guards.ts';

/**
 * Guards of the books whose removal nobody can see, even together with its twin, each with the reason. They stay: a database
 * is also written by hand, and by later versions. But a mutant of them would prove nothing.
 */
export const unseenGuards: Partial<Readonly<Record<keyof StoreGuards, string>>> = {
  entersBeside: 'what enters beside a wish to close is closed by it: which of the two came first is a preference, and no promise',
  expiresAt: 'it names the expiry, and refuses nothing; its skew is what expiry-without-skew removes',
  oneEntryPerPosition: 'the id of an entry is derived from its signal, so a second one of a position is the same row already',
  ownClientOrderIdOnce: 'the id of an order is derived from its client order id, so a second one of that id is the same row already',
  exchangeOrderIdOnce: 'the id of a foreign order is derived from its exchange order id, and the books count what both rows of one order say as one',
  answerable: 'only unanswered intents are read, and who was deposed writes nothing: nobody is left who would answer one twice',
  positionMovesForward: 'no plan asks for such a move: what has ended is read no more, and a row lives again by a late fill alone',
  orderMovesForward: 'no plan asks for such a move: mayBecome (libs/core/src/order.ts) and bookNews leave out what has ended',
  keptFacts: 'two readings of one wave differ by moments, and each of them is one that the policy may judge by; that all judge by the same is what it is for',
  fenceOfRecovery: 'whoever mends a key looks first; what still arrives from the time before is found by the look that a recovery takes once it would be found',
  recoveryMayEnd: 'a recovery asks for its end once all is settled; that it checks is for two that run at once',
  epochOfRecovery: 'who held a claim of the time before is also told by its id, which is never given again',
};
