import type { OutcomeBooks, OutcomeBounds } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import { keepDoing } from '@breakwater/fleet';

/** The end of the outbox, watched once for all streams of a process. */
export interface OutcomeTail {
  /** How far the outbox goes now. Throws what the database says. */
  look(): Promise<OutcomeBounds>;
  /** How far it went at the last look. */
  last(): number;
  /** Resolves once it goes further than `last`, or after so long, or at once when the tail is closed; never throws. */
  untilBeyond(last: number, ms: number): Promise<void>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Looks every second for as long as somebody waits, and at once when Postgres hints at something: hints may get lost, looks
 * cannot. So each of several boards serves every stream, whichever process settled the signal.
 */
export function openOutcomeTail(outbox: Pick<OutcomeBooks, 'order' | 'listen'>, log: Log): OutcomeTail {
  const waiting = new Set<() => void>();
  let last = 0;
  let listening: { close(): Promise<void> } | null = null;
  let isClosed = false;
  const look = async (): Promise<OutcomeBounds> => {
    const bounds = await outbox.order();
    if (bounds.last > last) {
      last = bounds.last;
      for (const wake of [...waiting]) wake();
    }
    return bounds;
  };
  const looking = keepDoing('outcome_tail', LOOK_EVERY_MS, log, async () => {
    if (waiting.size > 0) await look();
    return null;
  });
  return {
    look,
    last: () => last,
    untilBeyond: (seen, ms) =>
      new Promise((resolve) => {
        // A stream may come here from its last read: what listens from now on would never be closed.
        if (isClosed) return resolve();
        listening ??= outbox.listen(() => looking.wake());
        if (last > seen) return resolve();
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, ms);
        waiting.add(wake);
      }),
    close: async () => {
      isClosed = true;
      for (const wake of [...waiting]) wake();
      await Promise.all([looking.stop(), listening?.close()]);
    },
  };
}
