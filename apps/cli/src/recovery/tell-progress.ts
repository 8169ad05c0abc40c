import { printNote } from '../print.ts';

/** More than a line a second nobody reads. */
const LINES_APART_MS = 1_000;

export interface Progress {
  tell(text: string): void;
  /** Nothing is told any more. */
  end(): void;
}

/** Tells a person beside the result how far something is: at most a line a second, each the latest there is then. */
export function openProgress(): Progress {
  let latest: string | null = null;
  let pause: NodeJS.Timeout | undefined;
  const print = (text: string): void => {
    printNote(text);
    pause = setTimeout(() => {
      const next = latest;
      latest = null;
      pause = undefined;
      if (next !== null) print(next);
    }, LINES_APART_MS);
  };
  return {
    tell: (text) => {
      if (pause === undefined) print(text);
      else latest = text;
    },
    end: () => clearTimeout(pause),
  };
}
