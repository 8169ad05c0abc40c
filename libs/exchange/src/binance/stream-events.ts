import { applyRule, parseMessage, rowOf, rowsOf, type StreamReading, type StreamRow, type StreamRule, unknownEvent } from '../streams/stream-reading.ts';

/** The symbol in one object of the event. */
const inObject = (name: string) => (event: StreamRow): readonly unknown[] => [rowOf(event[name])['s']];

/** The rows of positions in an account update; what is no list is one symbol that cannot be read. */
const inPositions = (event: StreamRow): readonly unknown[] => rowsOf(rowOf(event['a'])['P'])?.map((row) => row['s']) ?? [null];

/** A setting of one symbol stands under `ac`; one of the whole account (`ai`, multi-assets mode) has none. */
const inSetting = (event: StreamRow): readonly unknown[] => ('ac' in event ? [rowOf(event['ac'])['s']] : []);

/**
 * Every event of a user stream and what follows from it.
 * Source: Binance USD-M documentation, "User Data Streams", the page of each event.
 */
export const BINANCE_STREAM_EVENTS: Readonly<Record<string, StreamRule>> = {
  ORDER_TRADE_UPDATE: { leadsTo: 'keys', find: inObject('o'), without: 'account', why: 'an order of the symbol is new, has changed, or was executed' },
  TRADE_LITE: { leadsTo: 'keys', find: (event) => [event['s']], without: 'account', why: 'an execution, told before all else' },
  ALGO_UPDATE: { leadsTo: 'keys', find: inObject('o'), without: 'account', why: 'a conditional order is new, was triggered, cancelled or refused' },
  CONDITIONAL_ORDER_TRIGGER_REJECT: { leadsTo: 'keys', find: inObject('or'), without: 'account', why: 'a stop was reached and could not be executed: the position may be bare' },
  ACCOUNT_UPDATE: { leadsTo: 'keys', find: inPositions, without: 'none', why: 'positions have changed; without any, money alone has moved (deposit, funding fee, transfer)' },
  ACCOUNT_CONFIG_UPDATE: { leadsTo: 'keys', find: inSetting, without: 'account', why: 'another leverage moves the liquidation price; another mode of the account concerns all of it' },
  MARGIN_CALL: { leadsTo: 'account', why: 'margin is nearly used up, which all positions share' },
  STRATEGY_UPDATE: { leadsTo: 'none', why: 'a strategy of the exchange: the orders that it places are told by themselves' },
  GRID_UPDATE: { leadsTo: 'none', why: 'a grid of the exchange: the orders that it places are told by themselves' },
  listenKeyExpired: { leadsTo: 'end', why: 'the listen key has run out' },
};

/** Reads one message of a user stream. Never throws: what is not understood asks for a look at the whole account. */
export function readBinanceMessage(text: string): StreamReading {
  const message = parseMessage(text);
  if (message === null) return unknownEvent('a message that is no JSON object');
  // A combined stream wraps each event; an answer to a request has an id and no event.
  const event = 'stream' in message ? rowOf(message['data']) : message;
  const name = event['e'];
  if (typeof name !== 'string') {
    if (!('id' in event)) return unknownEvent('a message that names no event');
    return { type: 'answer', to: 'request', isSuccess: !('error' in event), said: 'code' in rowOf(event['error']) ? `code ${String(rowOf(event['error'])['code'])}` : '' };
  }
  const rule = Object.hasOwn(BINANCE_STREAM_EVENTS, name) ? BINANCE_STREAM_EVENTS[name] : undefined;
  return rule === undefined ? unknownEvent('an event that the table does not know') : { type: 'event', name, hints: applyRule(rule, event) };
}
