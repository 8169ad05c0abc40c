import type { HealthSettings } from '@breakwater/config';
import type { JobObservation, RunningWorker } from '@breakwater/queue';
import type { FleetPorts } from '../open-fleet-ports.ts';
import { collectFigures } from './collect-figures.ts';
import { collectProcess } from './collect-process.ts';
import { collectRate } from './collect-rate.ts';
import { fleetChecks } from './fleet-checks.ts';
import { observePorts } from './observe-ports.ts';
import { openMetrics } from './open-metrics.ts';
import { type Check, lookAtReadiness } from './readiness.ts';
import { type HealthServer, serveHealth } from './serve-health.ts';
import { openStreamFigures, type StreamFigures } from './stream-figures.ts';

/** The health of one process, from before it can reach anything until it ends. */
export interface Health {
  /** The same adapters, counted: hand these to the work. */
  readonly fleet: FleetPorts;
  /** null while the configuration names no port. */
  readonly url: string | null;
  onJob(observation: JobObservation): void;
  /** The worker's heartbeat has been written. */
  onBeat(): void;
  /** The process has all that it waited for and works; these are its queues. */
  onReady(workers: readonly RunningWorker[]): void;
  onStopping(): void;
  /** An attempt to push an outcome message to the webhook of this source has ended. */
  onDelivery(webhook: string, result: 'delivered' | 'refused' | 'failed'): void;
  /** An attempt to tell a receiver of a page has ended. */
  onTelling(receiver: string, result: 'told' | 'failed'): void;
  /** For a process that listens to user streams. */
  readonly streams: StreamFigures;
  /** Adds something that /readyz asks for, under a name of its own. */
  addCheck(name: string, check: Check): void;
  close(): Promise<void>;
}

/**
 * Opens it and begins to serve it, if there is a port. A port that is taken is said and costs nothing else: what a process
 * is for matters more than who watches it.
 */
export async function openHealth(settings: HealthSettings, fleet: FleetPorts, { beats }: { readonly beats: boolean }): Promise<Health> {
  const { ports } = fleet;
  const metrics = openMetrics();
  let state: 'starting' | 'working' | 'stopping' = 'starting';
  let workers: readonly RunningWorker[] = [];
  let beatAtMs: number | null = null;
  const checks: Record<string, Check> = {
    ...fleetChecks(fleet),
    ...(beats && { heartbeat: () => lookAtBeat(beatAtMs, ports.bounds.heartbeatMsMax) }),
    process: () => {
      if (state !== 'working') throw new Error(`the process is ${state}`);
      const lost = workers.find((worker) => !worker.isConnected());
      if (lost) throw new Error(`the queue ${lost.queue} is not connected`);
    },
  };
  const look = async () => {
    const readiness = await lookAtReadiness(checks);
    for (const [dependency, said] of Object.entries(readiness.checks)) metrics.gauge('breakwater_dependency_up').set({ dependency }, Number(said === 'ok'));
    return readiness;
  };
  collectFigures(metrics, () => ports.store.readFigures(ports.bounds.heartbeatMsMax), ports.jobs);
  const stopMeasuring = collectProcess(metrics, fleet.exchanges);
  collectRate(metrics, fleet.governors);
  metrics.addCollector(async () => void (await look()));
  const heartbeatAge = metrics.gauge('breakwater_heartbeat_age_seconds');
  heartbeatAge.remove();
  metrics.addCollector(async () => {
    if (beatAtMs !== null) heartbeatAge.set((performance.now() - beatAtMs) / 1_000);
  });
  const server = await serve(settings, fleet, { readiness: look, metrics: metrics.render, metricsType: metrics.contentType });
  return {
    fleet: { ...fleet, ports: observePorts(ports, metrics) },
    url: server?.url ?? null,
    onJob: ({ queue, job, result, waitedMs, durationMs }) => {
      metrics.counter('breakwater_jobs_total').inc({ queue, job, result });
      metrics.histogram('breakwater_job_duration_seconds').observe({ queue, job }, durationMs / 1_000);
      metrics.histogram('breakwater_job_wait_seconds').observe({ queue, job }, waitedMs / 1_000);
    },
    onBeat: () => void (beatAtMs = performance.now()),
    onReady: (running) => {
      workers = running;
      state = 'working';
    },
    onDelivery: (webhook, result) => metrics.counter('breakwater_outcome_deliveries_total').inc({ webhook, result }),
    onTelling: (receiver, result) => metrics.counter('breakwater_page_tellings_total').inc({ receiver, result }),
    onStopping: () => void (state = 'stopping'),
    streams: openStreamFigures(metrics),
    addCheck: (name, check) => void (checks[name] = check),
    close: async () => {
      stopMeasuring();
      await server?.close();
    },
  };
}

async function serve({ host, port }: HealthSettings, { ports: { log } }: FleetPorts, pages: Parameters<typeof serveHealth>[2]): Promise<HealthServer | null> {
  if (port === null) return null;
  try {
    const server = await serveHealth(host, port, pages);
    log.info('health_served', { url: server.url });
    return server;
  } catch (error) {
    log.error('health_not_served', { host, port, error: String(error) });
    return null;
  }
}

function lookAtBeat(beatAtMs: number | null, ageMsMax: number): void {
  if (beatAtMs === null) throw new Error('no heartbeat has been written yet');
  const ageMs = performance.now() - beatAtMs;
  if (ageMs > ageMsMax) throw new Error(`the last heartbeat was written ${Math.round(ageMs / 1_000)} s ago`);
}
