import { parseArgs } from 'node:util';

/** What a bench was asked for. */
export interface BenchOptions {
  /** How many positions are opened one after another. */
  positions: number;
  /** How many waves of five are opened after them. */
  waves: number;
  json: boolean;
}

/** The text of `npm run bench:protect -- --help`. */
export const help = `Measures the processes that npm start runs (one wave-worker, sync-worker and stop-worker on PostgreSQL, Redis and a paper exchange of
their own that is 20 ms away), and beside them, in the same run, a bare ccxt client that sends the same orders and does nothing else.

  npm run bench:protect -- [options]   how long positions stand without a stop, measured by the exchange in its own time

  --positions N  open so many positions one after another (default: 200)
  --waves N      then open so many waves of five (default: 40); then a stop worker is killed and Redis emptied in the middle of four waves each,
                 fifty are opened at once over two stop workers, a few once reads have used up their budget, and a few at Bybit,
                 whose entries bring a stop along
  --json         make the last line of standard output the figures as one JSON object
  --help         this text

A few positions before them warm everything up; they are told apart. All times are milliseconds. The figures mean something on a quiet
machine only: close other programs, and run it twice. Percentiles are of single positions, never of averages.
`;

/** Reads the command line. Returns 'help' when that was asked for. Throws one sentence for what it does not understand. */
export function readOptions(argv: readonly string[]): BenchOptions | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  return { positions: toCount('positions', values.positions), waves: toCount('waves', values.waves), json: values.json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        positions: { type: 'string', default: '200' },
        waves: { type: 'string', default: '40' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message.split('\n')[0]} (see --help)`, { cause: error });
  }
}

function toCount(name: string, text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new Error(`--${name} must be a whole number between 1 and 99999, and is "${text}".`);
  return Number(text);
}
