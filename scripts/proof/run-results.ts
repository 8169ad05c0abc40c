import { z } from 'zod';

/**
 * What the last line of each run says, as far as the page tells of it. A run may say more: that is kept with it, and read by nobody.
 */
const count = z.number().int().nonnegative();
const amount = z.number().nonnegative();
/** Milliseconds. */
const spread = z.looseObject({ p50: amount, p99: amount, max: amount });
const byName = z.record(z.string(), count);

export const stormResult = z.looseObject({
  ...{ seeds: count.positive(), steps: count, simulatedHours: amount, violations: count, byPromise: byName },
  ...{ faults: count, faultsByKind: byName, pairsReachable: count, pairsHit: count, seconds: amount },
});

export const mutantsResult = z.looseObject({ mutants: count.positive(), caught: count, survivors: z.array(z.string()), caughtBy: z.record(z.string(), z.array(z.string()).min(1)) });

export const exhaustiveResult = z.looseObject({ states: count.positive(), schedules: count, violations: count, depth: count, seconds: amount });

export const mutationResult = z.looseObject({
  files: z.array(z.looseObject({ file: z.string(), mutants: count, caught: count, survived: count, uncovered: count })).min(1),
  ...{ mutants: count.positive(), caught: count, survived: count, uncovered: count, scorePercent: amount.max(100), survivors: z.array(z.string()), seconds: amount },
});

export const chaosResult = z.looseObject({
  ...{ minutes: amount.positive(), seed: count, kills: count, killsDuringIntent: count, pauses: count, pausesDuringIntent: count, flushes: count, restarts: count, cuts: count, lies: count },
  ...{ waves: count, entries: count, violations: count, byPromise: byName, calmDifferences: count, agreedAfterMs: amount.nullable(), bareMs: spread, bareIntervals: count },
  ...{ quarantined: count, endedByThemselves: count },
});

const compared = z.looseObject({ positions: count, bareMs: spread, floorMs: z.looseObject({ bare: spread }) });

export const protectResult = z.looseObject({
  ...compared.shape,
  together: compared,
  ...{ exchangeMs: amount, burstP99Ms: amount, bybitAttachedMs: amount, afterKillMs: amount, afterFlushMs: amount, afterBudgetMs: amount, memoryMb: z.record(z.string(), amount) },
});

export const entryResult = z.looseObject({
  exchangeMs: amount,
  waveOf5: z.looseObject({ p50Ms: amount, p99Ms: amount, floorP50Ms: amount }),
  waveOf50: z.looseObject({ seconds: amount, floorSeconds: amount, processes: count }),
  ...{ databaseRoundTripsPerEntry: amount, readsPerEntry: amount },
});

export const syncResult = z.looseObject({
  runs: z.array(z.looseObject({ venue: z.string(), positions: count, ownMs: amount, exchangeCalls: amount, weight: amount, statements: amount, writes: amount, rssMb: z.number() })).min(1),
  repair: z.looseObject({ planted: count, classes: count, left: count, causeUnknown: count, secondPassChanges: count, seconds: amount }),
});

const paperFigures = z.looseObject({ ordersPerSecond: amount, positionReadsPerSecond: amount, maxPauseMs: amount, rssMb: amount });
export const paperResult = z.looseObject({ ...paperFigures.shape, bybit: paperFigures });

const closes = z.looseObject({ trials: count, p50Ms: amount, p99Ms: amount, withoutStreamMs: amount, withoutStreamP50Ms: amount, closedP50Ms: amount, closedP99Ms: amount });
export const streamsResult = z.looseObject({ ...closes.shape, venues: z.record(z.string(), closes) });
