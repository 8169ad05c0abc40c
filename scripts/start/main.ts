/**
 * `npm start`: the whole house on this machine. Servers and paper exchange first, then the fleet, then the waves; the terminal shows
 * what the books say. Ctrl-C, or the end of a `--once` run, stops everything in the reverse order.
 */
import pg from 'pg';
import { endWithParent } from '../infrastructure/end-with-parent.ts';
import { help, readOptions, type StartOptions } from './options.ts';
import { runCommand } from './run-command.ts';
import { runOnce } from './run-once.ts';
import { showLive } from './show-live.ts';
import { startWorld, type World } from './world.ts';

const stopped = new AbortController();
// Ctrl-C arrives more than once (from the terminal and through npm): the first one counts.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopped.abort(signal));
endWithParent();

/** What a shell expects of a program that Ctrl-C ended. */
const interruptedCode = 130;

const say = (line: string): void => void process.stderr.write(`breakwater: ${line}\n`);

async function start(options: StartOptions): Promise<number> {
  const startedAt = performance.now();
  const world = await startWorld({ keep: options.keep, hasBoard: !options.once, isListening: true, say });
  const client = new pg.Client({ connectionString: world.databaseUrl, application_name: 'breakwater view' });
  client.on('error', (error) => say(`the view lost the database: ${error.message}`));
  let code = 1;
  try {
    await client.connect();
    say(`ready in ${((performance.now() - startedAt) / 1000).toFixed(1)} s; logs in ${world.folder}/logs`);
    if (world.board !== null) say(`the board is at ${world.board.url}; its token for this run: ${world.board.token}`);
    code = await feedAndWatch(world, client, options);
    return code;
  } finally {
    const keepLogs = code !== 0 && !stopped.signal.aborted;
    say(keepLogs ? `stopping everything; the logs stay in ${world.folder}/logs` : 'stopping everything');
    await client.end();
    await world.stop({ keepLogs });
  }
}

async function feedAndWatch(world: World, client: pg.Client, options: StartOptions): Promise<number> {
  const watching = new AbortController();
  const view = showLive(world, client, AbortSignal.any([stopped.signal, watching.signal]), options.json ? process.stderr : process.stdout);
  const code = await runCommand(world, ['wave', 'submit', options.waves, '--at', 'now'], stopped.signal, say);
  if (!options.once) {
    await view;
    return 0;
  }
  const { summary, complaints } = await runOnce(world, client, code === 0, stopped.signal, say);
  watching.abort();
  await view;
  if (stopped.signal.aborted) return interruptedCode;
  if (code !== 0) complaints.unshift(`${options.waves} was not taken as a whole (see above)`);
  for (const complaint of complaints) say(complaint);
  process.stdout.write(`${JSON.stringify(summary, null, options.json ? 0 : 2)}\n`);
  return complaints.length === 0 ? 0 : 1;
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(help);
  else process.exitCode = await start(options);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
