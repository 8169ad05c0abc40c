import { parseArgs } from 'node:util';
import { listFiles } from '../check/list-files.ts';

/** What `npm run mutation` was asked for. */
export interface MutationOptions {
  readonly files: readonly string[];
  /** Every file of libs/core. */
  readonly all: boolean;
  readonly concurrency: number;
  readonly json: boolean;
}

/** What runs without further words: where a stop lies, what is done about it, and what becomes of a request without an answer. */
export const USUAL_FILES: readonly string[] = ['age-exit', 'follow-price', 'plan-stop', 'resolve', 'stop-aim', 'stop-price'].map((name) => `libs/core/src/${name}.ts`);

/** The text of `npm run mutation -- --help`. */
export const help = `Changes libs/core in small ways, one at a time (a comparison turned round, a condition left out, a text emptied), and runs the tests of libs/core
against each. The score is the part of the changes that a test noticed. It works in a copy (.breakwater/mutation): the clone stays as it is.

  npm run mutation -- [FILE…] [options]

  FILE             files of libs/core/src to change (default: ${USUAL_FILES.map((file) => file.replace('libs/core/src/', '')).join(', ')})
  --all            change all of them: hours
  --concurrency N  so many test runners at once (default: 1)
  --json           make the last line of standard output one JSON object
  --help           this text
`;

/** Reads the command line. Returns 'help' when that was asked for; throws one sentence for what cannot be meant. */
export function readOptions(argv: readonly string[]): MutationOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  if (!/^[1-9]\d?$/.test(values.concurrency)) throw new Error(`--concurrency must be a whole number from 1 to 99, and is "${values.concurrency}" (see --help).`);
  if (values.all && positionals.length > 0) throw new Error('--all changes every file already: leave out the files, or --all.');
  return { files: positionals, all: values.all, concurrency: Number(values.concurrency), json: values.json };
}

/** The files to change, as paths from the root of the clone. Throws one sentence for one that is no code of libs/core. */
export function chooseFiles({ files, all }: Pick<MutationOptions, 'files' | 'all'>): readonly string[] {
  const code = listFiles().filter((file) => /^libs\/core\/src\/.*(?<!\.test)\.ts$/.test(file) && !file.endsWith('/index.ts'));
  if (all) return code;
  if (files.length === 0) return USUAL_FILES;
  return files.map((file) => {
    const known = code.find((one) => one === file || one === `libs/core/src/${file}`);
    if (known === undefined) throw new Error(`"${file}" is no code of libs/core: name a file as libs/core/src/resolve.ts or resolve.ts.`);
    return known;
  });
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        concurrency: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message.split('\n')[0]} (see --help)`, { cause: error });
  }
}
