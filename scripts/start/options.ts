import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start` was asked for. */
export interface StartOptions {
  waves: string;
  once: boolean;
  json: boolean;
  keep: string | undefined;
}

/** The text of `npm start -- --help`. */
export const help = `Starts PostgreSQL, Redis, the paper exchange and the fleet (one wave-worker, sync-worker, stop-worker and stream-listener), feeds it waves,
and shows what happens. Ctrl-C stops all of it.

  npm start -- [options]

  --waves FILE   feed the waves of FILE, one JSON object a line (default: examples/waves.ndjson)
  --once         run the waves, wait until every signal has its outcome and every position its stop, sync once, print a
                 summary and end: with 0 only if all is well
  --json         make the last line of standard output the summary as one JSON object
  --keep DIR     keep database and exchange in DIR, together, and go on from there (default: a fresh world at each start)
  --help         this text

DATABASE_URL and REDIS_URL name servers to use instead of own ones.
`;

/**
 * Reads the command line. Returns 'help' when that was asked for. Throws one sentence for an option that does not exist, a missing value, or a
 * wave file that cannot be read.
 */
export function readOptions(argv: readonly string[]): StartOptions | 'help' {
  const { values } = parse(argv);
  if (values.help) return 'help';
  const waves = path.resolve(values.waves);
  try {
    fs.accessSync(waves, fs.constants.R_OK);
  } catch {
    throw new Error(`The wave file ${waves} cannot be read: name another with --waves FILE.`);
  }
  return { waves, once: values.once, json: values.json, keep: values.keep === undefined ? undefined : path.resolve(values.keep) };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        waves: { type: 'string', default: 'examples/waves.ndjson' },
        once: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('\n')[0]} (see: npm start -- --help)`, { cause: error });
  }
}
