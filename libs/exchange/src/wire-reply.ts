/** All that is known about one request after it ended, whatever its end: what the classifying tables work on. */
export interface WireReply {
  /** null: no reply came, or none whose head could be read. */
  readonly httpStatus: number | null;
  /** The exchange's `Retry-After`, in milliseconds; null when it sent none. */
  readonly retryAfterMs: number | null;
  /** The reply's text, whole, free of secrets if the call failed; empty when none came whole. */
  readonly body: string;
  /** The parsed reply when the client took it for a success, or else undefined. */
  readonly payload: unknown;
  /** Whether any byte may have left. False only when that is certain. */
  readonly wasSent: boolean;
  /** Why the client gave up, free of secrets; null when it took the reply for a success. */
  readonly failure: string | null;
}
