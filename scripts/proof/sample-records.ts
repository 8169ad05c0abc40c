import fs from 'node:fs';
import path from 'node:path';
import { renderJson } from '../bench/render-figures.ts';
import type { Samples } from '../bench/samples.ts';
import type { Run } from '../bench/sync/measure-passes.ts';
import type { Repair } from '../bench/sync/measure-repair.ts';
import { summarise } from '../mutation/score.ts';
import { readOutput, type Seen } from './read-output.ts';
import { type RecordOf, type RunKind, runRecord, SCRIPTS } from './run-record.ts';

const SEEN: Seen = { commit: '82a5b51f81', isChanged: false, day: '2026-11-30', cores: 2 };

/** A record of a kind for tests: of what a run really printed (samples/), or made by the code or held to the type by which the run makes its last line. */
export function sampleRecords<Kind extends RunKind>(kind: Kind): readonly [RecordOf<Kind>] {
  const record = kind === 'storm' || kind === 'mutants' || kind === 'exhaustive' || kind === 'chaos' ? printed(kind) : made(kind);
  return [record as RecordOf<Kind>];
}

function printed(kind: RunKind) {
  return readOutput(fs.readFileSync(path.join(import.meta.dirname, `samples/${kind}.txt`), 'utf8'), kind, undefined, SEEN);
}

function made(kind: Exclude<RunKind, 'storm' | 'mutants' | 'exhaustive' | 'chaos'>) {
  return runRecord.parse({ run: kind, command: `npm run ${SCRIPTS[kind]} -- ${WORDS[kind]} --json`, ...SEEN, result: RESULTS[kind]() });
}

const WORDS = { mutation: 'resolve.ts', protect: '--positions 4', entry: '--waves 4', sync: '--sizes 10,20', streams: '--trials 3', paper: '--quick' };

const samples = (...bareMs: number[]): Samples => ({ entryMs: bareMs.map((ms) => ms + 20), bareMs });
const closes = { trials: 3, p50Ms: 410, p99Ms: 650, withoutStreamMs: 58_000, withoutStreamP50Ms: 31_000, closedP50Ms: 3_700, closedP99Ms: 4_200 };
const papers = { ordersPerSecond: 2_100, positionReadsPerSecond: 310, maxPauseMs: 120, rssMb: 420 };

const RESULTS = {
  mutation: () => {
    const place = { line: 1, column: 1 };
    const report = { files: { 'libs/core/src/resolve.ts': { source: 'a < b', mutants: [{ mutatorName: 'EqualityOperator', replacement: 'a <= b', status: 'Survived' as const, location: { start: place, end: { line: 1, column: 6 } } }, { mutatorName: 'EqualityOperator', status: 'Killed' as const, location: { start: place, end: place } }] } } };
    return summarise(report, ['libs/core/src/resolve.ts'], 4);
  },
  protect: () =>
    renderJson({
      first: samples(140),
      alone: { fleet: samples(26, 27, 29, 41), bare: samples(22, 22, 23, 25) },
      together: { fleet: samples(31, 33, 37, 58), bare: samples(24, 25, 26, 30) },
      burst: samples(180, 210),
      troubles: { afterKillMs: 2_310, afterFlushMs: 270 },
      withoutBudget: samples(95),
      attached: samples(0),
      memoryMb: { 'stop-worker': 160 },
    }),
  entry: () => ({ exchangeMs: 20, waveOf5: { p50Ms: 88, p99Ms: 130, floorP50Ms: 66, ratio: 1.33 }, waveOf50: { seconds: 1.9, floorSeconds: 0.9, processes: 4 }, databaseRoundTripsPerEntry: 9, readsPerEntry: 5 }),
  sync: () => ({
    runs: [{ venue: 'binance', positions: 10, ownMs: 4, exchangeCalls: 4, weight: 86, statements: 3, writes: 1, rssMb: -0.4 } satisfies Omit<Run, 'wholeMs'>],
    repair: { planted: 200, classes: 12, left: 0, causeUnknown: 0, secondPassChanges: 0, seconds: 21.5 } satisfies Repair,
  }),
  streams: () => ({ ...closes, venues: { binance: closes, bybit: closes } }),
  paper: () => ({ ...papers, bybit: papers }),
};
