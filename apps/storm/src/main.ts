import { EXCHANGES, type ExchangeId, POSITION_MODES, type PositionMode } from '@breakwater/core';
import { Command, InvalidArgumentError, Option } from 'commander';
import { chooseMeetings, meetingSeeds, rememberMeetings } from './coverage/remembered-meetings.ts';
import { catchingSeeds } from './mutants/remembered-catches.ts';
import { regressionSeeds } from './report/regression-seeds.ts';
import { runRange, type SeedReport, type ThreadOptions } from './report/run-range.ts';
import { addReports, createSummary, missedPairs, renderJson } from './report/summary.ts';
import { runSeed } from './storm/run-seed.ts';
import { settingOf } from './world/setting.ts';

/** What CI runs; then so many seeds more, a few at a time, until every reachable pair of fault and state was met. */
const CI_RANGE = { from: 1, to: 500 };
const COVERAGE_SEEDS_MAX = 8_000;
const COVERAGE_SEEDS_AT_ONCE = 100;

interface Options {
  readonly seeds: { readonly from: number; readonly to: number } | null;
  readonly seed: number | null;
  readonly workers: number | null;
  readonly venue?: ExchangeId;
  readonly mode?: PositionMode;
  readonly steps: number;
  readonly remember: boolean;
  readonly json: boolean;
}

const program = new Command('storm')
  .description('Runs the real engine through generated faults under virtual time, and judges every promise after everything that happens.')
  .option('--seeds <A..B>', 'which seeds to run; without it the range of CI: 500, those that once failed, those that catch mutants, those that met what others did not, and more until every reachable pair of fault and state was met at each venue', toRange, null)
  .option('--seed <N>', 'runs one seed and prints its story', (text: string) => toNumber(text, 0, Number.MAX_SAFE_INTEGER), null)
  .option('--workers <N>', 'worker processes in each storm, 2 to 5; without it the seed decides', (text: string) => toNumber(text, 2, 5), null)
  .addOption(new Option('--venue <name>', 'where all storms take place; without it the seeds take turns').choices(EXCHANGES))
  .addOption(new Option('--mode <name>', 'the position mode of all storms; without it the seeds take turns').choices(POSITION_MODES))
  .option('--steps <N>', 'happenings of each storm, half of them calm', (text: string) => toNumber(text, 2, 10_000), 60)
  .option('--remember', 'remember which seeds met what the rest of the range of CI did not, to begin with those next time (apps/storm/coverage-seeds.json)', false)
  .option('--json', 'ends with one line of JSON', false)
  .addHelpText('after', '\nExamples:\n  npm run storm\n  npm run storm -- --seeds 1..10000 --json\n  npm run storm -- --seed 278\n  npm run storm -- --seeds 1..1000 --venue bybit --mode hedge\n')
  .showHelpAfterError()
  .parse();

process.exitCode = await main(program.opts<Options>());

async function main({ seeds, seed, workers, venue, mode, steps, remember, json }: Options): Promise<number> {
  const setting = { ...(venue === undefined ? {} : { exchange: venue }), ...(mode === undefined ? {} : { mode }) };
  const options: ThreadOptions = { steps, setting, workerCount: workers };
  if (seed !== null) return tellStory(seed, options);
  const exchanges = venue === undefined ? EXCHANGES : [venue];
  const range = seeds ?? CI_RANGE;
  const startedMs = performance.now();
  const summary = createSummary();
  const wanted = new Set([...(seeds === null ? [...regressionSeeds(), ...catchingSeeds()] : []), ...Array.from({ length: range.to - range.from + 1 }, (_, index) => range.from + index)]);
  /** Of those beside them that are run for what they meet. */
  const further: SeedReport[] = [];
  const run = (chosen: readonly number[]): Promise<void> =>
    runRange(chosen, options, (reports) => {
      addReports(summary, reports);
      further.push(...reports.filter((report) => !wanted.has(report.seed)));
      for (const report of reports) if (report.violation !== null) say(describe(report, options));
      if (process.stderr.isTTY) process.stderr.write(`\r${summary.seeds} seeds`);
    });
  await run([...wanted]);
  const unmet = missedPairs(summary, exchanges);
  if (seeds === null) await run(meetingSeeds().filter((one) => !wanted.has(one)));
  for (let next = range.to + 1; seeds === null && next <= COVERAGE_SEEDS_MAX && missedPairs(summary, exchanges).length > 0; next += COVERAGE_SEEDS_AT_ONCE) {
    await run(Array.from({ length: COVERAGE_SEEDS_AT_ONCE }, (_, index) => next + index));
  }
  if (seeds === null && remember) rememberMeetings(chooseMeetings(further, unmet));
  const missed = seeds === null ? missedPairs(summary, exchanges) : [];
  for (const pair of missed) say(`never met: ${pair}`);
  const seconds = (performance.now() - startedMs) / 1_000;
  say(`${summary.seeds} seeds from ${range.from} on, ${(summary.simulatedMs / 3_600_000).toFixed(1)} simulated hours in ${seconds.toFixed(1)} s, ${summary.violations.length} violations`);
  if (json) process.stdout.write(`${renderJson(summary, seconds, exchanges)}\n`);
  return summary.violations.length > 0 || missed.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function describe({ seed, violation }: SeedReport, { workerCount, steps, setting }: ThreadOptions): string {
  const flags = [workerCount === null ? '' : ` --workers ${workerCount}`, steps === 60 ? '' : ` --steps ${steps}`, setting.exchange === undefined ? '' : ` --venue ${setting.exchange}`, setting.mode === undefined ? '' : ` --mode ${setting.mode}`];
  const { exchange, mode } = settingOf(seed, setting);
  return `seed ${seed} (${exchange}, ${mode}): ${violation?.promise} ${violation?.text}\n  npm run storm -- --seed ${seed}${flags.join('')}`;
}

async function tellStory(seed: number, options: ThreadOptions): Promise<number> {
  const { violation, trace } = await runSeed({ seed, ...options, isTraced: true });
  for (const line of trace) say(line);
  say(violation === null ? `seed ${seed}: no promise is broken` : `seed ${seed}: ${violation.promise} ${violation.text}`);
  return violation === null ? 0 : 1;
}

function toRange(text: string): { from: number; to: number } {
  const match = /^(\d+)\.\.(\d+)$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || from > to) throw new InvalidArgumentError('A range looks like 1..500, the smaller number first.');
  return { from, to };
}

function toNumber(text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least || value > most) throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  return value;
}
