import { judgeDatabase } from '@breakwater/db/failures';
import { Unavailable } from './unavailable.ts';

export interface ExplainedFailure {
  readonly status: 500 | 503;
  /** One sentence; says nothing of addresses and users, which are for the log. */
  readonly error: string;
}

/** What a sender is told when the world failed. All of it may be sent again. */
export function explainFailure(error: unknown): ExplainedFailure {
  if (error instanceof Unavailable) return { status: 503, error: error.message };
  const database = judgeDatabase(error);
  if (database?.type === 'unreachable') return { status: 503, error: 'The database cannot be reached now.' };
  if (database?.type === 'no_schema') return { status: 503, error: 'The database has no tables yet, or older ones: the operator must run `breakwater migrate`.' };
  return { status: 500, error: 'This failed for a reason that only the log of the board knows.' };
}
