import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A working day: whoever looks at the board tomorrow logs in tomorrow. */
const SESSION_MS = 12 * 3_600_000;
const SESSIONS_MAX = 1_000;

/** Who is logged in, in this process: a restart logs everybody out. */
export interface Sessions {
  /** Begins one and returns its id, which is all that proves it. */
  begin(): string;
  isValid(id: string): boolean;
  end(id: string): void;
  readonly ms: number;
}

/** Opens an empty list; the oldest session goes when there are too many. */
export function openSessions(nowMs: () => number = Date.now): Sessions {
  // Only hashes are kept, so that reading this memory logs nobody in, and finding one takes the same time as not.
  const expiries = new Map<string, number>();
  const digest = (id: string): string => createHash('sha256').update(id).digest('hex');
  return {
    ms: SESSION_MS,
    begin: () => {
      const id = randomBytes(32).toString('base64url');
      const [oldest] = expiries.keys();
      if (expiries.size >= SESSIONS_MAX && oldest !== undefined) expiries.delete(oldest);
      expiries.set(digest(id), nowMs() + SESSION_MS);
      return id;
    },
    isValid: (id) => (expiries.get(digest(id)) ?? 0) > nowMs(),
    end: (id) => void expiries.delete(digest(id)),
  };
}

/** Whether two texts are the same, in a time that says nothing about where they differ. */
export function isSameSecret(given: string, wanted: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted)) && wanted !== '';
}
