import type { Dialect, Verdict } from '../dialect.ts';
import { JsonInPieces } from '../json-in-pieces.ts';
import { type Answer, ReadyJson, type Reply } from '../venue-request.ts';
import type { Fault, FaultKind } from './fault.ts';

/** An answer as the bytes that would be sent. Text goes out as it is, everything else as JSON. */
function renderAnswer(answer: Answer): Reply & { kind: 'answer' } {
  const { body } = answer;
  const isText = typeof body === 'string';
  return {
    kind: 'answer',
    status: answer.status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json;charset=UTF-8', ...answer.headers },
    text: isText || body instanceof JsonInPieces ? body : body instanceof ReadyJson ? body.bytes : JSON.stringify(body),
  };
}

/** The error that a fault asks for in so many words: the venue's own with a code, or a page of whatever stands before the venue. */
export function renderAskedError(dialect: Dialect, { httpStatus = 400, code = 0, message, retryAfterSeconds, body, headers: more }: Fault): Verdict {
  const verdict = body === undefined ? dialect.renderError(httpStatus, code, message ?? null) : { answer: { status: httpStatus, headers: {}, body }, code };
  const headers = { ...verdict.answer.headers, ...(retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) }), ...more };
  return { ...verdict, answer: { ...verdict.answer, headers } };
}

/** After the model acted: what is said about it may be untrue. Returns `null` if the connection is to close instead. */
export function distortVerdict(dialect: Dialect, verdict: Verdict, faults: readonly Fault[]): Verdict | null {
  let told = verdict;
  for (const fault of faults) {
    const { kind } = fault;
    if (kind === 'drop-reply') return null;
    if (kind === 'unknown-reply') told = dialect.unknownOutcomes.unavailable;
    if (kind === 'timeout-reply') told = dialect.unknownOutcomes.timeout;
    if (kind === 'untrue-reply') told = renderAskedError(dialect, fault);
  }
  return told;
}

/** A body as values, in whatever form it is about to leave. */
function readBody(body: unknown): unknown {
  return body instanceof JsonInPieces || body instanceof ReadyJson ? JSON.parse(String(body instanceof ReadyJson ? body.bytes : body)) : body;
}

/**
 * A body with `cut` of the rows of its list, bare, or in the envelope of a venue that has one, where no cursor is left to
 * tell of more; `null` for a body that is no list.
 */
function cutList(body: unknown, cut: (rows: readonly unknown[]) => readonly unknown[]): unknown {
  const whole = readBody(body);
  if (Array.isArray(whole)) return cut(whole);
  const { result } = (whole ?? {}) as { readonly result?: { readonly list?: unknown } };
  return Array.isArray(result?.list) ? { ...(whole as object), result: { ...result, list: cut(result.list), nextPageCursor: '' } } : null;
}

/** Before the reply leaves: how the bytes may be spoilt. */
export function spoilAnswer(answer: Answer, faults: readonly Fault[]): Reply {
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind);
  const { headers } = answer;
  if (has('html-reply')) return renderAnswer({ status: 200, headers, body: '<html><body>Bad gateway</body></html>' });
  if (has('empty-reply')) return renderAnswer({ status: 200, headers, body: '' });
  if (has('empty-object')) return renderAnswer({ status: 200, headers, body: {} });
  if (has('empty-list')) return renderAnswer({ status: 200, headers, body: cutList(answer.body, () => []) ?? [] });
  const short = faults.find(({ kind }) => kind === 'short-list');
  if (short !== undefined) return renderAnswer({ ...answer, body: cutList(answer.body, (list) => list.slice(0, short.rows ?? Math.floor(list.length / 2))) ?? answer.body });
  const whole = renderAnswer(answer);
  if (faults.length === 0) return whole;
  const text = whole.text.toString();
  if (has('truncate-reply')) return { ...whole, text: text.slice(0, Math.floor(text.length / 2)) };
  if (has('cut-reply')) return { ...whole, text, kind: 'cut' };
  if (has('stall-reply')) return { ...whole, text, kind: 'stall' };
  return whole;
}
