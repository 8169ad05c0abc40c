import { parseArgs } from 'node:util';

/** What `npm run chaos` was asked for. */
export interface ChaosOptions {
  /** How long the chaos lasts; the start and the calm come on top. */
  minutes: number;
  seed: number;
  json: boolean;
}

/** The text of `npm run chaos -- --help`. */
export const help = `Runs the fleet as real processes on a real PostgreSQL, a real Redis and the paper exchange, breaks all of them at random, and judges
what is left of the promises. Ends with 0 only if every promise held and books and exchange agree.

  npm run chaos -- [options]

  --minutes M   how long things go wrong (default: 1); the calm afterwards comes on top
  --seed S      draws the schedule (default: 1)
  --json        make the last line of standard output one JSON object
  --help        this text
`;

/** Reads the command line. Returns 'help' when that was asked for; throws one sentence for what cannot be meant. */
export function readOptions(argv: readonly string[]): ChaosOptions | 'help' {
  const { values } = parse(argv);
  if (values.help) return 'help';
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes <= 1_440)) throw new Error(`--minutes must be a number above 0, not "${values.minutes}" (see: npm run chaos -- --help)`);
  if (!/^\d{1,9}$/.test(values.seed)) throw new Error(`--seed must be a whole number of at most nine digits, not "${values.seed}" (see: npm run chaos -- --help)`);
  return { minutes, seed: Number(values.seed), json: values.json };
}

/** The command that draws the same schedule again. */
export function replayCommand({ minutes, seed }: Pick<ChaosOptions, 'minutes' | 'seed'>): string {
  return `npm run chaos -- --minutes ${minutes} --seed ${seed}`;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        minutes: { type: 'string', default: '1' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('\n')[0]} (see: npm run chaos -- --help)`, { cause: error });
  }
}
