import type { AccountKey } from '@breakwater/core';
import type { Metrics } from './open-metrics.ts';

/** What a process that listens to user streams counts. */
export interface StreamFigures {
  /** null: another process has the stream of this account. */
  setConnected(account: AccountKey, isConnected: boolean | null): void;
  /** Asked at each look: milliseconds since anything came; null while there is no connection. */
  watchSilence(account: AccountKey, silentMs: () => number | null): void;
  onEvent(account: AccountKey, event: string): void;
  onLook(account: AccountKey, job: 'resync-key' | 'resync-account', result: 'added' | 'failed'): void;
  onEnd(account: AccountKey, ended: string): void;
}

/** Counts into the metrics of the process. */
export function openStreamFigures(metrics: Metrics): StreamFigures {
  const connected = metrics.gauge('breakwater_stream_connected');
  const silent = metrics.gauge('breakwater_stream_silent_seconds');
  return {
    setConnected: ({ exchange, account }, isConnected) => {
      if (isConnected === null) connected.remove({ exchange, account });
      else connected.set({ exchange, account }, Number(isConnected));
    },
    watchSilence: ({ exchange, account }, silentMs) =>
      metrics.addCollector(async () => {
        const ms = silentMs();
        if (ms === null) silent.remove({ exchange, account });
        else silent.set({ exchange, account }, ms / 1_000);
      }),
    onEvent: ({ exchange, account }, event) => metrics.counter('breakwater_stream_events_total').inc({ exchange, account, event }),
    onLook: ({ exchange, account }, job, result) => metrics.counter('breakwater_stream_looks_total').inc({ exchange, account, job, result }),
    onEnd: ({ exchange, account }, ended) => metrics.counter('breakwater_stream_connections_total').inc({ exchange, account, ended }),
  };
}
