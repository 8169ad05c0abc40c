import type { Unreadable as UnreadableAnswer } from '@breakwater/core';

/**
 * A read gave nothing that may be relied on: refused, lost, late or malformed (I6). Thrown inside this library only; the
 * port turns it into a value.
 */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  /** The exchange's own code, when it gave one. */
  readonly code: string | null;
  /** How long to wait before the next look, in milliseconds, where the exchange or its rate budget said so. */
  readonly retryAfterMs: number | null;

  constructor(message: string, code: string | null = null, retryAfterMs: number | null = null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** What the port answers. */
  toAnswer(): UnreadableAnswer {
    return { type: 'unreadable', cause: this.message, ...(this.retryAfterMs === null ? {} : { retryAfterMs: this.retryAfterMs }) };
  }
}
