import type { SignalOutcome } from '@breakwater/core';

/** `2 opened, 1 skipped (limit)`: the outcomes that occur, opened ones first. */
export function outcomesText(outcomes: Readonly<Record<SignalOutcome, number>>): string {
  const told = ORDER.filter((outcome) => outcomes[outcome] > 0).map((outcome) => `${outcomes[outcome]} ${OUTCOME_WORDS[outcome]}`);
  return told.length > 0 ? told.join(', ') : 'none';
}

/** The outcomes as people read them. */
export const OUTCOME_WORDS: Readonly<Record<SignalOutcome, string>> = {
  opened: 'opened',
  closed: 'closed',
  reduced: 'reduced',
  stop_set: 'stop set',
  pending: 'pending',
  unknown: 'unknown',
  failed: 'failed',
  skipped_duplicate: 'skipped (duplicate)',
  skipped_filter: 'skipped (filter)',
  skipped_limit: 'skipped (limit)',
  skipped_no_position: 'skipped (no position)',
};

const ORDER = Object.keys(OUTCOME_WORDS) as readonly SignalOutcome[];
