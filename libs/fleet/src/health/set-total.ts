import type { MetricName } from './metric-table.ts';
import type { Metrics } from './open-metrics.ts';

/** A counter that is counted elsewhere: makes the series with these labels stand at the total. */
export function setTotal(metrics: Metrics, name: MetricName, labels: object, total: number): void {
  const counter = metrics.counter(name);
  counter.remove({ ...labels } as Record<string, string>);
  counter.inc({ ...labels } as Record<string, string>, total);
}
