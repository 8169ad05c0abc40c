import type { Log } from '@breakwater/engine';

const FIRST_PAUSE_MS = 200;
const PAUSE_MS_MAX = 5_000;

/**
 * Tries until it succeeds, with a growing pause, and says once in a while what it waits for: a process that starts
 * before its database or exchange waits for it instead of dying.
 *
 * @throws what `attempt` threw, when `isFinal` says that waiting cannot help.
 */
export async function untilReachable<T>(what: string, log: Log, attempt: () => Promise<T>, isFinal: (error: unknown) => boolean): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(PAUSE_MS_MAX, pauseMs * 2)) {
    try {
      return await attempt();
    } catch (error) {
      if (isFinal(error)) throw error;
      log.warn('waiting_for', { what, error: String(error), nextInMs: pauseMs });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
