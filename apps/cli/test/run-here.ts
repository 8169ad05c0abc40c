import { withinEnvironment } from '@breakwater/testing';
import { runCommandLine } from '../src/run-command-line.ts';

export interface Ran {
  readonly exitCode: number | NodeJS.Signals;
  /** Standard output and standard error, by line. */
  readonly lines: readonly string[];
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs one command in the test's own process, as apps/cli/src/main.ts would in one of its own, at a tenth of the time. What lasts until
 * it is interrupted, and whatever is about the process itself, needs a real one: `cli.start`. One runs after another, since environment and
 * output belong to the process.
 */
export function runHere(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const ran = last.then(() => runAlone(words, environment));
  last = ran.catch(() => undefined);
  return ran;
}

async function runAlone(words: readonly string[], environment: Readonly<Record<string, string>>): Promise<Ran> {
  const writes = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  let said = '';
  const collect = (chunk: string | Uint8Array): boolean => {
    said += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  for (const { stream } of writes) stream.write = collect;
  try {
    const exitCode = await withinEnvironment(environment, () => runCommandLine(words));
    const lines = said.split('\n');
    return { exitCode, lines: lines.at(-1) === '' ? lines.slice(0, -1) : lines };
  } finally {
    for (const { stream, write } of writes) stream.write = write;
  }
}
