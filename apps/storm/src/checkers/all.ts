import type { CheckerMaker } from './checker.ts';
import { oneLiveRow } from './i01-one-live-row.ts';
import { oneEntryPerSignal } from './i02-one-entry-per-signal.ts';
import { noUnmeantExposure } from './i03-no-unmeant-exposure.ts';
import { protectedAlways } from './i04-protected.ts';
import { lastStopStays } from './i05-last-stop-stays.ts';
import { nothingWithoutEvidence } from './i06-evidence.ts';
import { unansweredKeysLeftAlone } from './i07-unanswered-keys.ts';
import { agreement } from './i08-agreement.ts';
import { everyChangeTold } from './i09-every-change-told.ts';
import { limitsHold } from './i10-limits.ts';
import { foreignLeftAlone } from './i11-foreign-left-alone.ts';
import { everythingEnds } from './i12-everything-ends.ts';

/** One checker a promise; a new promise adds its line here. */
export const checkers: readonly CheckerMaker[] = [
  oneLiveRow,
  oneEntryPerSignal,
  noUnmeantExposure,
  protectedAlways,
  lastStopStays,
  nothingWithoutEvidence,
  unansweredKeysLeftAlone,
  agreement,
  everyChangeTold,
  limitsHold,
  foreignLeftAlone,
  everythingEnds,
];
