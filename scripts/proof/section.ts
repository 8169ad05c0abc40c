import { code } from './markdown.ts';
import { argumentsOf, type RunKind, type RunRecord, SCRIPTS } from './run-record.ts';

/** What a section says where no run of its kind is kept: nothing is claimed then. */
export function missing(kind: RunKind): string {
  return `No run of \`npm run ${SCRIPTS[kind]}\` is recorded.`;
}

/** The arguments of a run, for a table in which all rows have the same command. */
export function argumentsCell({ command }: Pick<RunRecord, 'command'>): string {
  const words = argumentsOf(command);
  return words === '' ? '(none)' : code(words);
}

/** When and at which commit a run was seen. */
export function seenCell({ day, commit, isChanged }: Pick<RunRecord, 'day' | 'commit' | 'isChanged'>): string {
  return `${day}, ${commit}${isChanged ? ', changed' : ''}`;
}

/** The same, with the command, as a sentence below the figures of one run. */
export function seenLine(record: RunRecord): string {
  return `${code(record.command)}, ${seenCell(record)}, on ${record.cores} cores.`;
}
