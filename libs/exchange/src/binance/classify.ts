import { type Outcome, refusalCodes } from '@breakwater/core';
import { shorten } from '../redact.ts';
import type { WireReply } from '../wire-reply.ts';
import { DENIED, DENIED_STATUS, DENIED_WORDS, PASSED, REJECTED, UNCHANGED } from './codes.ts';

/** How long to wait after a request that could not leave, in milliseconds. */
const NOT_SENT_WAIT_MS = 1_000;
const CODE = /"code"\s*:\s*"?(-?\d+)"?\s*[,}]/;
const WORDS = /"msg"\s*:\s*"([^"]*)"/;

/**
 * What an unsuccessful answer to a request that changes state means, by the exchange's code, its HTTP status, its words
 * and whether the request left; never by the client's error class, which puts "unknown" and "refused" under one name.
 *
 * Whatever is not certainly one of the others is unknown. For successes see acknowledge.ts. Source of the rules:
 * Binance USD-M, "Error Codes" and "General Info" (HTTP return codes; 503 with "Unknown error": status unknown).
 */
export function classify(reply: WireReply): Outcome {
  const reason = describeFailure(reply);
  if (!reply.wasSent) return { type: 'denied', code: 'not_sent', reason, retryAfterMs: reply.retryAfterMs ?? NOT_SENT_WAIT_MS };
  const code = venueCode(reply);
  const status = reply.httpStatus;
  const statusWaitMs = status === null ? undefined : DENIED_STATUS[status];
  const wordsWaitMs = DENIED_WORDS[venueWords(reply)];
  if (code !== null && PASSED.has(code)) return { type: 'rejected', code: refusalCodes.stopWouldTrigger, reason };
  if (code !== null && REJECTED.has(code) && wordsWaitMs === undefined) return { type: 'rejected', code, reason };
  if (code !== null && UNCHANGED.has(code)) return { type: 'accepted', report: null };
  const waitMs = (code === null ? undefined : DENIED[code]) ?? wordsWaitMs;
  if (waitMs !== undefined || statusWaitMs !== undefined) {
    // A ban outlasts the wait that its code would have alone.
    const retryAfterMs = reply.retryAfterMs ?? Math.max(waitMs ?? 0, statusWaitMs ?? 0);
    return { type: 'denied', code: code ?? `http_${status ?? 'none'}`, reason, retryAfterMs };
  }
  return { type: 'unknown', cause: reason };
}

/** The exchange's error code in a reply, e.g. `-2019`, or null. A reply that was cut inside the number gives none. */
export function venueCode(reply: WireReply): string | null {
  return CODE.exec(reply.body)?.[1] ?? CODE.exec(reply.failure ?? '')?.[1] ?? null;
}

function venueWords(reply: WireReply): string {
  return WORDS.exec(reply.body)?.[1] ?? '';
}

/** Status, code and words of a failure on one line, for people. */
export function describeFailure(reply: WireReply): string {
  const code = venueCode(reply);
  const words = venueWords(reply);
  const parts = [reply.httpStatus === null ? '' : `HTTP ${reply.httpStatus}`, code ?? '', words === '' ? (reply.failure ?? '') : words];
  return shorten(parts.filter((part) => part !== '').join(' ') || 'no answer');
}
