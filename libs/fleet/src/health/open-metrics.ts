import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BareTimeHistogram } from './bare-time-histogram.ts';
import { METRICS, type MetricDefinition, type MetricName } from './metric-table.ts';

/** The metrics of one process, all of the table, and what brings them up to date when somebody looks. */
export interface Metrics {
  counter(name: MetricName): Counter;
  gauge(name: MetricName): Gauge;
  histogram(name: MetricName): Histogram;
  readonly bareTime: BareTimeHistogram;
  /** Called before each look. What it cannot find out it leaves out; a failure of one does not keep the others away. */
  addCollector(collect: () => Promise<void>): void;
  readonly contentType: string;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

/** A look waits no longer than this for one collector; Prometheus itself gives up after 10 s. */
const COLLECT_MS_MAX = 2_000;

/** Opens them, every counter at nothing. */
export function openMetrics(): Metrics {
  const registry = new Registry();
  const bareTime = new BareTimeHistogram();
  const all = new Map<string, Counter | Gauge | Histogram>();
  for (const [name, definition] of Object.entries(METRICS) as [MetricName, MetricDefinition][]) {
    if (name === bareTime.name) registry.registerMetric(bareTime as unknown as Gauge);
    else all.set(name, create(name, definition, registry));
  }
  const collectors: (() => Promise<void>)[] = [];
  const find = <T extends Counter | Gauge | Histogram>(name: MetricName, kind: abstract new (...any: never[]) => T): T => {
    const metric = all.get(name);
    if (!(metric instanceof kind)) throw new Error(`The metric ${name} is no ${kind.name.toLowerCase()}`);
    return metric;
  };
  return {
    counter: (name) => find(name, Counter),
    gauge: (name) => find(name, Gauge),
    histogram: (name) => find(name, Histogram),
    bareTime,
    addCollector: (collect) => void collectors.push(collect),
    contentType: registry.contentType,
    render: async () => {
      await Promise.all(collectors.map((collect) => Promise.race([collect().catch(() => {}), after(COLLECT_MS_MAX)])));
      return registry.metrics();
    },
  };
}

function create(name: string, { type, help, labels, buckets }: MetricDefinition, registry: Registry): Counter | Gauge | Histogram {
  const options = { name, help, labelNames: [...labels], registers: [registry] };
  if (type === 'counter') return new Counter(options);
  if (type === 'gauge') return new Gauge(options);
  return new Histogram({ ...options, ...(buckets && { buckets: [...buckets] }) });
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
