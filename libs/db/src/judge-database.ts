/** What a failure says of the database: that it has not our tables, or that it cannot be reached and why. */
export type DatabaseFailure = { readonly type: 'no_schema' } | { readonly type: 'unreachable'; readonly reason: string };

const NETWORK_CODES: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH']);
/** Undefined table, column or type; wrong password or role; no such database; shutting down, starting up; too many clients. */
const NO_SCHEMA_CODES: ReadonlySet<string> = new Set(['42P01', '42703', '42704']);
const REFUSING_CODES: ReadonlySet<string> = new Set(['28P01', '28000', '3D000', '57P01', '57P02', '57P03', '53300']);

/** The kinds by which Prisma's adapter for Postgres tells them. */
const NO_SCHEMA_KINDS: ReadonlySet<string> = new Set(['TableDoesNotExist', 'ColumnNotFound']);
const UNREACHABLE_KINDS: ReadonlySet<string> = new Set([
  ...['DatabaseNotReachable', 'DatabaseDoesNotExist', 'DatabaseAccessDenied', 'AuthenticationFailed'],
  ...['TooManyConnections', 'ConnectionClosed', 'SocketTimeout', 'TlsConnectionError'],
]);

/** Judges what `pg` or Prisma threw; null when it is about something else. */
export function judgeDatabase(error: unknown): DatabaseFailure | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, message = '', meta } = error as { code?: unknown; message?: string; meta?: { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } } } };
  const cause = meta?.driverAdapterError?.cause;
  const own = cause?.originalCode ?? (typeof code === 'string' ? code : '');
  const kind = cause?.kind ?? '';
  if (NO_SCHEMA_CODES.has(own) || NO_SCHEMA_KINDS.has(kind)) return { type: 'no_schema' };
  const isUnreachable = NETWORK_CODES.has(own) || REFUSING_CODES.has(own) || UNREACHABLE_KINDS.has(kind) || CONNECTION.test(message);
  // A refused connection to a name with two addresses has an empty message.
  return isUnreachable ? { type: 'unreachable', reason: lastWords(message) || own || kind } : null;
}

const CONNECTION = /connection (?:terminated|timeout)|timeout exceeded when trying to connect/i;

/** Prisma wraps what happened into several lines about the call; the last one, in back-ticks, is what happened. */
function lastWords(message: string): string {
  const last = message.trim().split('\n').at(-1) ?? '';
  return /Message: `(.+)`/.exec(last)?.[1] ?? last;
}
