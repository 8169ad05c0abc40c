import { applyRule, parseMessage, rowsOf, type StreamReading, type StreamRow, type StreamRule, unknownEvent } from '../streams/stream-reading.ts';

/** What the fleet keeps. A unified account trades others over the same stream. */
const CATEGORY = 'linear';

/** The symbols of an event's rows that are of our category, or do not say of which; what is no list is one symbol that cannot be read. */
const inRows = (event: StreamRow): readonly unknown[] =>
  rowsOf(event['data'])?.flatMap((row) => (row['category'] === undefined || row['category'] === CATEGORY ? [row['symbol']] : [])) ?? [null];

/** The same without fees for holding a position, which change none. */
const inTrades = (event: StreamRow): readonly unknown[] => {
  const rows = rowsOf(event['data']);
  return rows === null ? [null] : inRows({ ...event, data: rows.filter((row) => row['execType'] !== 'Funding') });
};

/**
 * Every topic of the private stream and what follows from it; a topic of one category (`order.linear`) is the same one.
 * Source: Bybit v5 documentation, "WebSocket Stream", "Private", the page of each topic.
 */
export const BYBIT_STREAM_TOPICS: Readonly<Record<string, StreamRule>> = {
  order: { leadsTo: 'keys', find: inRows, without: 'none', why: 'an order, conditional ones included, is new, has changed, or ended; without rows of ours, of another category' },
  execution: { leadsTo: 'keys', find: inTrades, without: 'none', why: 'an execution of any kind, liquidation and ADL included; without rows of ours, of another category, or funding' },
  'execution.fast': { leadsTo: 'keys', find: inRows, without: 'none', why: 'an execution, told before all else' },
  position: { leadsTo: 'keys', find: inRows, without: 'none', why: 'a position, its own stops, or its leverage have changed; without rows of ours, of another category' },
  wallet: { leadsTo: 'none', why: 'money alone has moved: what moved it is told by the other topics' },
  greeks: { leadsTo: 'none', why: 'figures of options' },
  dcp: { leadsTo: 'account', why: 'orders are cancelled because a connection was lost: nobody says which' },
};

/** What is asked for: every topic that has symbols looked at, executions in their full form. */
export const BYBIT_STREAM_WISHES: readonly string[] = ['order', 'execution', 'position'];

/** Reads one message of the private stream. Never throws: what is not understood asks for a look at the whole account. */
export function readBybitMessage(text: string): StreamReading {
  const message = parseMessage(text);
  if (message === null) return unknownEvent('a message that is no JSON object');
  const { topic, op } = message;
  if (typeof topic === 'string') {
    const name = nameOf(topic);
    const rule = name === null ? undefined : BYBIT_STREAM_TOPICS[name];
    return name === null || rule === undefined ? unknownEvent('a topic that the table does not know') : { type: 'event', name, hints: applyRule(rule, message) };
  }
  if (typeof op !== 'string') return unknownEvent('a message that names neither topic nor operation');
  // A pong may come as `{"op":"pong"}` without anything else.
  return { type: 'answer', to: op, isSuccess: message['success'] !== false, said: typeof message['ret_msg'] === 'string' ? message['ret_msg'] : '' };
}

/** `order` of `order.linear`, `execution.fast` of `execution.fast.linear`; null for a topic that the table does not have. */
function nameOf(topic: string): string | null {
  const parts = topic.split('.');
  const names = [parts.slice(0, 2).join('.'), parts[0] ?? ''];
  return names.find((name) => Object.hasOwn(BYBIT_STREAM_TOPICS, name)) ?? null;
}
