import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ConnectedExchange } from '@breakwater/exchange';
import type { Metrics } from './open-metrics.ts';
import { setTotal } from './set-total.ts';

/** What this process itself is like, and what it asked of its exchanges. Returns what ends the measuring. */
export function collectProcess(metrics: Metrics, exchanges: readonly ConnectedExchange[]): () => void {
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  metrics.gauge('breakwater_process_start_time_seconds').set(Math.round((Date.now() - performance.now()) / 1_000));
  metrics.addCollector(async () => {
    const { rss, heapUsed } = process.memoryUsage();
    metrics.gauge('breakwater_process_resident_memory_bytes').set(rss);
    metrics.gauge('breakwater_process_heap_used_bytes').set(heapUsed);
    const { user, system } = process.cpuUsage();
    setTotal(metrics, 'breakwater_process_cpu_seconds_total', {}, (user + system) / 1e6);
    metrics.gauge('breakwater_process_event_loop_delay_seconds').set(loop.max / 1e9);
    loop.reset();
    for (const exchange of exchanges) {
      const { calls, weight } = exchange.usage();
      setTotal(metrics, 'breakwater_exchange_calls_total', exchange.key, calls);
      setTotal(metrics, 'breakwater_exchange_weight_total', exchange.key, weight);
      metrics.gauge('breakwater_exchange_clock_error_seconds').set({ ...exchange.key }, exchange.clockErrorMs() / 1_000);
    }
  });
  return () => loop.disable();
}
