import { accountKeyText } from '@breakwater/core';
import type { StreamBooks } from '@breakwater/db';
import { keepDoing } from '@breakwater/fleet';
import { hasMissed } from './has-missed.ts';
import { keepStream, type KeptStream, type StreamPorts } from './keep-stream.ts';

export interface ListenPorts extends StreamPorts {
  readonly books: StreamBooks;
  /** Who listens: this process. */
  readonly holder: string;
}

/** One account, whoever listens to it. */
export interface Listening {
  /** Throws what is wrong, unless the stream stands, here or with another process. */
  check(): void;
  silentMs(): number | null;
  stop(): Promise<void>;
}

/**
 * Listens to one account while this process has its lease, and waits for it otherwise. Postgres gives it to one at a time; a holder that
 * cannot renew it any more puts the stream down by its own clock, before anybody else may take it.
 */
export function listenToAccount(ports: ListenPorts): Listening {
  const { account, books, holder, looks, log, pace, monotonicMs } = ports;
  const key = accountKeyText(account);
  let stream: KeptStream | null = null;
  let state: 'asking' | 'listening' | 'elsewhere' = 'asking';
  let expiring: NodeJS.Timeout | undefined;
  let looksAtPassesAtMs = 0;

  async function putDown(): Promise<void> {
    const had = stream;
    stream = null;
    await had?.stop();
  }

  async function renew(): Promise<void> {
    // Measured before the lease was given, so that it ends here no later than there.
    const askedAtMs = monotonicMs();
    const lease = await books.lease(account, holder, pace.leaseMs);
    const isOurs = lease.type === 'ours';
    // Whoever stops the passes wants nobody to come by on his own.
    if (isOurs) looks.setOff(lease.isSyncOff);
    clearTimeout(expiring);
    if (isOurs) expiring = setTimeout(expire, Math.max(0, askedAtMs + pace.leaseMs - monotonicMs()));
    else await putDown();
    const next = isOurs ? 'listening' : 'elsewhere';
    if (state !== next) log.info(isOurs ? 'stream_taken' : 'stream_elsewhere', { key });
    state = next;
    if (isOurs) stream ??= keepStream(ports);
  }

  /** What could not be renewed counts no more: somebody else may be able to take it. */
  function expire(): void {
    state = 'asking';
    log.warn('stream_lease_lost', { key });
    void putDown();
  }

  /** What tells a silent stream from a quiet account. */
  async function lookAtPasses(): Promise<void> {
    const nowMs = monotonicMs();
    const ages = stream?.ages();
    if (ages === undefined || ages === null || nowMs < looksAtPassesAtMs) return;
    looksAtPassesAtMs = nowMs + pace.passLookEveryMs;
    if (hasMissed(await books.readLastPasses(account), ages, pace.passGraceMs)) stream?.reconnect();
  }

  const renewing = keepDoing('stream_lease', pace.renewEveryMs, log, async () => {
    looks.repeat();
    await renew();
    await lookAtPasses();
    return null;
  });

  return {
    check: () => {
      if (state === 'asking') throw new Error('nobody is known to listen yet');
      if (state === 'listening' && stream?.ages() == null) throw new Error('the stream is not open');
    },
    silentMs: () => stream?.silentMs() ?? null,
    stop: async () => {
      await renewing.stop();
      clearTimeout(expiring);
      looks.stop();
      await putDown();
      // Only now may another process go on: there is one listener at a time.
      await books.release(account, holder).catch(() => undefined);
    },
  };
}
