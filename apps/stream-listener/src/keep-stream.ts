import { setTimeout as delay } from 'node:timers/promises';
import { accountKeyText, type AccountKey } from '@breakwater/core';
import type { Log } from '@breakwater/engine';
import { retryPauseMs, type StreamFigures } from '@breakwater/fleet';
import type { Looks } from './ask-for-looks.ts';
import type { StreamAges } from './has-missed.ts';
import { type Ending, holdConnection } from './hold-connection.ts';
import type { Pace } from './pace.ts';
import type { StreamDoor } from './stream-door.ts';

export interface StreamPorts {
  readonly account: AccountKey;
  readonly door: StreamDoor;
  readonly looks: Looks;
  readonly log: Log;
  readonly figures: StreamFigures;
  readonly pace: Pace;
  readonly monotonicMs: () => number;
  /** What pauses are drawn by, from 0 to 1. */
  readonly chance: () => number;
}

/** The stream of one account, as long as this process has it: one connection after another. */
export interface KeptStream {
  /** null while there is no connection that tells of anything. */
  ages(): StreamAges | null;
  /** Since anything came over the connection; null while there is none. */
  silentMs(): number | null;
  /** Ends the connection that stands: it does not tell what happens. Another one follows. */
  reconnect(): void;
  /** Resolves once nothing of it is left. */
  stop(): Promise<void>;
}

/** Connects, and again whenever a connection has ended, with growing pauses. Each new one begins with a look at the account: what happened before it nobody told. */
export function keepStream({ account, door, looks, log, figures, pace, monotonicMs, chance }: StreamPorts): KeptStream {
  const key = accountKeyText(account);
  const stopping = new AbortController();
  let current = new AbortController();
  let openedAtMs: number | null = null;
  let eventAtMs: number | null = null;
  let frameAtMs = monotonicMs();
  let failures = 0;

  async function connectOnce(): Promise<Ending> {
    current = new AbortController();
    const ending = await holdConnection({
      exchange: account.exchange,
      ...{ door, pace, monotonicMs },
      stop: AbortSignal.any([stopping.signal, current.signal]),
      onOpen: () => {
        openedAtMs = frameAtMs = monotonicMs();
        eventAtMs = null;
        figures.setConnected(account, true);
        log.info('stream_open', { key });
        looks.lookAtAccount('the stream was opened');
      },
      onFrame: () => void (frameAtMs = monotonicMs()),
      onReading: ({ name, hints }) => {
        eventAtMs = monotonicMs();
        figures.onEvent(account, name);
        for (const hint of hints) looks.follow(hint);
      },
    });
    openedAtMs = null;
    // Once it was told to stop, another may stand for the account in its place.
    if (!stopping.signal.aborted) figures.setConnected(account, false);
    figures.onEnd(account, ending.ended);
    return ending;
  }

  const running = (async () => {
    figures.setConnected(account, false);
    while (!stopping.signal.aborted) {
      const ending = await connectOnce().catch((error: unknown): Ending => ({ ended: 'unopened', why: String(error), openMs: null, retryAfterMs: null }));
      if (stopping.signal.aborted) break;
      failures = (ending.openMs ?? 0) >= pace.steadyMs ? 1 : failures + 1;
      const pauseMs = Math.min(pace.reconnectMsMax, retryPauseMs(failures, chance(), null));
      const nextInMs = Math.max(pauseMs, ending.retryAfterMs ?? 0);
      log.warn('stream_ended', { key, ended: ending.ended, why: ending.why, openMs: ending.openMs === null ? null : Math.round(ending.openMs), nextInMs });
      await delay(nextInMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    ages: () => (openedAtMs === null ? null : { openMsAgo: monotonicMs() - openedAtMs, eventMsAgo: eventAtMs === null ? null : monotonicMs() - eventAtMs }),
    silentMs: () => (openedAtMs === null ? null : monotonicMs() - frameAtMs),
    reconnect: () => current.abort('missed'),
    stop: async () => {
      stopping.abort('released');
      figures.setConnected(account, null);
      await running;
    },
  };
}
