/**
 * Why the exchange said no.
 *
 * The model speaks no venue's language: each dialect has one table from these reasons to its own codes and words.
 */
export type RefusalReason =
  | 'unknown-symbol'
  | 'market-closed'
  | 'quantity-not-positive'
  | 'quantity-precision'
  | 'quantity-step'
  | 'quantity-too-small'
  | 'quantity-too-large'
  | 'price-precision'
  | 'price-tick'
  | 'price-too-low'
  | 'price-too-high'
  | 'price-above-band'
  | 'price-below-band'
  | 'best-price-beyond-band'
  | 'notional-too-small'
  | 'leg-mismatch'
  | 'reduce-only-rejected'
  | 'reduce-only-excess'
  | 'insufficient-margin'
  | 'would-trigger-at-once'
  | 'close-position-exists'
  | 'would-not-rest'
  | 'would-not-fill'
  | 'amendment-unchanged'
  | 'callback-rate-invalid'
  | 'activation-price-invalid'
  | 'duplicate-client-order-id'
  | 'duplicate-conditional-client-order-id'
  | 'too-many-open-orders'
  | 'too-many-conditional-orders'
  | 'order-not-found'
  | 'cancel-not-found'
  | 'leverage-invalid'
  | 'margin-type-unchanged'
  | 'margin-type-open-orders'
  | 'margin-type-open-position'
  | 'position-mode-unchanged'
  | 'position-mode-open-orders'
  | 'position-mode-open-position'
  | 'no-position'
  | 'cannot-be-ruined';

export interface Refusal {
  readonly refused: RefusalReason;
  /** What a dialect may put into its message, e.g. the smallest notional. */
  readonly detail: string;
}

/** A refusal as a value: refusing is a normal answer, not an exception. */
export function refuse(refused: RefusalReason, detail = ''): Refusal {
  return { refused, detail };
}

/** Whether an answer of the model is a refusal. */
export function isRefusal(answer: object): answer is Refusal {
  return 'refused' in answer;
}
