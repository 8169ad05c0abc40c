import type { Seen } from './card.ts';

/** How an exchange stands to one assumption. */
export type Verdict = 'agrees' | 'differs' | 'cannot tell';

/** Holds what was seen against what is assumed: only an answer that is named agrees, and nothing seen is never an agreement. */
export function judgeAnswer(expects: readonly string[], seen: Seen): Verdict {
  if (seen.type === 'unseen') return 'cannot tell';
  return expects.includes(seen.answer) ? 'agrees' : 'differs';
}
