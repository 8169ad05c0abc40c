import { printLine, printTable } from '../print.ts';

interface Stream {
  readonly id: number;
  readonly venue: string;
  readonly path: string;
  readonly account: string | null;
  readonly openedAt: number;
  readonly sent: number;
  readonly lost: number;
}

/** Tells people who is connected to the user streams. */
export function tellStreams(answer: unknown): void {
  const streams = answer as readonly Stream[];
  if (streams.length === 0) {
    printLine('Nobody is connected to a user stream.');
    return;
  }
  printTable(
    ['STREAM', 'VENUE', 'ACCOUNT', 'PATH', 'SINCE', 'SENT', 'LOST'],
    streams.map(({ id, venue, path, account, openedAt, sent, lost }) => [String(id), venue, account ?? '-', path, new Date(openedAt).toISOString(), String(sent), String(lost)]),
  );
}
