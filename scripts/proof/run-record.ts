import { z } from 'zod';
import { chaosResult, entryResult, exhaustiveResult, mutantsResult, mutationResult, paperResult, protectResult, stormResult, streamsResult, syncResult } from './run-results.ts';

/** The runs that are kept, by the npm script that each is, in the page's order. */
export const SCRIPTS = {
  storm: 'storm',
  mutants: 'storm:mutants',
  exhaustive: 'storm:exhaustive',
  mutation: 'mutation',
  chaos: 'chaos',
  protect: 'bench:protect',
  entry: 'bench:entry',
  sync: 'bench:sync',
  streams: 'bench:streams',
  paper: 'bench:paper',
} as const;
export type RunKind = keyof typeof SCRIPTS;
export const RUN_KINDS = Object.keys(SCRIPTS) as readonly RunKind[];

const about = {
  /** As it is typed in the clone's folder. */
  command: z.string().regex(/^npm run [a-z:]+( --( [\w.,:/-]+)+)?$/),
  /** The commit that was checked out, and whether code differed from it. */
  commit: z.string().regex(/^[0-9a-f]{7,40}$/),
  isChanged: z.boolean(),
  day: z.iso.date(),
  /** Of the machine: figures of speed mean little without. */
  cores: z.number().int().positive(),
};

/** One run, as a file of docs/proof keeps it. */
export const runRecord = z.discriminatedUnion('run', [
  z.strictObject({ run: z.literal('storm'), ...about, result: stormResult }),
  z.strictObject({ run: z.literal('mutants'), ...about, result: mutantsResult }),
  z.strictObject({ run: z.literal('exhaustive'), ...about, result: exhaustiveResult }),
  z.strictObject({ run: z.literal('mutation'), ...about, result: mutationResult }),
  z.strictObject({ run: z.literal('chaos'), ...about, result: chaosResult }),
  z.strictObject({ run: z.literal('protect'), ...about, result: protectResult }),
  z.strictObject({ run: z.literal('entry'), ...about, result: entryResult }),
  z.strictObject({ run: z.literal('sync'), ...about, result: syncResult }),
  z.strictObject({ run: z.literal('streams'), ...about, result: streamsResult }),
  z.strictObject({ run: z.literal('paper'), ...about, result: paperResult }),
]);
export type RunRecord = z.infer<typeof runRecord>;
/** The records of one kind. */
export type RecordOf<Kind extends RunKind> = Extract<RunRecord, { readonly run: Kind }>;

/** Those of one kind, in the order in which they are. */
export function recordsOf<Kind extends RunKind>(records: readonly RunRecord[], kind: Kind): readonly RecordOf<Kind>[] {
  return records.filter((record): record is RecordOf<Kind> => record.run === kind);
}

/** The one that was seen last, and of those of one day the last on the page; undefined when none is kept. */
export function latestOf<Kind extends RunKind>(records: readonly RunRecord[], kind: Kind): RecordOf<Kind> | undefined {
  return recordsOf(records, kind).toSorted((a, b) => a.day.localeCompare(b.day)).at(-1);
}

/** What follows `npm run NAME --` in a command, without `--json`, which every recorded run has. */
export function argumentsOf(command: string): string {
  return (/^npm run \S+ -- (.*)$/.exec(command)?.[1] ?? '').split(' ').filter((word) => word !== '--json').join(' ');
}

/** The name of a run's file: the same command has the same file, so a run that is seen again takes the place of the one before. */
export function fileNameOf({ run, command }: Pick<RunRecord, 'run' | 'command'>): string {
  return `${[run, ...argumentsOf(command).split(/[^A-Za-z0-9]+/)].filter((word) => word !== '').join('-')}.json`;
}
