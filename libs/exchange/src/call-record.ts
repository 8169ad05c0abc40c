import type { DispatchController, DispatchWatcher } from './watch-dispatch.ts';
import type { WireReply } from './wire-reply.ts';

/** The instant that a request is signed with, and for how long after it the exchange accepts the request. */
export interface Signature {
  readonly signedAtMs: number;
  readonly windowMs: number;
}

/** When the request was written and when its reply began, on the local monotonic clock; null if that never happened. */
export type CallTiming = { readonly sentAtMs: number; readonly receivedAtMs: number } | null;

/** "Never sent" is decided by the words of the failure (and by what was seen); anything else counts as sent. */
const NEVER_SENT = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b/;

/** What the venues say of their limits in (Binance USD-M, "General Info"; Bybit v5, "Rate Limit Rules"). */
const LIMIT_HEADER = /^x-(mbx-(used-weight|order-count)|bapi-limit)/;

/** What is noted about one call while it is under way. One object a call: a field of the instance would mix calls up. */
export class CallRecord implements DispatchWatcher {
  /** The reply's text, once it came whole. */
  body = '';
  readonly signature: Signature | null;
  #httpStatus: number | null = null;
  #retryAfterMs: number | null = null;
  #limitHeaders: Readonly<Record<string, string>> = {};
  #sentAtMs: number | null = null;
  #receivedAtMs: number | null = null;
  #controller: DispatchController | null = null;
  #isAbandoned = false;

  constructor(signature: Signature | null) {
    this.signature = signature;
  }

  onStart(controller: DispatchController): boolean {
    if (this.#isAbandoned) return false;
    this.#controller = controller;
    this.#sentAtMs = performance.now();
    return true;
  }

  onReply(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): void {
    this.#receivedAtMs = performance.now();
    this.#httpStatus = status;
    const seconds = String(headers['retry-after'] ?? '');
    this.#retryAfterMs = /^\d{1,7}$/.test(seconds) ? Number(seconds) * 1000 : null;
    this.#limitHeaders = Object.fromEntries(Object.entries(headers).filter(([name]) => LIMIT_HEADER.test(name)).map(([name, value]) => [name, String(value)]));
  }

  /** Stops waiting: what was not written yet never will be, and the connection of what was is closed. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#controller?.abort(new Error('given up after the deadline'));
  }

  get limitHeaders(): Readonly<Record<string, string>> {
    return this.#limitHeaders;
  }

  get timing(): CallTiming {
    return this.#sentAtMs === null || this.#receivedAtMs === null ? null : { sentAtMs: this.#sentAtMs, receivedAtMs: this.#receivedAtMs };
  }

  /** All that is known now that the call has ended: with a payload, or with a failure. */
  toReply(payload: unknown, failure: string | null): WireReply {
    const wasSent = this.#sentAtMs !== null || !NEVER_SENT.test(failure ?? '');
    return { httpStatus: this.#httpStatus, retryAfterMs: this.#retryAfterMs, body: this.body, payload, wasSent, failure };
  }
}
