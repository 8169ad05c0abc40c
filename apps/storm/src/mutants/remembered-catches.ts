import { readFileSync, writeFileSync } from 'node:fs';
import type { ExchangeId } from '@breakwater/core';
import type { MutantResult } from './try-mutant.ts';

/** The seed that last caught a mutant, by its name and the venue. */
export type RememberedCatches = Readonly<Record<string, Partial<Readonly<Record<ExchangeId, number>>>>>;

const file = new URL('../../mutant-seeds.json', import.meta.url);

/** What was remembered of the last run that was asked to: these seeds are tried first, because most catch again. */
export function readRememberedCatches(): RememberedCatches {
  return JSON.parse(readFileSync(file, 'utf8')) as RememberedCatches;
}

/** All of these seeds, each once: part of the range of CI, so that it catches every mutant. */
export function catchingSeeds(): readonly number[] {
  return [...new Set(Object.values(readRememberedCatches()).flatMap((seeds) => Object.values(seeds)))];
}

/** Remembers where these mutants were caught; what is known of others stays. */
export function rememberCatches(results: readonly MutantResult[]): void {
  const known: Record<string, RememberedCatches[string]> = { ...readRememberedCatches() };
  for (const { mutant, catches } of results) known[mutant.name] = Object.fromEntries(catches.map(({ venue, seed }) => [venue, seed]).toSorted());
  const lines = Object.entries(known).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, seeds]) => `  ${JSON.stringify(name)}: ${JSON.stringify(seeds)}`);
  writeFileSync(file, `{\n${lines.join(',\n')}\n}\n`);
}
