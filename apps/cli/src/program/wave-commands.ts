import { type Command, InvalidArgumentError } from 'commander';
import type { ListWavesOptions } from '../commands/list-waves.ts';
import type { SubmitOptions } from '../commands/submit-waves.ts';
import type { WatchOptions } from '../commands/watch-waves.ts';
import { type CommandOptions, countUpTo, describeCommand, type End } from './describe-command.ts';

const OUTCOMES = '{ pending, opened, skipped_duplicate, skipped_filter, skipped_limit, failed, unknown, closed, reduced, stop_set, skipped_no_position }';
const WAVE = `waveId, source, id, status, at, receivedAt, finishedAt`;

/** `wave …`: handing waves in, and what became of them. */
export function addWaveCommands(program: Command, end: End): void {
  const wave = program.command('wave').description('waves of signals');

  describeCommand(wave.command('submit'), {
    does: 'hand in every wave of a file (NDJSON, one wave a line), any number of times; a signal has action open, close, reduce or set_stop',
    examples: ['breakwater wave submit --at now examples/waves.ndjson', 'breakwater wave submit --at now --json - < waves.ndjson'],
    json: '{ waves: [{ line, source, id, result, waveId, signals, soFar }], refusals: [{ file, line, field, reason }] }',
  })
    .argument('<file>', 'the file, or - for standard input')
    .option('--at <instant>', 'the instant of waves that carry none: now, or such as 2025-10-17T19:20:05Z', parseInstant)
    .action(async (file: string, options: SubmitOptions) => end(await (await import('../commands/submit-waves.ts')).submitWaves(file, options)));

  describeCommand(wave.command('watch'), {
    does: 'hand in every wave file that is put into a directory, until Ctrl-C (*.ndjson, *.jsonl: one wave a line; *.json: one wave)',
    examples: ['breakwater wave watch --once inbox', 'breakwater wave watch --once --json inbox'],
    json: '{ file, movedTo, waves: [{ line, source, id, result, waveId, signals, soFar }], refusals: [{ file, line, field, reason }] }, one line a file',
  })
    .argument('<directory>', 'files are moved to done/ in it, or to refused/ with a .why file')
    .option('--settle <milliseconds>', 'for how long a file must not have changed before it is taken', countUpTo(600_000), 1_000)
    .option('--once', 'take what is there, and end')
    .action(async (directory: string, options: WatchOptions) => end(await (await import('../commands/watch-waves.ts')).watchWaves(directory, options)));

  describeCommand(wave.command('list'), {
    does: 'show the last waves, the newest first',
    examples: ['breakwater wave list', 'breakwater wave list --unfinished', 'breakwater wave list --limit 100 --json'],
    json: `{ waves: [{ ${WAVE}, signals, outcomes: ${OUTCOMES} }] }`,
  })
    .option('--unfinished', 'only those that are not finished')
    .option('--limit <count>', 'how many at most', countUpTo(1_000), 20)
    .action(async (options: ListWavesOptions) => end(await (await import('../commands/list-waves.ts')).listWaves(options)));

  describeCommand(wave.command('show'), {
    does: 'show one wave: what became of each signal, and why, in the order of their ranks',
    examples: ['breakwater wave show ats 2025-10-17T19:15Z', 'breakwater wave show ats 2025-10-17T19:15Z --json'],
    json: `{ ${WAVE}, signals: [{ rank, id, exchange, account, symbol, action, side, score, outcome, reason, outcomeAt, positionId }], outcomes: ${OUTCOMES}, pushed }`,
  })
    .argument('<source>', 'who sent it')
    .argument('<id>', "the sender's id")
    .action(async (source: string, id: string, options: CommandOptions) => end(await (await import('../commands/show-wave.ts')).showWave(source, id, options)));
}

function parseInstant(text: string): number {
  const ms = text === 'now' ? Date.now() : /^\d{4}-\d{2}-\d{2}T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new InvalidArgumentError('It must be now, or an instant with its time zone.');
  return ms;
}
