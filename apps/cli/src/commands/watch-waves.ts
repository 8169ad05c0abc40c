import { readConfig } from '@breakwater/config';
import { CliError } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { explainFailure } from '../explain-failure.ts';
import { type CompleteFile, openLookout } from '../inbox/find-complete-files.ts';
import { makeFolders, putAway } from '../inbox/put-away.ts';
import { takeFile } from '../inbox/take-file.ts';
import { openWaveIntake, type WaveIntake } from '../open-wave-intake.ts';
import { printJson, printLine, printNote } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';
import { tellDelivery, toJson } from '../tell-delivery.ts';

export interface WatchOptions extends CommandOptions {
  /** Milliseconds for which a file must not have changed. */
  readonly settle: number;
  readonly once?: boolean;
}

const LOOK_EVERY_MS = 200;
const PAUSE_MS_MAX = 10_000;

/**
 * `wave watch DIRECTORY`: takes every wave file that is put there, until it is interrupted; with --once, until none is left.
 * A file is moved only after all of it is in the books or refused, so that a restart loses and doubles nothing. While
 * Postgres or the exchange is away, files stay where they are.
 */
export async function watchWaves(directory: string, options: WatchOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database', 'redis'] });
  await makeFolders(directory).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(EXIT.usage, `The directory ${directory} cannot be used (${error.code}): it must exist, and files must be allowed to be moved in it.`, { cause: error });
  });
  const intake = openWaveIntake(config, 'wave watch');
  const stop = listenForStop();
  const lookout = openLookout(directory, options.settle);
  const troubles = new Map<string, number>();
  let isRefused = false;
  let pauseMs = LOOK_EVERY_MS;
  if (!options.json) printLine(`watching ${directory}`);
  try {
    while (!stop.isAsked()) {
      try {
        const files = await lookout.findComplete();
        if (options.once && files.length === 0 && lookout.stillGrowing() === 0) break;
        for (const file of files) {
          if (stop.isAsked()) break;
          if (performance.now() < (troubles.get(file.name) ?? 0)) continue;
          try {
            isRefused = (await takeOne(directory, intake, file, options)) || isRefused;
            troubles.delete(file.name);
          } catch (error) {
            if (!isOfFile(error) || options.once) throw error;
            // It must not hold up the others.
            if (!troubles.has(file.name)) printNote(`${file.name} cannot be read or moved (${error.code}): it stays where it is, and is tried again.`);
            troubles.set(file.name, performance.now() + PAUSE_MS_MAX);
          }
        }
        if (pauseMs > LOOK_EVERY_MS) printNote('All is there again.');
        pauseMs = LOOK_EVERY_MS;
      } catch (error) {
        pauseMs = waitLonger(error, pauseMs, options);
      }
      await stop.orAfter(pauseMs);
    }
    return options.once && isRefused ? EXIT.refused : EXIT.ok;
  } finally {
    await intake.close();
  }
}

/** Whether anything of the file was refused. */
async function takeOne(directory: string, intake: WaveIntake, file: CompleteFile, options: WatchOptions): Promise<boolean> {
  const { deliveries, why } = await takeFile(intake.ports, file);
  const movedTo = await putAway(directory, file, why);
  const notice = deliveries.find((delivery) => delivery.notice !== null)?.notice;
  if (notice) printNote(notice);
  const soFar = await Promise.all(deliveries.map((delivery) => intake.soFar(delivery)));
  if (options.json) printJson({ file: file.name, movedTo, waves: deliveries.map((delivery, index) => toJson(delivery, soFar[index] ?? null)), refusals: deliveries.flatMap((delivery) => delivery.refusals) });
  else {
    deliveries.forEach((delivery, index) => tellDelivery(delivery, soFar[index] ?? null));
    printLine(movedTo === null ? `${file.name} was moved or changed by somebody else` : `${file.name} -> ${movedTo}`);
  }
  return why.length > 0;
}

/** Says once in an outage what is away, and doubles the pause; a fault of the program, and --once, end the command. */
function waitLonger(error: unknown, pauseMs: number, options: WatchOptions): number {
  const problem = isOfFile(error) ? new CliError(EXIT.unreachable, `The directory cannot be looked at (${error.code}): ${error.message}.`, { cause: error }) : error;
  const { exitCode, message } = explainFailure(problem);
  if (options.once || (exitCode !== EXIT.unreachable && exitCode !== EXIT.configuration)) throw problem;
  if (pauseMs === LOOK_EVERY_MS) printNote(`${message} Files stay where they are until then.`);
  return Math.min(PAUSE_MS_MAX, pauseMs * 2);
}

/** Whether the file system said so, and no server. */
function isOfFile(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && FILE_CALLS.has((error as NodeJS.ErrnoException).syscall ?? '');
}

const FILE_CALLS: ReadonlySet<string> = new Set(['scandir', 'open', 'read', 'rename', 'lstat', 'write', 'mkdir']);

interface Stop {
  isAsked(): boolean;
  /** Resolves after so long, or at once when the command is interrupted. */
  orAfter(ms: number): Promise<void>;
}

function listenForStop(): Stop {
  let isAsked = false;
  let wake = (): void => undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      isAsked = true;
      wake();
    });
  }
  return {
    isAsked: () => isAsked,
    orAfter: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, isAsked ? 0 : ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
