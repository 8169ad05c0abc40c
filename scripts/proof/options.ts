import { parseArgs } from 'node:util';
import { RUN_KINDS, type RunKind, SCRIPTS } from './run-record.ts';

/** A run that is asked for: which, and with which arguments. */
export interface WantedRun {
  readonly kind: RunKind;
  readonly words: readonly string[];
}

/** What `npm run proof` was asked for. */
export interface ProofOptions {
  readonly runs: readonly WantedRun[];
  /** Files with what runs printed; `-` is standard input. */
  readonly outputs: readonly string[];
  readonly command: string | undefined;
}

/** The text of `npm run proof -- --help`. */
export const help = `Writes docs/proof.md, its picture and the figures of README.md from the runs that docs/proof keeps.

  npm run proof                            only that
  npm run proof -- --run NAME[,NAME…]      runs these before, one after the other, and keeps what each came to
  npm run proof -- --record FILE…          keeps what runs printed that were made with --json; - is standard input

  --run        ${RUN_KINDS.join(', ')}; with arguments in quotes: --run "storm --seeds 1..10000,chaos --minutes 10 --seed 3"
  --command    what was run, where the output does not begin with the two lines that npm prints
  --help       this text

Examples:
  npm run storm -- --seeds 1..10000 --json > storm.log; npm run proof -- --record storm.log
  npm run bench:protect -- --json | npm run proof -- --record -
`;

/** Reads the command line. Returns 'help' when that was asked for; throws one sentence for what cannot be meant. */
export function readOptions(argv: readonly string[]): ProofOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  if (values.record && positionals.length === 0) throw new Error('--record needs the files with what the runs printed, or - for standard input (see --help).');
  if (!values.record && positionals.length > 0) throw new Error(`"${positionals[0]}" follows nothing: write --record before files (see --help).`);
  if (values.command !== undefined && positionals.length !== 1) throw new Error('--command tells of one output: record them one by one (see --help).');
  return { runs: (values.run ?? []).flatMap(toRuns), outputs: positionals, command: values.command };
}

/** `storm --seeds 1..500,sync --sizes 10,20`: a comma before a letter parts two runs. */
function toRuns(text: string): readonly WantedRun[] {
  return text.split(/,\s*(?=[a-z])/).map((one) => {
    const [name = '', ...words] = one.trim().split(/\s+/);
    const kind = RUN_KINDS.find((known) => known === name || SCRIPTS[known] === name);
    if (kind === undefined) throw new Error(`--run knows no "${name}": it is one of ${RUN_KINDS.join(', ')}.`);
    return { kind, words: words.filter((word) => word !== '--json') };
  });
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { run: { type: 'string', multiple: true }, record: { type: 'boolean', default: false }, command: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('\n')[0]} (see --help)`, { cause: error });
  }
}
