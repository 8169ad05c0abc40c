import type { ReportedFact } from '@breakwater/db/screens';

/** What a look found to differ, for people: `TAGUSDT orphan: long 100 without a row`. */
export function findingText({ symbol, what = 'difference', said }: ReportedFact): string {
  const name = what.replaceAll('_', ' ');
  return `${symbol === undefined ? name : `${symbol} ${name}`}${said === undefined ? '' : `: ${said}`}`;
}

/** What was done about it, for people. */
export function actText({ act, symbol, verdict, said = '' }: ReportedFact): string {
  if (act === 'braked') return 'did not believe it: too many positions vanished at once';
  if (act === 'resync-key') return `looked at ${symbol}`;
  const word = verdict === undefined ? undefined : VERDICTS[verdict];
  return word === undefined ? said : `${word}: ${said}`;
}

/** How a look at one symbol ended that was not done with it. */
const VERDICTS: Readonly<Record<string, string>> = { snooze: 'put off', skip: 'let be', give_up: 'gave up' };
