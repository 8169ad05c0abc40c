import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type OutcomeBooks, type OutcomeMessage, toldMessage } from '@breakwater/db';
import type { Log } from '@breakwater/engine';
import type { OutcomeTail } from './outcome-tail.ts';

/** What one stream sends, and to whom. */
export interface StreamOptions {
  readonly outbox: Pick<OutcomeBooks, 'readAfter'>;
  readonly tail: OutcomeTail;
  readonly log: Log;
  readonly response: ServerResponse;
  /** The sequence after which it begins. */
  readonly after: number;
  readonly source: string | null;
  readonly stop: AbortSignal;
  readonly bounds: StreamBounds;
}

export interface StreamBounds {
  /** So often something is sent, even if nothing happens: proxies and clients take silence for the end. */
  readonly heartbeatMs: number;
  /** A client that takes nothing for so long is cut off; it continues where it was. */
  readonly slowMs: number;
}

/** All that a slow client costs: one such batch, and what its socket holds. */
const BATCH = 100;
const AGAIN_MS = 1_000;

/**
 * Sends messages as server-sent events until the client goes or is too slow, or the board stops. While the database is away
 * the stream stays, and goes on where it was. Never throws.
 */
export async function streamOutcomes({ outbox, tail, log, response, after, source, stop, bounds }: StreamOptions): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  response.on('error', () => gone.abort());
  const isOver = (): boolean => gone.signal.aborted || stop.aborted;
  const send = async (text: string): Promise<void> => {
    if (isOver() || response.write(text)) return;
    const patience = AbortSignal.any([gone.signal, stop, AbortSignal.timeout(bounds.slowMs)]);
    await once(response, 'drain', { signal: patience }).catch(() => {
      if (isOver()) return;
      log.warn('outcome_stream_too_slow', { source, sequence: sent });
      response.destroy();
      gone.abort();
    });
  };
  let sent = after;
  let isFailing = false;
  let spokeAtMs = performance.now();
  while (!isOver()) {
    const { batch, upTo } = await readNext(outbox, tail, sent, source).catch((error: unknown) => {
      if (!isFailing) log.warn('outcome_stream_waits', { error: String(error) });
      isFailing = true;
      return { batch: null, upTo: sent };
    });
    if (batch !== null) isFailing = false;
    if (batch !== null && batch.length > 0) {
      sent = batch.at(-1)?.sequence ?? sent;
      await send(batch.map(eventOf).join(''));
      spokeAtMs = performance.now();
      if (batch.length === BATCH) continue;
    }
    // Whatever lies up to there was of other senders: a client that comes back need not go through it again.
    sent = Math.max(sent, upTo);
    const silentMs = performance.now() - spokeAtMs;
    if (silentMs >= bounds.heartbeatMs) {
      await send(`: alive\nid: ${sent}\n\n`);
      spokeAtMs = performance.now();
    } else if (batch === null) await tail.untilBeyond(Number.MAX_SAFE_INTEGER, Math.min(AGAIN_MS, bounds.heartbeatMs - silentMs));
    else await tail.untilBeyond(upTo, bounds.heartbeatMs - silentMs);
  }
  if (!gone.signal.aborted) await new Promise<void>((resolve) => response.end(': the board stops, come back\n\n', () => resolve()));
}

/** `upTo`: the batch holds all that there is up to this sequence, as long as it is not full. */
async function readNext(outbox: StreamOptions['outbox'], tail: OutcomeTail, after: number, source: string | null): Promise<{ batch: readonly OutcomeMessage[]; upTo: number }> {
  // Looked up before reading: what is ordered in between is told at the next turn.
  const upTo = tail.last();
  return { batch: await outbox.readAfter(after, { source, limit: BATCH }), upTo };
}

/** The event that `onmessage` of any client gets. JSON holds no line end, so one line of data is enough. */
function eventOf(message: OutcomeMessage): string {
  return `id: ${message.sequence}\ndata: ${JSON.stringify(toldMessage(message))}\n\n`;
}
