import { type Outcome, refusalCodes } from '@breakwater/core';
import { shorten } from '../redact.ts';
import type { WireReply } from '../wire-reply.ts';
import { DENIED, DENIED_STATUS, PASSED, REJECTED, REJECTED_STATUS, UNCHANGED } from './codes.ts';

/** How long to wait after a request that could not leave, in milliseconds. */
const NOT_SENT_WAIT_MS = 1_000;
const CODE = /"retCode"\s*:\s*"?(\d+)"?\s*[,}]/;
const WORDS = /"retMsg"\s*:\s*"([^"]*)"/;

/**
 * What an unsuccessful answer to a request that changes state means, by the exchange's code, its HTTP status and whether
 * the request left; never by the client's error class, which calls server trouble a plain `ExchangeError`.
 *
 * Bybit answers errors with HTTP 200. Whatever is not certainly one of the others is unknown. For successes see
 * acknowledge.ts. Source of the rules: Bybit v5, "Error Codes" and "Rate Limit Rules" (HTTP 403).
 */
export function classify(reply: WireReply): Outcome {
  const reason = describeFailure(reply);
  if (!reply.wasSent) return { type: 'denied', code: 'not_sent', reason, retryAfterMs: reply.retryAfterMs ?? NOT_SENT_WAIT_MS };
  const code = venueCode(reply);
  const status = reply.httpStatus ?? 0;
  if (code !== null && PASSED.has(code)) return { type: 'rejected', code: refusalCodes.stopWouldTrigger, reason };
  if (code !== null && REJECTED.has(code)) return { type: 'rejected', code, reason };
  if (code !== null && UNCHANGED.has(code)) return { type: 'accepted', report: null };
  const waitMs = code === null ? undefined : DENIED[code];
  const statusWaitMs = DENIED_STATUS[status];
  if (waitMs !== undefined || statusWaitMs !== undefined) {
    return { type: 'denied', code: code ?? `http_${status}`, reason, retryAfterMs: reply.retryAfterMs ?? Math.max(waitMs ?? 0, statusWaitMs ?? 0) };
  }
  if (REJECTED_STATUS.has(status)) return { type: 'rejected', code: code ?? `http_${status}`, reason };
  return { type: 'unknown', cause: reason };
}

/** The exchange's return code in a reply, e.g. `110007`, or null. A reply that was cut inside the number gives none. */
export function venueCode(reply: WireReply): string | null {
  return CODE.exec(reply.body)?.[1] ?? CODE.exec(reply.failure ?? '')?.[1] ?? null;
}

/** Status, code and words of a failure on one line, for people. */
export function describeFailure(reply: WireReply): string {
  const words = WORDS.exec(reply.body)?.[1] ?? '';
  const parts = [reply.httpStatus === null ? '' : `HTTP ${reply.httpStatus}`, venueCode(reply) ?? '', words === '' ? (reply.failure ?? '') : words];
  return shorten(parts.filter((part) => part !== '').join(' ') || 'no answer');
}
