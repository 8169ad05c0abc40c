import { judgeDatabase } from '@breakwater/db/failures';
import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface Failure {
  readonly exitCode: ExitCode;
  /** One sentence; empty when it has been printed already. */
  readonly message: string;
}

/** What a command that threw ends with: every failure of the world is one sentence, only a fault of ours shows its stack. */
export function explainFailure(error: unknown): Failure {
  // Commander has printed its help or its complaint by then.
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, message: '' };
  if (error instanceof CliError) return { exitCode: error.exitCode, message: error.message };
  // By name: loading the libraries that they come from would make every `--help` wait.
  if (isNamed(error, 'ConfigError')) return { exitCode: EXIT.configuration, message: error.message };
  if (isNamed(error, 'QueueUnavailable')) return { exitCode: EXIT.unreachable, message: `${error.message}: start Redis or correct REDIS_URL.` };
  const database = judgeDatabase(error);
  if (database?.type === 'no_schema') return { exitCode: EXIT.configuration, message: 'The database has no tables yet, or older ones: run `breakwater migrate`.' };
  if (database?.type === 'unreachable') return { exitCode: EXIT.unreachable, message: `Postgres cannot be reached (${database.reason}): start it or correct DATABASE_URL.` };
  return { exitCode: EXIT.failed, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}
