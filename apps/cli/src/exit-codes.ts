/** How the command ends, for scripts; the one table, shown by `breakwater --help`. */
export const EXIT = {
  ok: 0,
  /** A fault of the program itself. */
  failed: 1,
  usage: 2,
  configuration: 3,
  refused: 4,
  unreachable: 5,
  problem: 6,
  unconfirmed: 7,
  unfinished: 8,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, 'done'],
  [EXIT.failed, 'a fault of the program'],
  [EXIT.usage, 'the command line was wrong, or names something that is not there'],
  [EXIT.configuration, 'the configuration is missing or wrong'],
  [EXIT.refused, 'something that was handed in was refused'],
  [EXIT.unreachable, 'Postgres, Redis or the exchange cannot be reached'],
  [EXIT.problem, 'a check found a problem'],
  [EXIT.unconfirmed, 'nothing was done, because it was not confirmed'],
  [EXIT.unfinished, 'what was asked for was not done within the time given, and goes on'],
];
