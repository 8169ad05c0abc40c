import { table, wantedZero } from './markdown.ts';
import { recordsOf, type RunRecord } from './run-record.ts';
import { argumentsCell, missing, seenCell } from './section.ts';

/** Chaos: what was done in each run, and what it came to. */
export function renderChaos(records: readonly RunRecord[]): string {
  const runs = recordsOf(records, 'chaos');
  if (runs.length === 0) return `${missing('chaos')}\n`;
  const deeds = runs.map((record) => {
    const { minutes, kills, killsDuringIntent, pauses, flushes, restarts, cuts, lies, waves, entries } = record.result;
    return [argumentsCell(record), minutes, kills, killsDuringIntent, pauses, flushes, restarts, cuts, lies, waves, entries];
  });
  const ends = runs.map((record) => {
    const { violations, calmDifferences, agreedAfterMs, bareMs, quarantined } = record.result;
    return [argumentsCell(record), wantedZero(violations), wantedZero(calmDifferences), agreedAfterMs === null ? '**never**' : Math.round(agreedAfterMs), bareMs.p50, bareMs.p99, bareMs.max, quarantined, seenCell(record)];
  });
  return [
    'Real processes, PostgreSQL and Redis, killed, stopped, emptied, cut off and lied to, most often while a request of theirs is open ([chaos.md](chaos.md)).',
    '',
    table(['`npm run chaos --`', 'minutes', 'kills', 'during an intent', 'pauses', 'flushes', 'restarts', 'cuts', 'lies', 'waves', 'entries'], deeds),
    '',
    'What they came to; times in milliseconds. Bare times hold everything: the dead worker, the position that a person opened, the stop that a person cancelled.',
    '',
    table(['`npm run chaos --`', 'violations', 'differences left', 'agreed after', 'bare p50', 'p99', 'longest', 'set aside', 'seen'], ends),
    '',
  ].join('\n');
}
