import { durationText } from '../duration-text.ts';
import { printTable } from '../print.ts';

interface Verdict {
  readonly positions: number;
  readonly bareMs: number;
  readonly longestBareMs: number;
  readonly bareNow: number;
  readonly unintendedIncreases: number;
  readonly duplicateExecutions: number;
}

/** What the judge has seen, venue by venue. */
export interface Judgement {
  readonly venues: readonly (Verdict & { readonly venue: string })[];
  readonly total: Verdict;
}

/** Tells people what the paper exchange's judge has seen. */
export function tellJudge({ venues, total }: Judgement): void {
  printTable(
    ['VENUE', 'POSITIONS', 'BARE IN ALL', 'BARE AT MOST', 'BARE NOW', 'MADE LARGER WITHOUT AN ENTRY', 'EXECUTED TWICE'],
    [...venues, { venue: 'together', ...total }].map(({ venue, positions, bareMs, longestBareMs, bareNow, unintendedIncreases, duplicateExecutions }) => [
      ...[venue, String(positions), durationText(bareMs), durationText(longestBareMs)],
      ...[String(bareNow), String(unintendedIncreases), String(duplicateExecutions)],
    ]),
  );
}
