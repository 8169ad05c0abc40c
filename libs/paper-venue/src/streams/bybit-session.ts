import type { Account, PaperExchange } from '@breakwater/paper';
import { isSignedWith } from '../is-signed-with.ts';
import { type TopicRow, renderTopicRows } from './bybit-messages.ts';
import type { Heartbeat, StreamAct, StreamDialect, StreamEvent, StreamSession } from './stream-dialect.ts';

/** The topics of this venue's private stream. Those of other categories are there, and nothing happens on them. */
const topics: ReadonlySet<string> = new Set([
  ...['order', 'execution', 'position', 'execution.fast'].flatMap((topic) => [topic, ...['linear', 'inverse', 'spot', 'option'].map((category) => `${topic}.${category}`)]),
  ...['wallet', 'greeks', 'dcp.future', 'dcp.spot', 'dcp.option'],
]);

/** What a client asks for. */
interface Request {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly reqId: string | undefined;
}

/** A text as a request, `null` for anything else. */
function readRequest(text: string): Request | null {
  try {
    const { op, args = [], req_id: reqId } = JSON.parse(text) as { op?: unknown; args?: unknown; req_id?: unknown };
    if (typeof op !== 'string' || !(args === null || Array.isArray(args))) return null;
    return { op, args: (args as unknown[] | null) ?? [], reqId: typeof reqId === 'string' ? reqId : undefined };
  } catch {
    return null;
  }
}

/** The account of a key, if `signature` is HMAC-SHA256 over `GET/realtime` and a time that is still to come. */
function authenticate(exchange: PaperExchange, [apiKey, expires, signature]: readonly unknown[]): Account | null {
  const account = [...exchange.accounts.values()].find((each) => each.apiKey === apiKey);
  if (account === undefined || typeof signature !== 'string' || !/^\d{1,15}$/.test(String(expires)) || Number(expires) <= exchange.clock.nowMs()) return null;
  return isSignedWith(account.apiSecret, `GET/realtime${String(expires)}`, signature) ? account : null;
}

/** How long a connection may be silent: 10 minutes, or what `max_active_time` says (30s to 600s, or 1m to 10m). */
function readPatienceMs(query: string): number {
  const found = /^(\d{1,4})([sm])$/.exec(new URLSearchParams(query).get('max_active_time') ?? '');
  if (found === null) return 600_000;
  return Math.min(600_000, Math.max(30_000, Number(found[1]) * (found[2] === 'm' ? 60_000 : 1000)));
}

/** One connection to `/v5/private`. Who it is, it says itself; what it wants to hear of, too. */
function createSession(exchange: PaperExchange, connectionId: string, heartbeat: Heartbeat): StreamSession {
  const wanted = new Set<string>();
  let account: Account | null = null;
  let messages = 0;

  const say = (body: object, { reqId }: Pick<Request, 'reqId'>): StreamAct => ({ kind: 'say', text: JSON.stringify({ ...(reqId !== undefined && { req_id: reqId }), ...body, conn_id: connectionId }) });
  const answer = (request: Request, refusal: string | null): StreamAct => say({ success: refusal === null, ret_msg: refusal ?? '', op: request.op }, request);

  /** A single unknown topic refuses them all. Source: seen by clients: `error:handler not found,topic:`. */
  function subscribe(request: Request): StreamAct {
    if (account === null) return answer(request, 'Request not authorized');
    const unknown = request.args.find((topic) => typeof topic !== 'string' || !topics.has(topic));
    if (unknown !== undefined) return answer(request, `error:handler not found,topic:${String(unknown)}`);
    for (const topic of request.args as string[]) if (request.op === 'subscribe') wanted.add(topic);
    else wanted.delete(topic);
    return answer(request, null);
  }

  function toEvent(topic: string, { symbol, clientOrderId, row }: TopicRow): StreamEvent {
    const id = `${connectionId}-${(++messages).toString(16).padStart(8, '0')}`;
    return { name: topic, symbol, clientOrderId, text: JSON.stringify({ id, topic, creationTime: exchange.clock.nowMs(), data: [row] }) };
  }

  return {
    heartbeat,
    readAccount: () => account,
    hear(text) {
      const request = readRequest(text);
      if (request === null) return [say({ success: false, ret_msg: 'error:invalid request', op: '' }, { reqId: undefined })];
      if (request.op === 'ping') return [say({ op: 'pong', args: [String(exchange.clock.nowMs())] }, request)];
      if (request.op === 'subscribe' || request.op === 'unsubscribe') return [subscribe(request)];
      if (request.op !== 'auth') return [answer(request, 'error:invalid op')];
      account = authenticate(exchange, request.args);
      // The venue does not say what was wrong. Source: pybit #152, #300.
      return [answer(request, account === null ? 'Params Error' : null)];
    },
    render(events) {
      if (account === null || wanted.size === 0) return [];
      return renderTopicRows(exchange, account, events).flatMap((row) => [row.topic, `${row.topic}.linear`].filter((topic) => wanted.has(topic)).map((topic) => toEvent(topic, row)));
    },
    renderWarnings: () => [],
    // There is no key to renew: a key that has run out ends the connection.
    expireKey: () => [{ kind: 'close', code: 1008, reason: 'API key has expired' }],
    readDueMs: () => null,
    look: () => [],
  };
}

/** Bybit v5's private stream. Source: docs, Bybit v5, "Connect". */
export function createBybitStreams(exchange: PaperExchange): StreamDialect {
  let connections = 0;
  return {
    ownsPath: (path) => path === '/v5/private',
    open({ query }) {
      const connectionId = `paper${String(++connections).padStart(15, '0')}-p`;
      return { kind: 'opened', session: createSession(exchange, connectionId, { pingEveryMs: null, patienceMs: readPatienceMs(query), lifetimeMs: Number.POSITIVE_INFINITY }) };
    },
  };
}
