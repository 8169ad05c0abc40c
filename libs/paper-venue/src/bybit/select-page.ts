import { BybitError, invalid } from './bybit-error.ts';
import type { Parameters } from './parameters.ts';

const dayMs = 86_400_000;
const widestWindowMs = 7 * dayMs;

/** How a listing is cut. */
interface PageRule<T> {
  readonly defaultLimit: number;
  readonly mostLimit: number;
  /** A name by which a row is found again; unique within the listing. */
  readonly nameOf: (row: T) => string;
}

/** One page, and what asks for the next; empty on the last. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly nextPageCursor: string;
}

/**
 * One page of a listing: the rows behind the one that the cursor names. A cursor whose row is gone starts anew; one that
 * the venue has never given throws 10001. A limit above the most that the endpoint gives throws 10001. The rows may be gone
 * through twice.
 */
export function selectPage<T>(rows: Iterable<T>, parameters: Parameters, { defaultLimit, mostLimit, nameOf }: PageRule<T>): Page<T> {
  const limit = parameters.optionalInteger('limit') ?? defaultLimit;
  if (limit < 1 || limit > mostLimit) throw invalid('limit');
  const cursor = parameters.optionalText('cursor');
  const behind = cursor === null ? null : readCursor(cursor);
  const page = (behind === null ? null : takeBehind(rows, limit + 1, (row) => nameOf(row) === behind)) ?? takeBehind(rows, limit + 1, null)!;
  const hasMore = page.length > limit;
  if (hasMore) page.pop();
  return { rows: page, nextPageCursor: hasMore ? writeCursor(nameOf(page.at(-1)!)) : '' };
}

/** The first rows behind the one that is looked for, `null` if it is not there; looks at no more of them than it has to. */
function takeBehind<T>(rows: Iterable<T>, count: number, isLast: ((row: T) => boolean) | null): T[] | null {
  const taken: T[] = [];
  let isFound = isLast === null;
  for (const row of rows) {
    if (isFound) taken.push(row);
    else isFound = isLast!(row);
    if (taken.length === count) break;
  }
  return isFound ? taken : null;
}

/** A cursor looks like one of the venue's: percent-encoded once, so that a client has to encode it again in a query. */
function writeCursor(name: string): string {
  return encodeURIComponent(`page_args=${name}&`);
}

/** The row that a cursor names. Some clients hand a cursor back decoded: that is understood too. */
function readCursor(cursor: string): string {
  let text = cursor;
  try {
    text = decodeURIComponent(cursor);
  } catch {
    // Not encoded at all, and with a bare percent sign: taken as it is.
  }
  const found = /^page_args=(.*)&$/.exec(text);
  if (found === null) throw new BybitError(10001, 'params error: cursor invalid');
  return found[1]!;
}

/**
 * The window of a listing by startTime and endTime: the last seven days unless one of them is given, at most seven days.
 * Throws 10001 for a wider or a reversed one. Source: docs, Bybit v5, "Get Order History", "Get Trade History".
 */
export function readWindow(parameters: Parameters, nowMs: number): { readonly fromMs: number; readonly untilMs: number } {
  const startMs = parameters.optionalInteger('startTime');
  const endMs = parameters.optionalInteger('endTime');
  if (startMs !== null && endMs !== null && endMs < startMs) throw new BybitError(10001, 'params error: startTime must be before endTime');
  if (startMs !== null && endMs !== null && endMs - startMs > widestWindowMs) throw new BybitError(10001, 'The time range between startTime and endTime cannot exceed 7 days');
  const untilMs = endMs ?? (startMs === null ? nowMs : startMs + widestWindowMs);
  return { fromMs: startMs ?? untilMs - widestWindowMs, untilMs };
}
