import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { RUN_KINDS, runRecord, SCRIPTS, type RunKind, type RunRecord } from './run-record.ts';

/** Where and when a run was seen. */
export type Seen = Pick<RunRecord, 'commit' | 'isChanged' | 'day' | 'cores'>;

/**
 * Makes a record of what a run printed. `npm run` itself says which command it was, at the top; where that is missing (`npm run --silent`), COMMAND
 * tells. SOURCE names the output in messages. Throws one sentence when it is no run that is kept, or ended without its last line of JSON.
 */
export function readOutput(text: string, source: string, command: string | undefined, seen: Seen): RunRecord {
  const lines = stripVTControlCharacters(text).split(/\r?\n/);
  const told = command ?? commandIn(lines);
  if (told === null) throw new Error(`${source} does not begin with the lines in which npm names the command: give it, as --command "npm run storm -- --seeds 1..500 --json".`);
  const run = kindOf(told);
  if (run === undefined) throw new Error(`${source} is of "${told}", which is none of the runs that are kept: ${RUN_KINDS.map((kind) => `npm run ${SCRIPTS[kind]}`).join(', ')}.`);
  const result = lastObject(lines);
  if (result === undefined) throw new Error(`${source} has no line of JSON: run it to its end, with --json.`);
  const parsed = runRecord.safeParse({ run, command: told, ...seen, result });
  if (!parsed.success) throw new Error(`${source} does not end with what ${SCRIPTS[run]} says of a whole run: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}.`);
  return parsed.data;
}

/** `> breakwater@0.1.0 storm`, and in the next line what it runs: `> exec node scripts/bootstrap.mjs apps/storm/src/main.ts --seeds 1..500 --json`. */
function commandIn(lines: readonly string[]): string | null {
  const at = lines.findIndex((line) => /^> breakwater@\S+ \S+$/.test(line));
  const name = lines[at]?.split(' ').at(-1);
  const target = /^> exec node scripts\/bootstrap\.mjs \S+(.*)$/.exec(lines[at + 1] ?? '');
  if (name === undefined || target === null) return null;
  const given = (target[1] ?? '').trim();
  return `npm run ${name}${given === '' ? '' : ` -- ${given}`}`;
}

function kindOf(command: string): RunKind | undefined {
  const script = /^npm run (\S+)/.exec(command)?.[1];
  return RUN_KINDS.find((kind) => SCRIPTS[kind] === script);
}

function lastObject(lines: readonly string[]): unknown {
  const last = lines.findLast((line) => line.startsWith('{') && line.trimEnd().endsWith('}'));
  if (last === undefined) return undefined;
  try {
    return JSON.parse(last);
  } catch {
    return undefined;
  }
}
