import { type Config, ConfigError, type Need, readConfig } from '@breakwater/config';
import { withJobContext } from '@breakwater/db';
import { type Ports, sweep, type WorkerRole } from '@breakwater/engine';
import { type JobHandlers, type QueueName, type RunningWorker, openSchedule, runWorker } from '@breakwater/queue';
import { withLogContext } from '@breakwater/telemetry';
import { type Health, openHealth } from './health/open-health.ts';
import { keepDoing } from './keep-doing.ts';
import { keepRetention } from './keep-retention.ts';
import { type FleetPorts, openFleetPorts } from './open-fleet-ports.ts';
import { openPaging } from './pages/open-paging.ts';
import { untilReachable } from './until-reachable.ts';
import { warmUp } from './warm-up.ts';

/** What makes one kind of worker: its queues, and what is done for each of their jobs. */
export interface WorkerPlan {
  readonly role: WorkerRole;
  readonly queues: { readonly [Q in QueueName]?: (ports: Ports) => JobHandlers<Q> };
  /** Whether this worker keeps the periodic resyncs scheduled. */
  readonly keepsSchedule?: boolean;
  /** What it cannot start without, beside database, Redis and keys. */
  readonly needs?: readonly Need[];
  /** What the process does beside its queues, from when it is ready until it is told to stop. */
  readonly beside?: (config: Config, health: Health) => { close(): Promise<void> };
}

const SWEEP_EVERY_MS = 1_000;
const BEAT_EVERY_MS = 2_000;
const SCHEDULE_EVERY_MS = 5_000;
/** Within so long a stop finishes or gives up what is under way: well inside what container runtimes grant. */
const STOP_WITHIN_MS = 8_000;

/**
 * Runs one worker process until it is told to stop. It waits for whatever cannot be reached yet and says so; a wrong
 * configuration or a database that does not keep its promises ends it with one sentence and exit code 2.
 */
export async function runWorkerProcess(plan: WorkerPlan): Promise<void> {
  const config = readConfigOrExit(plan.needs ?? []);
  // Without queues a process works on no key: there is nothing to warm up for, and it takes up no due work.
  const hasQueues = Object.keys(plan.queues).length > 0;
  // Served from the start: a process that waits for its database says so.
  const health = await openHealth(config.health, openFleetPorts(config, plan.role), { beats: true });
  const { fleet } = health;
  const { ports, identity } = fleet;
  // From the start, too: what a page is about may be what this process waits for.
  const paging = openPaging({ config, log: ports.log, onTelling: health.onTelling });
  const stopped = untilToldToStop();
  const ready = (async () => {
    await untilReachable('postgres', ports.log, () => configureAccounts(fleet, config), isFinal);
    for (const exchange of fleet.exchanges) {
      await untilReachable(`exchange ${exchange.key.exchange}.${exchange.key.account}`, ports.log, async () => (await exchange.ready(), exchange.markets()), isFinal);
    }
    if (hasQueues) await warmUp(fleet);
    // Refuses a database that does not keep its promises. From here on this worker counts as alive.
    await untilReachable('postgres', ports.log, () => ports.store.beat(identity), isFinal);
    health.onBeat();
  })();
  try {
    if ((await Promise.race([ready.then(() => 'ready' as const), stopped])) !== 'ready') {
      await Promise.all([paging.close(), health.close(), fleet.close()]);
      // Whatever it waited for, it waits for it no more.
      process.exit(0);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await fleet.close();
    process.exit(2);
  }
  const workers = startQueues(plan, health, config);
  const schedule = plan.keepsSchedule ? openSchedule({ redisUrl: config.redisUrl, accounts: ports.accounts, everyMs: config.resyncIntervalMs }) : null;
  const recurring = [
    ...(hasQueues ? [keepDoing('sweep', SWEEP_EVERY_MS, ports.log, () => sweep(ports))] : []),
    keepDoing('beat', BEAT_EVERY_MS, ports.log, async () => (await ports.store.beat(identity), health.onBeat(), null)),
    ...(schedule === null ? [] : [keepDoing('schedule', SCHEDULE_EVERY_MS, ports.log, async () => (await schedule.ensureSchedules(), null)), keepRetention(config, ports.log)]),
  ];
  const beside = plan.beside?.(config, health);
  health.onReady(workers);
  ports.log.info('worker_ready', { role: plan.role, accounts: ports.accounts, queues: workers.map((worker) => worker.queue) });
  await stopped;
  health.onStopping();
  ports.log.info('worker_stopping', { active: workers.reduce((sum, worker) => sum + worker.activeCount(), 0) });
  await Promise.all([...workers.map((worker) => worker.stop(STOP_WITHIN_MS)), ...recurring.map((one) => one.stop()), beside?.close(), paging.close()]);
  await ports.store.stopWorker(identity.id).catch(() => undefined);
  await schedule?.close();
  await health.close();
  await fleet.close();
  // Idle sockets of an exchange client may outlive their close; nothing is under way any more.
  process.exit(0);
}

async function configureAccounts(fleet: FleetPorts, config: Config): Promise<void> {
  for (const { key, mode, positionsMax, limits } of config.accounts) await fleet.ports.store.configureAccount(key, mode, positionsMax, limits);
  await fleet.ports.store.configureFleetLimits(config.limits);
}

function startQueues(plan: WorkerPlan, { fleet, onJob }: Health, config: Config): RunningWorker[] {
  return Object.entries(plan.queues).map(([queue, makeHandlers]) => {
    const name = queue as QueueName;
    const concurrency = config.concurrency[name];
    return runWorker({
      redisUrl: config.redisUrl,
      queue: name,
      handlers: (makeHandlers as (ports: Ports) => JobHandlers<typeof name>)(fleet.ports),
      log: fleet.ports.log,
      onJob,
      inContext: (fields, run) => {
        const context = { jobId: String(fields['jobId'] ?? ''), correlationId: String(fields['key'] ?? fields['jobId'] ?? '') };
        return withLogContext({ ...fields, ...context }, () => withJobContext(context, run));
      },
      ...(concurrency === undefined ? {} : { concurrency }),
    });
  });
}

function readConfigOrExit(needs: readonly Need[]): Config {
  try {
    return readConfig({ needs: ['database', 'redis', 'credentials', 'pageReceivers', ...needs] });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

function untilToldToStop(): Promise<'stop'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve('stop'));
  });
}

/** Waiting does not mend a database that is set up wrongly. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && (error.name === 'WeakDurability' || error.name === 'DatabaseChanged');
}
