import type { Ports } from './ports.ts';
import { waitToldBy } from './told-wait.ts';

/** A whole import waits no longer than this for one answer, in milliseconds: a budget is whole again within a minute, a ban may last. */
const PATIENCE_MS = 300_000;

/** Is told that something waits: for how long, in milliseconds, and why. */
export type TellWait = (forMs: number, why: string) => void;

/**
 * Asks again for as long as the answer says how long to wait for the next, as the rate budget does: for a command that has a whole account to look at, and nobody
 * who would come back to it. Returns the last answer. `waitOf`: how long an answer says to wait, and why; null for one that says nothing of the kind.
 */
export async function askWhenTold<Answer>(
  { runtime }: Pick<Ports, 'runtime'>,
  ask: () => Promise<Answer>,
  waitOf: (answer: Answer) => { readonly retryAfterMs: number; readonly why: string } | null,
  tell: TellWait,
): Promise<Answer> {
  let leftMs = PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    const told = waitOf(answer);
    const forMs = told === null ? 0 : waitToldBy(told);
    if (told === null || forMs > leftMs) return answer;
    tell(forMs, told.why);
    await runtime.wait(forMs);
    leftMs -= forMs;
  }
}
