import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';

/** What a seed of the storm once broke, as apps/storm/seeds.txt tells it. */
export interface FoundBySeed {
  readonly seed: number;
  /** The promise, where the line names one. */
  readonly promise: string | null;
  readonly lesson: string;
  /** The fault was the storm's: its world did what none does, or its judge was wrong. */
  readonly isOfTheStorm: boolean;
}

/** All seeds that are kept because they once failed. Throws one sentence for a line without a lesson. */
export function foundBySeeds(text: string = fs.readFileSync(path.join(repositoryFolder, 'apps/storm/seeds.txt'), 'utf8')): readonly FoundBySeed[] {
  const found: FoundBySeed[] = [];
  for (const line of text.split('\n').filter((one) => /^\s*\d/.test(one))) {
    const read = readLine(line);
    // "the same": what it broke stands in the line above.
    found.push(read.lesson.startsWith('the same') ? { ...read, promise: found.at(-1)?.promise ?? null } : read);
  }
  return found;
}

function readLine(line: string): FoundBySeed {
  const [, seed, promise, , ofTheStorm, lesson] = /^\s*(\d+)\s+#\s*(?:(I\d+)(:|(?=,)))?(, of the storm itself:)?\s*(.+)$/.exec(line) ?? [];
  if (seed === undefined || lesson === undefined) throw new Error(`apps/storm/seeds.txt has a seed without a lesson: "${line.trim()}". Write behind it: # and what it taught.`);
  return { seed: Number(seed), promise: promise ?? null, lesson, isOfTheStorm: ofTheStorm !== undefined || /\bstorm itself\b|the hand that\b/.test(lesson) };
}

/** What was mended that no seed of the storm keeps: found by chaos, beside a mutant, or by reading, and held by a test since. From the history of the clone. */
export const FOUND_OTHERWISE: readonly { readonly promises: string; readonly what: string }[] = [
  { promises: 'I2, I12', what: 'a signal whose entry stood, and whose booking was lost, ended as too old, and its fill was never told (the control run of a mutant)' },
  { promises: 'I9', what: 'the paper exchange showed a triggered stop as ended beside a child order that was not there yet, and its executions stayed unbooked (chaos, seeds 201 and 301)' },
  { promises: 'I12', what: 'a worker whose connection was cut between its accounts and its first beat ended instead of waiting (chaos)' },
  { promises: 'I10', what: "a wave gave its place away while the row of a lost entry was held, and sent its whole reserve away for good" },
  { promises: 'I4', what: 'a position was left without a stop while the look that its close waited for stayed away' },
  { promises: 'I4', what: 'a stop was placed where its rule said although the liquidation price came first' },
  { promises: 'I4', what: 'a position whose exits were refused again and again lost its stop, and got no other' },
  { promises: 'I12', what: 'a position older than the executions that one read gives could not be judged, and stayed as it was' },
  { promises: 'I4, I6, I12', what: 'executions were asked for too short a time back, and a late answer was counted from the wrong look' },
  { promises: 'I2', what: 'a reduce of whose exit nobody heard was sent again' },
  { promises: 'I6', what: 'an order was given up as never executed although the position had changed as it would have changed it' },
  { promises: 'I6', what: "a list that tells only the net leg was believed for an account in hedge mode" },
  { promises: 'I9', what: "executions of ours were taken for a stranger's that were alike at the same instant, or hidden by a page about the position" },
];
