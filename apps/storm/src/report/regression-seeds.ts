import { readFileSync } from 'node:fs';

/** Seeds that once broke a promise, from apps/storm/seeds.txt: one a line, with what it taught behind a `#`. */
export function regressionSeeds(): readonly number[] {
  const text = readFileSync(new URL('../../seeds.txt', import.meta.url), 'utf8');
  return text.split('\n').flatMap((line) => {
    const seed = line.split('#')[0]!.trim();
    return seed === '' ? [] : [Number(seed)];
  });
}
