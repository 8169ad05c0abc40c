/** `npm run bench:sync`: what comparing the books with the exchange costs, and what becomes of differences. */
import { parseArgs } from 'node:util';
import { runAsCommand } from './run-as-command.ts';
import { measurePasses, type Run } from './sync/measure-passes.ts';
import { measureRepair, type Repair } from './sync/measure-repair.ts';

const help = `Two halves, each on PostgreSQL, Redis and a paper exchange of its own.

Passes: a process of its own goes over accounts in agreement, of 1,000 and of 5,000 positions, each under its stop. Own time is that in which nothing
is under way to the exchange. Repair: the processes that npm start runs open 500 positions over both venues; 200 differences are planted by hand,
with the clock's passes switched off; then one pass over each account is asked for, and a second one.

  npm run bench:sync -- [options]

  --sizes N,N  positions of the accounts in agreement (default: 1000,5000)
  --json       make the last line of standard output the figures as one JSON object
  --help       this text

All times are milliseconds where nothing else is said. The figures mean something on a quiet machine only: close other programs, and run it twice.
`;

const POSITIONS = 500;
const PLANTED = 200;
/** What Binance lets an account spend a minute (IP limit of request weight), and how many passes the default interval makes of it. */
const WEIGHT_A_MINUTE = 2_400;

await runAsCommand(async (stopped, say) => {
  const { values } = parseArgs({ options: { sizes: { type: 'string', default: '1000,5000' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) return help;
  if (!/^[1-9]\d{0,3}(,[1-9]\d{0,3})*$/.test(values.sizes)) throw new Error(`--sizes must be whole numbers below 10000 with commas between them, and is "${values.sizes}".`);
  const runs = await measurePasses(values.sizes.split(',').map(Number), stopped, say);
  const repair = await measureRepair(POSITIONS, PLANTED, stopped, say);
  const json = { runs: runs.map(({ wholeMs: _wholeMs, ...run }) => run), repair };
  return `${render(runs, repair)}${values.json ? `${JSON.stringify(json)}\n` : ''}`;
});

function render(runs: readonly Run[], { planted, classes, left, causeUnknown, secondPassChanges, seconds }: Repair): string {
  const cells = (row: readonly (string | number)[]): string => row.map((cell, column) => (column === 0 ? String(cell).padEnd(9) : String(cell).padStart(12))).join('');
  const binance = runs.find(({ venue }) => venue === 'binance');
  return [
    'A pass over an account in agreement',
    '',
    cells(['', 'positions', 'own ms', 'whole ms', 'calls', 'weight', 'statements', 'writes', 'memory MB']),
    ...runs.map((run) => cells([run.venue, run.positions, run.ownMs, run.wholeMs, run.exchangeCalls, run.weight, run.statements, run.writes, run.rssMb])),
    '',
    ...(binance === undefined ? [] : [`Once a minute, that is ${Math.round((1_000 * binance.weight) / WEIGHT_A_MINUTE) / 10} % of Binance's weight for a minute.`]),
    `${planted} differences of ${classes} kinds on ${POSITIONS} positions: ${left} left after ${seconds} s, ${causeUnknown} causes unknown, ${secondPassChanges} changes by a second pass.`,
    '',
  ].join('\n');
}
