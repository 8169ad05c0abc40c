import fs from 'node:fs';
import path from 'node:path';
import type { Tally } from '../deeds/tally.ts';
import { type ChaosOptions, replayCommand } from '../options.ts';
import type { JournalEntry } from '../world/hand.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import type { Rest } from './come-to-rest.ts';
import { tellStory } from './tell-story.ts';
import type { Violation } from './violation.ts';

const storiesMax = 3;

/** Says what is wrong, tells the stories of the keys concerned, keeps the exchange's journal and the deeds beside the logs, and names the command for the same schedule. */
export async function tellFailures(world: ChaosWorld, options: ChaosOptions, changes: readonly JournalEntry[], tally: Tally, violations: readonly Violation[], rest: Rest, say: (line: string) => void): Promise<void> {
  if (violations.length + rest.differences.length === 0) return;
  for (const { promise, symbol, said } of violations) say(`BROKEN ${promise} ${symbol ?? ''}: ${said}`);
  for (const { symbol, said } of rest.differences) say(`DIFFERS ${symbol}: ${said}`);
  const concerned = new Map<string, number | undefined>();
  for (const { symbol, atMs } of violations) if (symbol !== null && !concerned.has(symbol)) concerned.set(symbol, atMs);
  for (const { symbol } of rest.differences) if (symbol !== '' && !concerned.has(symbol)) concerned.set(symbol, undefined);
  for (const [symbol, atMs] of [...concerned].slice(0, storiesMax)) {
    say(`the story of ${symbol}:`);
    for (const line of await tellStory(world.books, changes, tally, symbol, atMs)) say(`  ${line}`);
  }
  keep(world, 'journal', changes);
  keep(world, 'deeds', tally.log);
  say(`the same schedule again: ${replayCommand(options)}`);
}

function keep({ folder }: ChaosWorld, name: string, lines: readonly unknown[]): void {
  fs.writeFileSync(path.join(folder, 'logs', `${name}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
