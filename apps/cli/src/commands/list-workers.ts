import { readConfig } from '@breakwater/config';
import { readWorkers, type WorkerOnScreen } from '@breakwater/db/screens';
import { durationText } from '../duration-text.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { printJson, printLine, printNote, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface WorkersOptions extends CommandOptions {
  readonly all?: boolean;
}

const ROLES = {
  'wave-worker': 'waves are not worked off and signals not opened',
  'sync-worker': 'the books are not compared with the exchange',
  'stop-worker': 'no new entry is let in',
} as const;

/** A worker that fell silent longer ago than this is history. */
const RECENT_MS = 3_600_000;
const EVER_MS = 100 * 365 * 86_400_000;
const LIMIT = 500;

/** `workers`: who works, who fell silent, and which kind of worker nobody is. */
export async function listWorkers(options: WorkersOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  const found = await lookAtScreen(config, options, (client) => readWorkers(client, { heartbeatMsMax: config.bounds.heartbeatMsMax, withinMs: options.all ? EVER_MS : RECENT_MS, limit: LIMIT }));
  const workers = options.all ? found : found.filter((worker) => worker.state !== 'stopped');
  const missingRoles = Object.keys(ROLES).filter((role) => found.every((worker) => worker.role !== role || worker.state !== 'alive')) as (keyof typeof ROLES)[];
  if (options.json) {
    printJson({ workers, missingRoles });
    return EXIT.ok;
  }
  if (workers.length === 0) printLine('No workers.');
  else printTable(['ROLE', 'STATE', 'HEARTBEAT', 'VERSION', 'HOST', 'PID', 'STARTED'], workers.map(toCells));
  for (const role of missingRoles) printNote(`No ${role} is alive: ${ROLES[role]}; start one.`);
  return EXIT.ok;
}

function toCells({ role, state, heartbeatMsAgo, version, host, pid, startedAt }: WorkerOnScreen): string[] {
  const style = state === 'alive' ? 'green' : state === 'silent' ? 'red' : 'dim';
  return [role, styled(style, state), `${durationText(heartbeatMsAgo)} ago`, version, host, String(pid), startedAt];
}
