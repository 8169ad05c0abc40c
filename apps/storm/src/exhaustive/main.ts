/**
 * `npm run storm:exhaustive`: all schedules of one key, one signal and two workers with at most two faults. Prints what it
 * found, each violation with its story and the command that tells it again. `--world two-signals` has two that contradict each
 * other, `--world two-legs` one for each leg in hedge mode; `--jobs 1` leaves out each worker's second job.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { assemble } from './assemble.ts';
import { exploreTogether } from './explore-together.ts';
import { type SmallWorldName, smallWorlds } from './small-world.ts';
import { tellStory } from './tell-story.ts';

const { values } = parseArgs({ options: { world: { type: 'string', default: 'one-signal' }, json: { type: 'boolean' }, faults: { type: 'string', default: '2' }, jobs: { type: 'string', default: '2' }, threads: { type: 'string' }, replay: { type: 'string' } } });
const faults = Number(values.faults);
const jobs = Number(values.jobs);
const world = Object.keys(smallWorlds).find((name): name is SmallWorldName => name === values.world);
if (world === undefined) {
  process.stderr.write(`there is no small world "${values.world}": name one of ${Object.keys(smallWorlds).join(', ')}\n`);
  process.exit(2);
}
const open = () => assemble(faults, jobs, {}, 'binance', {}, world);
const say = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.replay !== undefined) {
  const { lines, finding } = await tellStory(await open(), values.replay.split(' ').filter((word) => word !== ''));
  say(lines.join('\n'));
  process.exitCode = finding === null ? 0 : 1;
} else {
  const startedAtMs = performance.now();
  const tour = await exploreTogether({ world, faults, jobs, threads: Number(values.threads ?? Math.min(4, availableParallelism())), violationsMax: 3 });
  const seconds = Math.round((performance.now() - startedAtMs) / 100) / 10;
  for (const { schedule } of tour.violations) {
    const words = schedule.join(' ');
    say((await tellStory(await open(), schedule)).lines.join('\n'));
    say(`\nonce more: npm run storm:exhaustive -- --world ${world} --faults ${faults} --jobs ${jobs} --replay "${words}"\n`);
  }
  if (!values.json) say(`${tour.states} states, ${tour.moves} moves, ${tour.schedules} schedules (${tour.ends} to their end) of at most ${tour.depth} moves with at most ${faults} faults: ${tour.violations.length === 0 ? 'no promise broke' : 'a promise broke'}`);
  say(JSON.stringify({ world, states: tour.states, schedules: tour.schedules, violations: tour.violations.length, depth: tour.depth, seconds }));
  process.exitCode = tour.violations.length === 0 ? 0 : 1;
}
