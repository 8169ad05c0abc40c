import { printLine, printTable } from '../print.ts';

interface Fault {
  readonly id: string;
  readonly kind: string;
  readonly match: Readonly<Record<string, string>>;
  /** null once it went through JSON as infinite. */
  readonly timesLeft: number | null;
  readonly seen: number;
  readonly fired: number;
}

/** Tells people which lies are in force, on what, and how often each was told already. */
export function tellFaults(answer: unknown): void {
  const faults = answer as readonly Fault[];
  if (faults.length === 0) {
    printLine('No fault is in force.');
    return;
  }
  printTable(
    ['FAULT', 'KIND', 'ON', 'LEFT', 'SEEN', 'FIRED'],
    faults.map(({ id, kind, match, timesLeft, seen, fired }) => [id, kind, matchText(match), timesLeft === null ? 'until cleared' : String(timesLeft), String(seen), String(fired)]),
  );
}

function matchText(match: Fault['match']): string {
  const told = Object.entries(match).map(([name, value]) => `${name}=${value}`).join(' ');
  return told || 'every request';
}
