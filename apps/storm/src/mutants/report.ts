import type { MutantResult } from './try-mutant.ts';

/** Some violations tell whole rows. */
const TEXT_MAX = 200;
const INDENT = ' '.repeat(43);

/** One result on a few lines, for people: a line for each venue. */
export function describeResult({ mutant, catches, survived, seeds, bugs, unfit, seconds }: MutantResult): string {
  const stumbled = bugs === 0 ? '' : `, ${bugs} of them with an exception`;
  const caught = catches.map(({ venue, promise, seed, text }) => `${promise.padEnd(3)} seed ${String(seed).padStart(3)} on ${venue}${isExpected(mutant.expected, promise) ? '' : ` (expected ${mutant.expected.join(', ')})`}: ${text.slice(0, TEXT_MAX)}`);
  const lines = unfit === null ? [...caught, ...survived.map((venue) => `SURVIVED on ${venue}, ${seeds} seeds in all${stumbled}`)] : [unfit];
  return `${mutant.name.padEnd(34)} ${seconds.toFixed(1).padStart(5)} s  ${lines.join(`\n${INDENT}`)}\n${INDENT}without: ${mutant.removes}`;
}

function isExpected(expected: readonly string[], promise: string): boolean {
  return expected.includes(promise);
}

/** The last line of standard output with `--json`. */
export interface MutantSummary {
  readonly mutants: number;
  readonly caught: number;
  readonly survivors: readonly string[];
  /** By the name of each mutant that was caught: the promises that noticed it, at one venue or another. */
  readonly caughtBy: Readonly<Record<string, readonly string[]>>;
}

/** A mutant that could not be tried was not caught, nor one that is caught on one venue alone. */
export function summarise(results: readonly MutantResult[]): MutantSummary {
  const survivors = results.filter(({ survived }) => survived.length > 0).map(({ mutant }) => mutant.name);
  const caughtBy = results.filter(({ survived }) => survived.length === 0).map(({ mutant, catches }) => [mutant.name, [...new Set(catches.map(({ promise }) => promise))].toSorted()] as const);
  return { mutants: results.length, caught: results.length - survivors.length, survivors, caughtBy: Object.fromEntries(caughtBy) };
}
