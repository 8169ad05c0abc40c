/** `npm run bench:entry`: how soon a wave's signals become accepted entries. */
import { parseArgs } from 'node:util';
import { type EntryFigures, runEntryBench } from './entry-bench.ts';
import { runAsCommand } from './run-as-command.ts';
import { ratioOf } from './samples.ts';

const help = `Measures the processes that npm start runs (PostgreSQL, Redis and a paper exchange of their own that is 20 ms away): from the wave's row in
PostgreSQL to the acceptance of its entries at the exchange. The floor, measured in the same run by turns, is a bare ccxt client that asks
the exchange the same questions, all at once, sends the same orders, and does nothing else.

  npm run bench:entry -- [options]

  --waves N  open so many waves of five (default: 40), after a few that warm everything up; then three waves of fifty with four wave workers
  --json     make the last line of standard output the figures as one JSON object
  --help     this text

All times are milliseconds. The figures mean something on a quiet machine only: close other programs, and run it twice.
`;

await runAsCommand(async (stopped, say) => {
  const { values } = parseArgs({ options: { waves: { type: 'string', default: '40' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return help;
  if (!/^[1-9]\d{0,4}$/.test(values.waves)) throw new Error(`--waves must be a whole number between 1 and 99999, and is "${values.waves}".`);
  const figures = await runEntryBench(Number(values.waves), stopped, say);
  return `${render(figures)}${values.json ? `${JSON.stringify(toJson(figures))}\n` : ''}`;
});

function render({ exchangeMs, waveOf5: { entries, fleet, floor }, waveOf50, databaseRoundTripsPerEntry, readsPerEntry }: EntryFigures): string {
  return `Entry: from the wave's row in PostgreSQL to the acceptance at the exchange (${exchangeMs} ms away)

waves of 5, ${entries} entries    p50 ${fleet.p50} ms, p99 ${fleet.p99} ms, longest ${fleet.max} ms
  floor                    p50 ${floor.p50} ms, p99 ${floor.p99} ms, longest ${floor.max} ms
  above the floor's p50    p50 ${fleet.p50 - floor.p50} ms, p99 ${fleet.p99 - floor.p50} ms
a wave of 50               ${waveOf50.seconds} s over ${waveOf50.processes} wave workers, floor ${waveOf50.floorSeconds} s, the median of three
reads of the exchange      ${readsPerEntry} before an entry, side by side
round trips to PostgreSQL  ${databaseRoundTripsPerEntry} from the start of an entry's job to its booked fill
`;
}

function toJson({ exchangeMs, waveOf5: { fleet, floor }, waveOf50, databaseRoundTripsPerEntry, readsPerEntry }: EntryFigures): Record<string, unknown> {
  return { exchangeMs, waveOf5: { p50Ms: fleet.p50, p99Ms: fleet.p99, floorP50Ms: floor.p50, ratio: ratioOf(fleet, floor).p50 }, waveOf50, databaseRoundTripsPerEntry, readsPerEntry };
}
