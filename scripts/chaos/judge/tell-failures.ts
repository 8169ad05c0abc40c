import fs from 'node:fs';
import path from 'node:path';
import type { Tally } from '../deeds/tally.ts';
import { type ChaosOptions, replayCommand } from '../options.ts';
import type { ExchangeId } from '@breakwater/core';
import type { JournalEntry } from '../world/hand.ts';
import type { ChaosWorld } from '../world/start-chaos-world.ts';
import type { Rest } from './come-to-rest.ts';
import { tellStory } from './tell-story.ts';
import type { Violation } from './violation.ts';

const storiesMax = 3;

/** Says what is wrong, tells the stories of the keys concerned, keeps the exchanges' journals and the deeds beside the logs, and names the command for the same schedule. */
export async function tellFailures(world: ChaosWorld, options: ChaosOptions, changes: ReadonlyMap<ExchangeId, readonly JournalEntry[]>, tally: Tally, violations: readonly Violation[], rest: Rest, say: (line: string) => void): Promise<void> {
  if (violations.length + rest.differences.length === 0) return;
  for (const { promise, exchange, symbol, said } of violations) say(`BROKEN ${promise} ${exchange ?? ''} ${symbol ?? ''}: ${said}`);
  for (const { exchange, symbol, said } of rest.differences) say(`DIFFERS ${exchange} ${symbol}: ${said}`);
  const concerned = new Map<string, { exchange: ExchangeId; symbol: string; atMs?: number | undefined }>();
  for (const { exchange, symbol, atMs } of [...violations, ...rest.differences.map((difference) => ({ ...difference, atMs: undefined }))]) {
    const name = `${exchange} ${symbol}`;
    if (exchange !== null && symbol && !concerned.has(name)) concerned.set(name, { exchange, symbol, atMs });
  }
  for (const { exchange, symbol, atMs } of [...concerned.values()].slice(0, storiesMax)) {
    say(`the story of ${exchange} ${symbol}:`);
    for (const line of await tellStory(world.books, changes.get(exchange) ?? [], tally, exchange, symbol, atMs)) say(`  ${line}`);
  }
  for (const [exchange, entries] of changes) keep(world, `journal-${exchange}`, entries);
  keep(world, 'deeds', tally.log);
  say(`the same schedule again: ${replayCommand(options)}`);
}

function keep({ folder }: ChaosWorld, name: string, lines: readonly unknown[]): void {
  fs.writeFileSync(path.join(folder, 'logs', `${name}.ndjson`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
