/** A test that holds the fleet to it: a file, and words of the test's name. */
export type NamedTest = readonly [file: string, name: string];

/** One way in which the bot that was replaced, or its like, failed; and what makes it impossible here. */
export interface FailureMode {
  /** What went wrong there, in one sentence without its full stop. */
  readonly wrong: string;
  /** The promises that forbid it, by number. */
  readonly promises: readonly number[];
  /** What keeps it out. */
  readonly mechanism: string;
  readonly tests: readonly NamedTest[];
  /** Guards whose removal the storm notices, by the names of its mutants. */
  readonly mutants?: readonly string[];
}

/** One incident by the name under which it is known, played again. */
export interface Replay {
  readonly name: string;
  /** What happened there. */
  readonly happened: string;
  /** What happens here. */
  readonly happens: string;
  readonly tests: readonly NamedTest[];
}

/** Files that many rows name. */
export const files = {
  replays: 'apps/storm/test/replays.test.ts',
  rows: 'apps/storm/test/protection-rows.test.ts',
  crashes: 'apps/storm/test/entry-crash-points.test.ts',
  processes: 'apps/storm/test/two-processes.test.ts',
  late: 'apps/storm/test/late-evidence.test.ts',
  refusedStops: 'apps/storm/test/refused-stops.test.ts',
  classes: 'libs/core/src/reconcile/classes.test.ts',
  settling: 'libs/core/src/reconcile/settling.property.test.ts',
  compare: 'libs/core/src/reconcile/compare-account.test.ts',
  planEntry: 'libs/core/src/plan-entry.test.ts',
  planStop: 'libs/core/src/plan-stop.test.ts',
  planWave: 'libs/core/src/plan-wave.test.ts',
  races: 'libs/db/test/races.test.ts',
  constraints: 'libs/db/test/constraints.test.ts',
  migrate: 'libs/db/test/migrate.test.ts',
  storeIntents: 'libs/testing/src/conformance/store-intents.ts',
  storeFacts: 'libs/testing/src/conformance/store-facts.ts',
  storeWaves: 'libs/testing/src/conformance/store-waves.ts',
  storeLimits: 'libs/testing/src/conformance/store-limits.ts',
  exchange: 'libs/testing/src/conformance/exchange.ts',
  fence: 'tests/fence.test.ts',
  duplicates: 'tests/duplicate-positions.test.ts',
  twins: 'tests/twin-waves.test.ts',
  adoption: 'tests/adoption.test.ts',
} as const;
