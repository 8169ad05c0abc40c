/**
 * The user streams of one venue: who is connected, and what is under way to whom.
 *
 *   the model changes ─▶ gathered until it has come to rest ─▶ rendered for each connection ─▶ faults ─▶ under way ─▶ sent
 *
 * Knows no socket: a connection is an outlet. Knows no timer: whoever owns the clock calls `carryOutDue` when time has
 * passed, and is told by `wakeAt` when that is worth while.
 */
import { type AccountEvent, type PaperExchange, type PriceEvent, appendEntry } from '@breakwater/paper';
import type { Fault, StreamFaultKind } from '../faults/fault.ts';
import type { FaultList } from '../faults/fault-list.ts';
import type { Answer, VenueRequest } from '../venue-request.ts';
import { type Connection, type Outlet, beat, carryOutActs, openConnection, putUnderWay, readHeartbeatDueMs, sendDue } from './connection.ts';
import type { StreamDialect, StreamEvent } from './stream-dialect.ts';

export interface StreamHubSetup {
  readonly venue: string;
  readonly exchange: PaperExchange;
  readonly dialect: StreamDialect;
  readonly faults: FaultList;
  /** From the venue to the client. */
  readonly latencyMs: number;
  /** Says when `carryOutDue` is worth calling next. */
  wakeAt(dueMs: number): void;
  /** Calls back once clients have had a chance to answer what they were just sent. */
  markReachable(then: () => void): void;
}

/** What a client does on its connection. */
export interface ClientSide {
  hear(text: string): void;
  /** A pong, or a ping of the client's own. */
  beat(): void;
  /** The connection is gone. */
  end(why: string): void;
}

/** One connection, as the admin API lists it. */
export interface StreamDescription {
  readonly id: number;
  readonly venue: string;
  readonly path: string;
  readonly account: string | null;
  readonly openedAt: number;
  readonly heardAt: number;
  readonly sent: number;
  readonly lost: number;
}

export interface StreamHub {
  ownsPath(path: string): boolean;
  /** Lets a client in, or answers why not. */
  connect(request: VenueRequest, outlet: Outlet): ClientSide | Answer;
  /** Sends what is due, beats hearts, ends what has run out. */
  carryOutDue(): void;
  /** When there is something to do next; `null` when nobody is connected. */
  readNextDueMs(): number | null;
  /** Lets a fault that needs no event act: to be called when it was added. */
  strike(fault: Fault): void;
  list(): StreamDescription[];
  /** Breaks every connection. */
  end(): void;
}

/** What a fault that is meant for a connection, and not for an event, is matched against. */
const noEvent: StreamEvent = { name: 'connection', symbol: null, clientOrderId: null, text: '' };
const connectionFaults: ReadonlySet<string> = new Set<StreamFaultKind>(['close-stream', 'expire-key']);

