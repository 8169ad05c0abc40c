import type { LimitReached } from '@breakwater/core';

/** What came of committing an intent: only `committed` may be followed by its request. */
export type CommitResult =
  | { readonly type: 'committed' }
  | { readonly type: 'refused'; readonly why: 'deposed' | 'not_quiet' | 'duplicate' | 'entries_off' | 'nobody_protects' | 'mode_forbids' | 'newest_stop' | 'wish_forbids' }
  /** The first limit that the entry would have passed (I10). */
  | { readonly type: 'refused'; readonly why: 'no_slot'; readonly limit: LimitReached };
