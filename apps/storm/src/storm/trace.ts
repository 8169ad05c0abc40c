/** What happened, in words, one line each: kept only when somebody wants to read it. */
export interface Trace {
  readonly isKept: boolean;
  add(atMs: number, who: string, what: string): void;
  readonly lines: readonly string[];
}

/** A trace that is kept, or one that forgets at once. Times are told from `startMs` on. */
export function createTrace(isKept: boolean, startMs: number): Trace {
  const lines: string[] = [];
  return {
    isKept,
    lines,
    add(atMs, who, what) {
      if (isKept) lines.push(`${((atMs - startMs) / 1_000).toFixed(3).padStart(9)} s  ${who.padEnd(12)} ${what}`);
    },
  };
}

/** Fields of a log line as words. */
export function describeFields(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
}
