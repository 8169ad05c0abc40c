import type { ExchangeId } from '@breakwater/core';
import { readStreamMessage, type StreamReading } from '@breakwater/exchange';
import { readRetryAfter } from '@breakwater/fleet';
import { type RawData, WebSocket } from 'ws';
import { keepAlive } from './keep-alive.ts';
import type { Pace } from './pace.ts';
import type { StreamDoor } from './stream-door.ts';

/** Why a connection is over: closed by the other side, its key ran out, a pass found what it had not told, put down, nothing came, never opened. */
export type Ended = 'closed' | 'key' | 'missed' | 'released' | 'silent' | 'unopened';

export interface Ending {
  readonly ended: Ended;
  readonly why: string;
  /** For how long it could tell of something; null: it never could. */
  readonly openMs: number | null;
  /** How long the exchange asked for patience. */
  readonly retryAfterMs: number | null;
}

export interface ConnectionPorts {
  readonly exchange: ExchangeId;
  readonly door: StreamDoor;
  readonly pace: Pace;
  readonly monotonicMs: () => number;
  /** From now on it tells of what happens; of what happened before, it does not. */
  onOpen(): void;
  onReading(reading: Extract<StreamReading, { type: 'event' }>): void;
  /** Anything at all has come. */
  onFrame(): void;
  /** Ends it, with one of the reasons. */
  readonly stop: AbortSignal;
}

/** An event has a few kilobytes; a message beyond this is none, and would only fill the memory. */
const MESSAGE_BYTES_MAX = 1_048_576;
/** A close that the other side does not answer is waited for no longer. */
const CLOSE_MS_MAX = 500;

/** Holds one connection from its opening to its end, and says how it ended. Never rejects for what the other side did. */
export async function holdConnection(ports: ConnectionPorts): Promise<Ending> {
  const { door, stop } = ports;
  const opening = await door.open();
  if (opening.type === 'closed') return { ended: 'unopened', why: opening.why, openMs: null, retryAfterMs: opening.retryAfterMs ?? null };
  if (stop.aborted) return { ended: endedOf(stop.reason), why: 'put down before it was opened', openMs: null, retryAfterMs: null };
  try {
    return await new Promise((resolve) => hold(ports, opening.address, resolve));
  } catch (error) {
    return { ended: 'unopened', why: withoutAddress(error, opening.address), openMs: null, retryAfterMs: null };
  }
}

function hold({ exchange, door, pace, monotonicMs, onOpen, onReading, onFrame, stop }: ConnectionPorts, address: string, resolve: (ending: Ending) => void): void {
  const socket = new WebSocket(address, { handshakeTimeout: pace.openMsMax, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false });
  let openedAtMs: number | null = null;
  let greeted = 0;
  let said: Pick<Ending, 'ended' | 'why'> | null = null;
  let retryAfterMs: number | null = null;

  const alive = keepAlive({ door, pace, monotonicMs, send: (text) => void (text === null ? socket.ping() : socket.send(text)), giveUp: (ended, why) => end(ended, why) });

  function end(ended: Ended, why: string): void {
    // The first reason is the cause; what follows are its consequences.
    said ??= { ended, why };
    if (ended === 'silent' || socket.readyState === WebSocket.CONNECTING) return socket.terminate();
    socket.close(1_000);
    setTimeout(() => socket.terminate(), CLOSE_MS_MAX).unref();
  }

  function greet(): void {
    const greeting = door.greetings[greeted];
    if (greeting !== undefined) return socket.send(greeting.text());
    openedAtMs = monotonicMs();
    alive.onOpen();
    onOpen();
  }

  function hear(reading: StreamReading): void {
    if (reading.type === 'answer') {
      if (reading.to !== door.greetings[greeted]?.to) return;
      if (!reading.isSuccess) return end('unopened', `${reading.to} was refused: ${reading.said || 'nobody said why'}`);
      greeted += 1;
      return greet();
    }
    onReading(reading);
    for (const hint of reading.hints) if (hint.type === 'end') return end('key', hint.why);
  }

  const heard = (): void => {
    alive.onFrame();
    onFrame();
  };
  const onStop = (): void => end(endedOf(stop.reason), 'put down');
  stop.addEventListener('abort', onStop, { once: true });
  socket.on('open', greet);
  socket.on('ping', heard);
  socket.on('pong', heard);
  socket.on('message', (data: RawData) => {
    heard();
    if (said === null) hear(readStreamMessage(exchange, textOf(data)));
  });
  // An address that has opened too many is told so before there is a connection at all: it stays away for as long as it is asked to.
  socket.on('unexpected-response', (_, { statusCode, headers }) => {
    retryAfterMs = readRetryAfter(headers['retry-after']);
    end('unopened', `refused with HTTP ${statusCode}`);
  });
  socket.on('error', (error: Error) => {
    said ??= { ended: openedAtMs === null ? 'unopened' : 'closed', why: withoutAddress(error, address) };
  });
  socket.on('close', (code: number) => {
    alive.stop();
    stop.removeEventListener('abort', onStop);
    const { ended, why } = said ?? { ended: openedAtMs === null ? 'unopened' : 'closed', why: `closed with code ${code}` };
    resolve({ ended, why, openMs: openedAtMs === null ? null : monotonicMs() - openedAtMs, retryAfterMs });
  });
}

/** The message of an error may hold the address, and that the key. */
function withoutAddress(error: unknown, address: string): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(address, 'its address');
}

function textOf(data: RawData): string {
  return Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8');
}

function endedOf(reason: unknown): Ended {
  return reason === 'missed' ? 'missed' : 'released';
}
