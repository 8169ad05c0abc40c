/** `npm run bench:streams`: how soon the books know what a hand did at the exchange, with the user stream and without it. */
import { parseArgs } from 'node:util';
import { runAsCommand } from './run-as-command.ts';
import { type ClosesOfVenue, measureCloses } from './streams/measure-closes.ts';
import { spreadOf } from './samples.ts';

const help = `Measures the processes that npm start runs (PostgreSQL, Redis and a paper exchange of their own that is 20 ms away): from the moment at
which the exchange executes what a hand closed, by its journal, to the moment at which that execution stands in the books, by PostgreSQL.
First without a listener, over one whole interval of the scheduled passes; then with one. The row of the position is closed after a second look,
bounds.readsApartMs (3 s) behind the first, because nothing but the executions explains it: that is told beside it.

  npm run bench:streams -- [options]

  --trials N   close so many positions at each exchange with the stream (default: 100); a tenth as many, five at least, without it
  --json       make the last line of standard output the figures as one JSON object
  --help       this text

All times are milliseconds. The figures mean something on a quiet machine only: close other programs, and run it twice.
`;

await runAsCommand(async (stopped, say) => {
  const { values } = parseArgs({ options: { trials: { type: 'string', default: '100' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return help;
  if (!/^[1-9]\d{0,2}$/.test(values.trials)) throw new Error(`--trials must be a whole number between 1 and 999, and is "${values.trials}".`);
  const venues = await measureCloses(Number(values.trials), stopped, say);
  return `${render(venues)}${values.json ? `${JSON.stringify(toJson(venues))}\n` : ''}`;
});

/** Of one venue, or of all together. */
function toFigures(venues: readonly ClosesOfVenue[]): Record<string, number> {
  const booked = spreadOf(venues.flatMap(({ withStream }) => withStream.map(({ bookedMs }) => bookedMs)));
  const closed = spreadOf(venues.flatMap(({ withStream }) => withStream.map(({ closedMs }) => closedMs)));
  const without = spreadOf(venues.flatMap(({ withoutStream }) => withoutStream.map(({ bookedMs }) => bookedMs)));
  const trials = venues.reduce((sum, { withStream }) => sum + withStream.length, 0);
  return { trials, p50Ms: booked.p50, p99Ms: booked.p99, withoutStreamMs: without.max, withoutStreamP50Ms: without.p50, closedP50Ms: closed.p50, closedP99Ms: closed.p99 };
}

function toJson(venues: readonly ClosesOfVenue[]): Record<string, unknown> {
  return { ...toFigures(venues), venues: Object.fromEntries(venues.map((one) => [one.exchange, toFigures([one])])) };
}

function render(venues: readonly ClosesOfVenue[]): string {
  const columns = ['trials', 'p50Ms', 'p99Ms', 'withoutStreamP50Ms', 'withoutStreamMs', 'closedP50Ms', 'closedP99Ms'];
  const heads = ['trials', 'p50', 'p99', 'without p50', 'longest', 'row p50', 'row p99'];
  const line = (name: string, cells: readonly (string | number)[]): string => name.padEnd(9) + cells.map((cell) => String(cell).padStart(12)).join('');
  const rows = [...venues.map((one) => [one.exchange, toFigures([one])] as const), ['both', toFigures(venues)] as const];
  return ['From the execution of a close by hand to its place in the books, ms', '', line('', heads), ...rows.map(([name, figures]) => line(name, columns.map((column) => figures[column] ?? 0))), ''].join('\n');
}
