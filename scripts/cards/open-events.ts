import { CannotTell } from './card.ts';
import type { EventLog } from './desk.ts';

const OPEN_MS_MAX = 10_000;

/**
 * Opens a WebSocket and keeps what it says. Each greeting is sent when the one before was answered; resolves once all are. The address may
 * hold a key, so no message names it. Throws CannotTell if it does not open, or is closed before that.
 */
export function openEvents(address: string, greetings: readonly string[]): Promise<EventLog> {
  const messages: unknown[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<EventLog>();
  const socket = new WebSocket(address);
  const timer = setTimeout(() => reject(new CannotTell(`the stream did not open within ${OPEN_MS_MAX} ms`)), OPEN_MS_MAX);
  let greeted = 0;
  const goOn = (): void => {
    if (greeted < greetings.length) socket.send(greetings[greeted++]!);
    else {
      clearTimeout(timer);
      resolve({ messages, close: () => socket.close() });
    }
  };
  const fail = (): void => {
    clearTimeout(timer);
    reject(new CannotTell('the stream was refused or closed'));
  };
  socket.addEventListener('open', goOn);
  socket.addEventListener('error', fail);
  socket.addEventListener('close', fail);
  socket.addEventListener('message', ({ data }) => {
    messages.push(JSON.parse(String(data)));
    if (messages.length <= greetings.length) goOn();
  });
  return promise;
}
