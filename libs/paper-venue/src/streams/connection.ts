import type { Fault } from '../faults/fault.ts';
import { type Outgoing, createOutgoing } from './outgoing.ts';
import type { Heartbeat, StreamAct, StreamSession } from './stream-dialect.ts';

/** How long a message that was to be told after the next one waits for it, unless the fault says. */
const reorderPatienceMs = 1000;

/** The wire of one client. None of these throws, also not on one that is gone. */
export interface Outlet {
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Breaks the connection, as a process that dies does. */
  terminate(): void;
}

/** One client's connection: its session, and what is under way to it. */
export interface Connection {
  readonly id: number;
  readonly path: string;
  readonly openedAtMs: number;
  readonly session: StreamSession;
  readonly outlet: Outlet;
  readonly outgoing: Outgoing;
  /** The last sign of life of the client, and the last thing it was told. */
  heardAtMs: number;
  saidAtMs: number;
  /** When the venue pinged last. */
  pingedAtMs: number;
  /** The oldest ping that the client could have answered and has not; `null` when there is none. */
  unansweredSinceMs: number | null;
  /** Messages that were sent, and those that a fault swallowed. */
  sent: number;
  lost: number;
  isOpen: boolean;
}

/** A connection that has just been made. */
export function openConnection(id: number, path: string, session: StreamSession, outlet: Outlet, nowMs: number): Connection {
  const moments = { openedAtMs: nowMs, heardAtMs: nowMs, saidAtMs: nowMs, pingedAtMs: nowMs, unansweredSinceMs: null };
  return { id, path, session, outlet, outgoing: createOutgoing(), ...moments, sent: 0, lost: 0, isOpen: true };
}

/** Sends what is due. */
export function sendDue(connection: Connection, nowMs: number): void {
  for (const text of connection.outgoing.take(nowMs)) {
    if (!connection.isOpen) return;
    connection.sent += 1;
    connection.saidAtMs = nowMs;
    connection.outlet.send(text);
  }
}

/** Does what the session wants done. What is said waits behind what is under way already. */
export function carryOutActs(connection: Connection, acts: readonly StreamAct[], nowMs: number, latencyMs: number): void {
  for (const act of acts) {
    if (act.kind === 'say') connection.outgoing.add(act.text, nowMs, latencyMs);
    else closeConnection(connection, nowMs, act.code, act.reason);
  }
}

/** Closes a connection in the proper way. What was told before is on its way already. */
function closeConnection(connection: Connection, nowMs: number, code: number, reason: string): void {
  if (!connection.isOpen) return;
  sendDue(connection, nowMs);
  connection.isOpen = false;
  connection.outlet.close(code, reason);
}

/** Puts a message under way as its faults would have it. Returns whether any of it will arrive. */
export function putUnderWay(connection: Connection, text: string, faults: readonly Fault[], nowMs: number, latencyMs: number): boolean {
  const find = (kind: Fault['kind']): Fault | undefined => faults.find((fault) => fault.kind === kind);
  const close = find('close-stream');
  if (close !== undefined) {
    if (close.code === undefined) {
      sendDue(connection, nowMs);
      connection.isOpen = false;
      connection.outlet.terminate();
    } else closeConnection(connection, nowMs, close.code, close.message ?? '');
    return false;
  }
  if (find('expire-key') !== undefined) {
    carryOutActs(connection, connection.session.expireKey(), nowMs, latencyMs);
    return false;
  }
  if (find('silent-stream') !== undefined || find('drop-event') !== undefined) return false;
  const delayMs = latencyMs + (find('delay-event')?.delayMs ?? 0);
  const reorder = find('reorder-event');
  for (const copy of find('duplicate-event') === undefined ? [text] : [text, text]) {
    if (reorder === undefined) connection.outgoing.add(copy, nowMs, delayMs);
    else connection.outgoing.hold(copy, nowMs, delayMs + (reorder.delayMs ?? reorderPatienceMs));
  }
  return true;
}

/** The next instant at which a heartbeat asks for something. */
export function readHeartbeatDueMs({ session, openedAtMs, heardAtMs, saidAtMs, pingedAtMs, unansweredSinceMs }: Connection): number {
  const { pingEveryMs, patienceMs, lifetimeMs }: Heartbeat = session.heartbeat;
  const endMs = openedAtMs + lifetimeMs;
  if (pingEveryMs === null) return Math.min(endMs, Math.max(heardAtMs, saidAtMs) + patienceMs);
  return Math.min(endMs, pingedAtMs + pingEveryMs, unansweredSinceMs === null ? endMs : unansweredSinceMs + patienceMs);
}

/**
 * Pings, and closes what has been silent for too long or has lasted too long. A ping counts against the client only once
 * `markReachable` has said that it could have been answered: a clock that leaps leaves nobody the time for that.
 */
export function beat(connection: Connection, nowMs: number, markReachable: (then: () => void) => void): void {
  const { pingEveryMs, patienceMs, lifetimeMs } = connection.session.heartbeat;
  const silentSinceMs = pingEveryMs === null ? Math.max(connection.heardAtMs, connection.saidAtMs) : connection.unansweredSinceMs;
  if (silentSinceMs !== null && nowMs - silentSinceMs >= patienceMs) return closeConnection(connection, nowMs, 1008, 'Pong timeout');
  if (nowMs - connection.openedAtMs >= lifetimeMs) return closeConnection(connection, nowMs, 1001, 'Connection lifetime is over');
  if (pingEveryMs === null || nowMs - connection.pingedAtMs < pingEveryMs) return;
  connection.pingedAtMs = nowMs;
  connection.outlet.ping();
  markReachable(() => {
    if (connection.heardAtMs < nowMs) connection.unansweredSinceMs ??= nowMs;
  });
}
