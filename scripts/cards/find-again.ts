/** Between two looks: often enough to measure a lag, seldom enough for the limits of an exchange. */
const PAUSE_MS = 250;
const FIRST_PAUSE_MS = 20;

/** What `look` finds, asked again after pauses that grow, until it finds something; null once `forMs` have passed. Looks at least once. */
export async function findAgain<T>(look: () => Promise<T | null>, forMs: number): Promise<T | null> {
  const untilMs = performance.now() + forMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(PAUSE_MS, 2 * pauseMs)) {
    const found = await look();
    if (found !== null || performance.now() >= untilMs) return found;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