/** The streams of a venue, with nobody connected. They listen to the model only while somebody is. */
export function createStreamHub({ venue, exchange, dialect, faults, latencyMs, wakeAt, markReachable }: StreamHubSetup): StreamHub {
  const connections = new Set<Connection>();
  let gathered: (AccountEvent | PriceEvent)[] = [];
  let nextId = 1;

  const observe = (event: AccountEvent | PriceEvent): void => {
    if (gathered.length === 0) queueMicrotask(tellGathered);
    gathered.push(event);
  };

  function note(kind: string, connection: Connection, detail: Record<string, string | number | null | readonly string[]>, symbol: string | null = null): void {
    const account = connection.session.readAccount()?.name ?? null;
    appendEntry(exchange.journal, { timeMs: exchange.clock.nowMs(), kind, account, symbol, detail: { stream: connection.id, path: connection.path, ...detail } });
  }

  function tell(connection: Connection, event: StreamEvent, only?: string): void {
    const account = connection.session.readAccount();
    const { name, symbol, clientOrderId, text } = event;
    const who = { apiKey: account?.apiKey ?? null, accountName: account?.name ?? null };
    const firing = faults.take({ venue, event: name, method: 'GET', path: connection.path, symbol, clientOrderId, ...who, isReducing: false }, only);
    if (event === noEvent && firing.length === 0) return;
    const arrives = putUnderWay(connection, text, firing, exchange.clock.nowMs(), latencyMs);
    if (!arrives && event !== noEvent) connection.lost += 1;
    if (firing.length > 0) note('stream-fault', connection, { event: name, clientOrderId, faults: firing.map((fault) => `${fault.id} ${fault.kind}`) }, symbol);
  }

  function tellGathered(): void {
    const events = gathered;
    gathered = [];
    const changes = events.filter((event) => event.kind !== 'price');
    const prices = new Set(events.flatMap((event) => (event.kind === 'price' ? [event.symbol] : [])));
    for (const connection of connections) {
      carryOutActs(connection, connection.session.look(), exchange.clock.nowMs(), latencyMs);
      if (!connection.isOpen || connection.session.readAccount() === null) continue;
      const messages = [...connection.session.render(changes), ...[...prices].flatMap((symbol) => connection.session.renderWarnings(symbol))];
      for (const message of messages) if (connection.isOpen && connection.session.readAccount() !== null) tell(connection, message);
    }
    carryOutDue();
  }

  function carryOutDue(): void {
    if (connections.size === 0) return;
    const nowMs = exchange.clock.nowMs();
    for (const connection of connections) {
      carryOutActs(connection, connection.session.look(), nowMs, latencyMs);
      sendDue(connection, nowMs);
      if (connection.isOpen) beat(connection, nowMs, markReachable);
      if (!connection.isOpen) forget(connection, 'closed by the venue');
    }
    const dueMs = readNextDueMs();
    if (dueMs !== null) wakeAt(dueMs);
  }

  function readNextDueMs(): number | null {
    let next: number | null = null;
    for (const connection of connections) {
      for (const dueMs of [connection.outgoing.readDueMs(), connection.session.readDueMs(), readHeartbeatDueMs(connection)]) {
        if (dueMs !== null && (next === null || dueMs < next)) next = dueMs;
      }
    }
    return next;
  }

  function forget(connection: Connection, why: string): void {
    if (!connections.delete(connection)) return;
    connection.isOpen = false;
    note('stream-closed', connection, { why, sent: connection.sent, lost: connection.lost });
    if (connections.size === 0) exchange.observers.delete(observe);
  }

  return {
    ownsPath: dialect.ownsPath,
    connect(request, outlet) {
      const opening = dialect.open(request);
      if (opening.kind === 'refused') return opening.answer;
      const connection = openConnection(nextId++, request.path, opening.session, outlet, exchange.clock.nowMs());
      connections.add(connection);
      exchange.observers.add(observe);
      note('stream-opened', connection, {});
      carryOutDue();
      const heard = (): void => {
        connection.heardAtMs = exchange.clock.nowMs();
        connection.unansweredSinceMs = null;
      };
      return {
        hear(text) {
          heard();
          const nowMs = exchange.clock.nowMs();
          carryOutActs(connection, opening.session.hear(text), nowMs, latencyMs);
          carryOutDue();
        },
        beat: heard,
        end: (why) => forget(connection, why),
      };
    },
    carryOutDue,
    readNextDueMs,
    strike({ id, kind }) {
      if (!connectionFaults.has(kind)) return;
      for (const connection of connections) if (connection.session.readAccount() !== null) tell(connection, noEvent, id);
      carryOutDue();
    },
    list: () =>
      [...connections].map(({ id, path, session, openedAtMs, heardAtMs, sent, lost }) => {
        const account = session.readAccount()?.name ?? null;
        return { id, venue, path, account, openedAt: openedAtMs, heardAt: heardAtMs, sent, lost };
      }),
    end() {
      for (const connection of connections) {
        connection.outlet.terminate();
        forget(connection, 'the server ends');
      }
    },
  };
}
