import { Argument, type Command } from 'commander';
import type { PagesOptions } from '../commands/list-pages.ts';
import type { QueuesOptions } from '../commands/list-queues.ts';
import type { WorkersOptions } from '../commands/list-workers.ts';
import type { ReleaseOptions } from '../commands/release-quarantine.ts';
import type { EntriesOptions } from '../commands/switch-entries.ts';
import type { SyncOptions } from '../commands/switch-sync.ts';
import { type CommandOptions, countUpTo, describeCommand, type End } from './describe-command.ts';

/** What is about the fleet: its workers, queues, pages, and the switches. */
export function addFleetCommands(program: Command, end: End): void {
  describeCommand(program.command('entries'), {
    does: 'show whether new entries are let in, or switch them on or off, of one symbol too; stops and closes go on either way',
    examples: ['breakwater entries', 'breakwater entries status binance', 'breakwater entries off', 'breakwater entries off binance main --yes', 'breakwater entries off TAGUSDT --yes', 'breakwater entries off binance main TAGUSDT --yes', 'breakwater entries on binance'],
    json: '{ accounts: [{ exchange, account, mode, entriesEnabled, entriesOffSince, syncOffSince, livePositions, positionsMax, symbolsOff: [], isChanged }] }',
  })
    .addArgument(new Argument('[state]', 'status, or none: show them').choices(['on', 'off', 'status']))
    .argument('[exchange]', 'at one exchange, in any spelling; at every one without it; or a symbol alone, at every account that may trade it')
    .argument('[account]', 'one account; all of them without it')
    .argument('[symbol]', 'one symbol, in any spelling: its own switch, beside its account\'s')
    .option('--yes', 'without asking')
    .action(async (state: 'on' | 'off' | 'status' | undefined, exchange: string | undefined, account: string | undefined, symbol: string | undefined, options: EntriesOptions) =>
      end(await (await import('../commands/switch-entries.ts')).switchEntries(state, exchange, account, symbol, options)),
    );

  describeCommand(program.command('sync'), {
    does: "show whether the clock has the books compared with the exchange, or switch that on or off; stops, entries and resyncs by hand go on either way",
    examples: ['breakwater sync', 'breakwater sync status binance', 'breakwater sync off --yes', 'breakwater sync off binance main --yes', 'breakwater sync on binance --yes'],
    json: '{ accounts: [{ exchange, account, syncOffSince, isChanged }] }',
  })
    .addArgument(new Argument('[state]', 'status, or none: show it').choices(['on', 'off', 'status']))
    .argument('[exchange]', 'at one exchange, in any spelling; at every one without it')
    .argument('[account]', 'one account; all of them without it')
    .option('--yes', 'without asking')
    .action(async (state: 'on' | 'off' | 'status' | undefined, exchange: string | undefined, account: string | undefined, options: SyncOptions) =>
      end(await (await import('../commands/switch-sync.ts')).switchSync(state, exchange, account, options)),
    );

  describeCommand(program.command('workers'), {
    does: 'show who works: alive, silent (no sign of life, but never said that it ended) or stopped',
    examples: ['breakwater workers', 'breakwater workers --all --json'],
    json: '{ workers: [{ id, role, state, heartbeatMsAgo, version, host, pid, startedAt, stoppedAt }], missingRoles: [] }',
  })
    .option('--all', 'those of earlier days too, and stopped ones')
    .action(async (options: WorkersOptions) => end(await (await import('../commands/list-workers.ts')).listWorkers(options)));

  describeCommand(program.command('queues'), {
    does: 'show what waits in Redis, and the jobs that were given up, with their reasons',
    examples: ['breakwater queues', 'breakwater queues --failed 50 --json'],
    json: '{ queues: [{ queue, active, waiting, delayed, failed, completed }], failedJobs: [{ queue, id, name, payload, reason, attempts, failedAt }] }',
  })
    .option('--failed <count>', 'how many failed jobs of each queue at most', countUpTo(1_000), 10)
    .action(async (options: QueuesOptions) => end(await (await import('../commands/list-queues.ts')).listQueues(options)));

  describeCommand(program.command('pages'), {
    does: 'show what a human must hear and nobody has acknowledged yet',
    examples: ['breakwater pages', 'breakwater pages --all --json'],
    json: '{ pages: [{ id, subject, text, raisedAt, raisedCount, acknowledgedAt, tellings: [{ receiver, toldCount, toldAt, problem }] }] }',
  })
    .option('--all', 'acknowledged ones too')
    .option('--limit <count>', 'how many at most', countUpTo(10_000), 100)
    .action(async (options: PagesOptions) => end(await (await import('../commands/list-pages.ts')).listPages(options)));

  const quarantine = program.command('quarantine').description('keys that were set aside for a human');
  describeCommand(quarantine.command('list'), {
    does: 'show the keys that the fleet has set aside, since when, and why',
    examples: ['breakwater quarantine list', 'breakwater quarantine list --json'],
    json: '{ keys: [{ exchange, account, symbol, since, reason }] }',
  }).action(async (options: CommandOptions) => end(await (await import('../commands/list-quarantine.ts')).listQuarantine(options)));
  describeCommand(quarantine.command('release'), {
    does: 'give a key back to the fleet; if the trouble goes on, it is set aside again',
    examples: ['breakwater quarantine release binance TAGUSDT --yes', 'breakwater quarantine release binance TAG/USDT --account main --yes --json'],
    json: '{ keys: [{ key, isReleased }] }',
  })
    .argument('<exchange>', 'in any spelling')
    .argument('<symbol>', 'in any spelling')
    .option('--account <name>', 'one account; all of the exchange without it')
    .option('--yes', 'without asking')
    .action(async (exchange: string, symbol: string, options: ReleaseOptions) => end(await (await import('../commands/release-quarantine.ts')).releaseQuarantine(exchange, symbol, options)));

  const page = program.command('page').description('one page');
  describeCommand(page.command('ack'), {
    does: 'say that a human has heard pages; the same trouble raises a new one',
    examples: ['breakwater page ack 3f9c1b7e', 'breakwater page ack 3f9c1b7e 77aa01c2 --json'],
    json: '{ acknowledged: [{ id, subject }] }',
  })
    .argument('<id...>', 'ids of pages, as `breakwater pages` shows them; 8 characters are enough')
    .action(async (ids: readonly string[], options: CommandOptions) => end(await (await import('../commands/acknowledge-pages.ts')).acknowledgePages(ids, options)));
  describeCommand(page.command('test'), {
    does: 'tell every receiver, or one, of a page that is none, and say what came back; nothing is written down',
    examples: ['breakwater page test', 'breakwater page test on-call --json'],
    json: '{ receivers: [{ receiver, result, status, problem, milliseconds }] }',
  })
    .argument('[receiver]', 'a name under pageReceivers; all of them without it')
    .action(async (receiver: string | undefined, options: CommandOptions) => end(await (await import('../commands/test-page.ts')).testPaging(receiver, options)));
}
