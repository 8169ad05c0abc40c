import type { MutantResult } from './try-mutant.ts';

/** Some violations tell whole rows. */
const TEXT_MAX = 200;

/** One result on two lines, for people. */
export function describeResult({ mutant, caught, seeds, bugs, unfit, seconds }: MutantResult): string {
  const stumbled = bugs === 0 ? '' : `, ${bugs} of them with an exception`;
  const what = unfit ?? (caught === null ? `SURVIVED ${seeds} seeds${stumbled}` : `${caught.promise.padEnd(3)} seed ${String(caught.seed).padStart(3)}${isExpected(mutant.expected, caught.promise) ? '' : ` (expected ${mutant.expected.join(', ')})`}: ${caught.text.slice(0, TEXT_MAX)}`);
  return `${mutant.name.padEnd(34)} ${seconds.toFixed(1).padStart(5)} s  ${what}\n${' '.repeat(43)}without: ${mutant.removes}`;
}

function isExpected(expected: readonly string[], promise: string): boolean {
  return expected.includes(promise);
}

/** The last line of standard output with `--json`. A mutant that could not be tried was not caught. */
export function summarise(results: readonly MutantResult[]): { readonly mutants: number; readonly caught: number; readonly survivors: readonly string[] } {
  const survivors = results.filter(({ caught }) => caught === null).map(({ mutant }) => mutant.name);
  return { mutants: results.length, caught: results.length - survivors.length, survivors };
}
