/**
 * @breakwater/fleet: assembles the adapters into a worker process: waits for what cannot be reached yet, serves the
 * queues, sweeps, beats, stops in order. The one place below apps that may import every adapter. Start reading at
 * run-worker-process.ts.
 */
export { type FleetPorts, openFleetPorts } from './open-fleet-ports.ts';
export { type Health, openHealth } from './health/open-health.ts';
export type { StreamFigures } from './health/stream-figures.ts';
export { METRICS, type MetricName } from './health/metric-table.ts';
export { keepDoing, type Recurring } from './keep-doing.ts';
export { type OutcomeDeliveryOptions, openOutcomeDelivery } from './outcomes/open-outcome-delivery.ts';
export { readRetryAfter } from './outcomes/read-retry-after.ts';
export { retryPauseMs } from './outcomes/retry-pause.ts';
export { openPaging, type PagingOptions } from './pages/open-paging.ts';
export { runWorkerProcess, type WorkerPlan } from './run-worker-process.ts';
export { spareMemory } from './spare-memory.ts';
export { untilReachable } from './until-reachable.ts';
