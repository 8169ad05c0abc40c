import colors from 'picocolors';
import type { Happening } from './happenings.ts';
import type { BoardAddress } from './plan-board.ts';
import type { LiveRow } from './read-books.ts';
import type { Summary } from './summary.ts';

/** What the screen shows. */
export interface Picture {
  summary: Summary;
  rows: readonly LiveRow[];
  /** The newest last. */
  happenings: readonly Happening[];
  /** Where the logs are. */
  folder: string;
  board: BoardAddress | null;
  /** What is switched off by hand, as sentences. */
  off: readonly string[];
}

const timeOf = (at: Date): string => at.toISOString().slice(11, 23);

/** One happening as a line for a log or a pipe. */
export const toLine = ({ at, line }: Happening): string => `${timeOf(at)}  ${line}`;

/** Draws the whole screen, at most HEIGHT lines of WIDTH characters. */
export function drawScreen({ summary, rows, happenings, folder, board, off }: Picture, width: number, height: number): string {
  const { bareMs } = summary;
  const wrong = summary.duplicates + summary.ghosts + summary.orphans;
  const byExchange = Object.entries(summary.exchanges).map(([name, one]) => `${name} ${one.livePositions}/${one.exchangePositions}/${one.protected}`);
  const head = [
    colors.bold('Breakwater on the paper exchange'),
    `waves ${summary.waves}   signals ${summary.signals}: ${summary.opened} opened, ${summary.skipped} skipped, ${summary.failed} failed, ${summary.unknown} unknown`,
    `positions ${summary.livePositions} in the books, ${summary.exchangePositions} at the exchanges, ${summary.protected} protected   (${byExchange.join(', ')})`,
    (wrong > 0 ? colors.red : colors.green)(`duplicates ${summary.duplicates}   ghosts ${summary.ghosts}   orphans ${summary.orphans}`),
    `bare p50 ${bareMs.p50} ms, p99 ${bareMs.p99} ms, max ${bareMs.max} ms   exchange calls ${summary.exchangeCalls}`,
    ...off.map((one) => colors.yellow(one)),
    '',
    colors.dim(row(['position', 'side', 'status', 'quantity', 'entry', 'stop'])),
  ];
  const foot = ['', ...(board === null ? [] : [colors.dim(`board at ${board.url}   token for this run ${board.token}`)]), colors.dim(`logs in ${folder}/logs   Ctrl-C stops everything`)];
  const space = Math.max(4, height - head.length - foot.length - 2);
  const shown = rows.slice(0, Math.ceil(space / 2));
  const more = rows.length > shown.length ? [colors.dim(`… and ${rows.length - shown.length} more`)] : [];
  const table = shown.map((one) => row([`${one.exchange}.${one.account}.${one.symbol}`, one.side, one.status, one.quantity, one.entryPrice ?? '', one.stopPrice ?? colors.yellow('none')]));
  const recent = happenings.slice(-(space - table.length - more.length - 1)).map((one) => toLine(one).slice(0, width));
  return [...head, ...table, ...more, '', ...recent, ...foot].join('\n');
}

function row([key = '', side = '', status = '', quantity = '', entry = '', stop = '']: readonly string[]): string {
  return [key.padEnd(32), side.padEnd(6), status.padEnd(9), quantity.padStart(14), entry.padStart(14), stop.padStart(14)].join(' ');
}
