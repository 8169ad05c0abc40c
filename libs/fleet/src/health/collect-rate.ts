import type { GovernedAccount } from '../open-fleet-ports.ts';
import type { Metrics } from './open-metrics.ts';
import { setTotal } from './set-total.ts';

/** What the governor of each account let out, kept back and denied. */
export function collectRate(metrics: Metrics, governors: readonly GovernedAccount[]): void {
  metrics.addCollector(async () => {
    for (const { key, governor } of governors) {
      const { isShared, used, byPriority } = governor.usage();
      metrics.gauge('breakwater_rate_shared').set({ ...key }, Number(isShared));
      for (const [budget, amount] of Object.entries(used)) metrics.gauge('breakwater_rate_used').set({ ...key, budget }, amount);
      for (const [priority, { waits, waitedMs, denials }] of Object.entries(byPriority)) {
        setTotal(metrics, 'breakwater_rate_waits_total', { ...key, priority }, waits);
        setTotal(metrics, 'breakwater_rate_wait_seconds_total', { ...key, priority }, waitedMs / 1_000);
        setTotal(metrics, 'breakwater_rate_denials_total', { ...key, priority }, denials);
      }
    }
  });
}
