import { numberText, table, wantedZero } from './markdown.ts';
import { latestOf, type RunRecord } from './run-record.ts';
import { missing, seenLine } from './section.ts';
import { countFalseRepairs } from './sums.ts';

/** How long a position is bare, in figures; the picture stands above them. */
export function renderBareTime(records: readonly RunRecord[]): string {
  const run = latestOf(records, 'protect');
  if (run === undefined) return `${missing('protect')}\n`;
  const { bareMs, floorMs, positions, together, exchangeMs, burstP99Ms, bybitAttachedMs, afterKillMs, afterFlushMs, afterBudgetMs } = run.result;
  return [
    `From the fill of an entry to the acceptance of its stop, by the exchange's own clock, with the exchange ${exchangeMs} ms away. The floor is a bare client that sends the same orders and does nothing else. Milliseconds.`,
    '',
    '![Bare times of the latest run](proof/bare-time.svg)',
    '',
    table(
      ['', 'positions', 'p50', 'p99', 'longest', 'floor p50', 'floor p99'],
      [
        ['one after another', positions, bareMs.p50, bareMs.p99, bareMs.max, floorMs.bare.p50, floorMs.bare.p99],
        ['five at once', together.positions, together.bareMs.p50, together.bareMs.p99, together.bareMs.max, together.floorMs.bare.p50, together.floorMs.bare.p99],
      ],
    ),
    '',
    table(
      ['', 'bare'],
      [
        ['fifty at once over two stop workers, p99', burstP99Ms],
        ['reads out of budget, p99', afterBudgetMs],
        ['at Bybit, where the entry brings a stop along, at most', bybitAttachedMs],
        ['kill -9 of the stop worker in the middle of waves, at most', afterKillMs],
        ['Redis emptied in the middle of waves, at most', afterFlushMs],
      ],
    ),
    '',
    seenLine(run),
    '',
  ].join('\n');
}

/** How soon a signal becomes an entry. */
export function renderEntries(records: readonly RunRecord[]): string {
  const run = latestOf(records, 'entry');
  if (run === undefined) return `${missing('entry')}\n`;
  const { exchangeMs, waveOf5, waveOf50, databaseRoundTripsPerEntry, readsPerEntry } = run.result;
  return [
    `From the wave's row in PostgreSQL to the acceptance at an exchange ${exchangeMs} ms away: in waves of five p50 ${waveOf5.p50Ms} ms and p99 ${waveOf5.p99Ms} ms (floor p50 ${waveOf5.floorP50Ms} ms), a wave of fifty within`,
    `${waveOf50.seconds} s over ${waveOf50.processes} wave workers (floor ${waveOf50.floorSeconds} s); ${databaseRoundTripsPerEntry} round trips to PostgreSQL and ${readsPerEntry} reads of the exchange an entry. ${seenLine(run)}`,
    '',
  ].join('\n');
}

/** How soon a difference is mended, and what was mended that was none. */
export function renderRepairs(records: readonly RunRecord[]): string {
  const [sync, streams] = [latestOf(records, 'sync'), latestOf(records, 'streams')];
  return [...(sync === undefined ? [missing('sync'), ''] : planted(sync.result.repair)), ...(streams === undefined ? [missing('streams'), ''] : heard(streams)), ...falseRepairs(records)].join('\n');
}

function planted({ planted: count, classes, seconds, left, causeUnknown, secondPassChanges }: { readonly planted: number; readonly classes: number; readonly seconds: number; readonly left: number; readonly causeUnknown: number; readonly secondPassChanges: number }): string[] {
  return [
    `${numberText(count)} differences of ${classes} kinds, planted by hand while the passes were off, and then one pass over each account: after ${seconds} s ${wantedZero(left)} were left, ${wantedZero(causeUnknown)} rows had closed without a known cause, and a second`,
    `pass changed ${wantedZero(secondPassChanges)}.`,
    '',
  ];
}

function heard(run: NonNullable<ReturnType<typeof latestOf<'streams'>>>): string[] {
  const rows = [...Object.entries(run.result.venues), ['both', run.result] as const].map(([venue, closes]) => [venue, closes.trials, closes.p50Ms, closes.p99Ms, closes.closedP50Ms, closes.closedP99Ms, closes.withoutStreamP50Ms, closes.withoutStreamMs]);
  return [
    'A position that a person closes: until its execution is booked, and until its row is closed on a second look. Milliseconds.',
    '',
    table(['', 'closes', 'booked p50', 'p99', 'row closed p50', 'p99', 'without stream p50', 'longest'], rows),
    '',
    seenLine(run),
    '',
  ];
}

function falseRepairs(records: readonly RunRecord[]): string[] {
  const judging = records.filter(({ run }) => run === 'storm' || run === 'chaos' || run === 'sync').length;
  if (judging === 0) return [];
  return [
    `False repairs: ${wantedZero(countFalseRepairs(records))}, in all storms, chaos and planted differences above: something created, closed or cancelled without the evidence that it needs (I6), for a key for which the exchange had not`,
    'answered (I7), or although it was foreign (I11); and whatever a second pass changed.',
    '',
  ];
}

/** What a pass over an account costs, and how much the paper exchange carries. */
export function renderCosts(records: readonly RunRecord[]): string {
  const sync = latestOf(records, 'sync');
  const paper = latestOf(records, 'paper');
  const passes = sync === undefined ? [missing('sync'), ''] : [
    'A pass over an account in agreement. Own time is that in which nothing is under way to the exchange.',
    '',
    table(['', 'positions', 'own ms', 'calls', 'weight', 'statements', 'writes', 'memory MB'], sync.result.runs.map((run) => [run.venue, run.positions, run.ownMs, run.exchangeCalls, run.weight, run.statements, run.writes, run.rssMb])),
    '',
    seenLine(sync),
    '',
  ];
  const carried = paper === undefined ? [missing('paper'), ''] : [
    table(['paper exchange', 'orders a second', 'position reads a second', 'longest pause ms', 'memory MB'], [['binance', paper.result] as const, ['bybit', paper.result.bybit] as const].map(([venue, figures]) => [venue, figures.ordersPerSecond, figures.positionReadsPerSecond, figures.maxPauseMs, figures.rssMb])),
    '',
    seenLine(paper),
    '',
  ];
  return [...passes, ...carried].join('\n');
}
