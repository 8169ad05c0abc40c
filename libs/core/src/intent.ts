import type { Request } from './request.ts';

export type IntentKind = 'place' | 'cancel' | 'amend' | 'position_stop' | 'leverage' | 'margin_mode' | 'position_mode';

/**
 *   open ─▶ accepted | rejected | denied
 *     └─▶ unknown ─▶ accepted | rejected | never_existed
 */
export type IntentOutcome = 'open' | 'accepted' | 'rejected' | 'denied' | 'never_existed' | 'unknown';

/** A request of ours that has no final answer yet. Times are on the database's clock. */
export interface UnansweredIntent {
  readonly id: string;
  readonly kind: IntentKind;
  readonly orderId: string | null;
  readonly request: Request;
  readonly outcome: 'open' | 'unknown';
  /** From here on the exchange refuses the request, whatever delayed it. */
  readonly expiresAtMs: number;
  /** First look after the expiry and the not-findable bound that did not find it. */
  readonly missedAtMs: number | null;
}

/**
 * Whether the key must be left alone: while a request is unanswered and unexpired, nobody sends another one, closes
 * the row or lets the next signal in (the fence, rule 6).
 */
export function isQuiet(intents: readonly UnansweredIntent[], nowMs: number): boolean {
  return intents.every((intent) => intent.expiresAtMs <= nowMs);
}
