import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Lookout, openLookout } from '../src/inbox/find-complete-files.ts';

const SETTLE_MS = 1_000;

let directory: string;
let nowMs: number;
let lookout: Lookout;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-lookout-'));
  nowMs = 0;
  lookout = openLookout(directory, SETTLE_MS, () => nowMs);
});
afterEach(() => fs.rmSync(directory, { recursive: true }));

/** What is complete after so many milliseconds more. */
const completeAfter = async (ms: number): Promise<readonly string[]> => {
  nowMs += ms;
  return (await lookout.findComplete()).map(({ name }) => name);
};

describe('the lookout of wave watch', () => {
  test('waits for a file that is still being written, however long that takes, until it has been at rest', async () => {
    const file = path.join(directory, 'slow.ndjson');
    for (const piece of ['{"source":', '"ats","id":', '"s-1","signals":', '[]}\n']) {
      fs.appendFileSync(file, piece);
      expect(await completeAfter(SETTLE_MS - 1)).toEqual([]);
      expect(lookout.stillGrowing()).toBe(1);
    }
    expect(await completeAfter(SETTLE_MS - 1)).toEqual([]);
    expect(await completeAfter(1)).toEqual(['slow.ndjson']);
    expect(lookout.stillGrowing()).toBe(0);
  });

  test('takes a file of the same size that was written over for a new one', async () => {
    const file = path.join(directory, 'same.json');
    fs.writeFileSync(file, '{"a":1}');
    expect(await completeAfter(0)).toEqual([]);
    fs.writeFileSync(file, '{"a":2}');
    fs.utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    expect(await completeAfter(SETTLE_MS)).toEqual([]);
    expect(await completeAfter(SETTLE_MS)).toEqual(['same.json']);
  });
});
