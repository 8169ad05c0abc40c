/** One thing that a process cannot work without: resolves while it is there, throws what is wrong otherwise. */
export type Check = () => Promise<void> | void;

export interface Readiness {
  readonly ready: boolean;
  /** By name: `ok`, or what is wrong in a few words. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Longer than any of them takes when all is well, shorter than whoever asks waits. */
const CHECK_MS_MAX = 2_000;

/** Looks at everything at once; whatever does not answer in time is missing. */
export async function lookAtReadiness(checks: Readonly<Record<string, Check>>): Promise<Readiness> {
  const looked = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await say(check)] as const));
  return { ready: looked.every(([, said]) => said === 'ok'), checks: Object.fromEntries(looked) };
}

async function say(check: Check): Promise<string> {
  const { promise: timeUp, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS_MAX} ms`)), CHECK_MS_MAX);
  try {
    await Promise.race([(async () => check())(), timeUp]);
    return 'ok';
  } catch (error) {
    // A refused connection to a name with two addresses has an empty message.
    return error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code ?? error.name) : String(error);
  } finally {
    clearTimeout(timer);
  }
}
