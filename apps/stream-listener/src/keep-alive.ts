import type { Ended } from './hold-connection.ts';
import type { Pace } from './pace.ts';
import type { StreamDoor } from './stream-door.ts';

export interface AlivePorts {
  readonly door: Pick<StreamDoor, 'ping' | 'prolonging'>;
  readonly pace: Pick<Pace, 'pingEveryMs' | 'silenceMsMax' | 'openMsMax'>;
  readonly monotonicMs: () => number;
  /** Sends a text; null: a ping of the WebSocket itself. */
  send(text: string | null): void;
  giveUp(ended: Ended, why: string): void;
}

export interface Alive {
  /** Whatever was to be said first has been answered. */
  onOpen(): void;
  onFrame(): void;
  stop(): void;
}

/** Watches one connection: that it opens in time, that something comes over it, and that its key does not run out. */
export function keepAlive({ door, pace, monotonicMs, send, giveUp }: AlivePorts): Alive {
  let heardAtMs = monotonicMs();
  let isStopped = false;
  let pinging: NodeJS.Timeout | undefined;
  let prolonging: NodeJS.Timeout | undefined;
  const opening = setTimeout(() => giveUp('unopened', `not open within ${pace.openMsMax} ms`), pace.openMsMax);

  function ping(): void {
    if (monotonicMs() - heardAtMs <= pace.silenceMsMax) return send(door.ping);
    // Where this process was held up itself, something has come and was not read yet: it is read before the check.
    setImmediate(() => {
      const silentMs = monotonicMs() - heardAtMs;
      if (!isStopped && silentMs > pace.silenceMsMax) giveUp('silent', `nothing came for ${Math.round(silentMs)} ms, not even an answer to a ping`);
    });
  }

  function prolongIn(ms: number): void {
    const { prolonging: key } = door;
    if (key === undefined || isStopped) return;
    prolonging = setTimeout(async () => {
      const result = await key.prolong();
      if (isStopped) return;
      if (result === 'gone') giveUp('key', 'the listen key is not ours any more');
      // It lives for an hour: there is time to try again, and its end is told.
      else prolongIn(result === 'prolonged' ? key.everyMs : key.againMs);
    }, ms);
  }

  return {
    onOpen: () => {
      clearTimeout(opening);
      pinging = setInterval(ping, pace.pingEveryMs);
      if (door.prolonging !== undefined) prolongIn(door.prolonging.everyMs);
    },
    onFrame: () => void (heardAtMs = monotonicMs()),
    stop: () => {
      isStopped = true;
      clearTimeout(opening);
      clearInterval(pinging);
      clearTimeout(prolonging);
    },
  };
}
