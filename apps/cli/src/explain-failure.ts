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
  const code = postgresCode(error);
  if (code === 'no_schema') return { exitCode: EXIT.configuration, message: 'The database has no tables yet: run `breakwater migrate`.' };
  if (code === 'unreachable') return { exitCode: EXIT.unreachable, message: `Postgres cannot be reached (${reasonOf(error)}): start it or correct DATABASE_URL.` };
  return { exitCode: EXIT.failed, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

function isNamed(error: unknown, name: string): error is Error {
  return error instanceof Error && error.name === name;
}

const NETWORK_CODES: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Undefined table or type; wrong password or role; no such database; shutting down, starting up. */
const NO_SCHEMA_CODES: ReadonlySet<string> = new Set(['42P01', '42704']);
const REFUSING_CODES: ReadonlySet<string> = new Set(['28P01', '28000', '3D000', '57P01', '57P02', '57P03', '53300']);

function postgresCode(error: unknown): 'no_schema' | 'unreachable' | null {
  const { code } = (error ?? {}) as { code?: unknown };
  if (typeof code === 'string' && NO_SCHEMA_CODES.has(code)) return 'no_schema';
  if (typeof code === 'string' && (NETWORK_CODES.has(code) || REFUSING_CODES.has(code))) return 'unreachable';
  return error instanceof Error && /connection (?:terminated|timeout)|timeout exceeded when trying to connect/i.test(error.message) ? 'unreachable' : null;
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  // A refused connection to a name with two addresses has an empty message.
  return message || code || String(error);
}
