import { expect, test } from 'vitest';
import { BYBIT_STREAM_TOPICS, BYBIT_STREAM_WISHES, readBybitMessage } from './stream-events.ts';

const read = (message: object) => readBybitMessage(JSON.stringify(message));
/** What a message leads to, in short: symbols, or `account`, `none`. */
function leadsTo(message: object): readonly string[] {
  const reading = read(message);
  if (reading.type === 'answer') return ['answer'];
  return reading.hints.map((hint) => (hint.type === 'key' ? hint.symbol : hint.type));
}

const event = (topic: string, ...data: readonly unknown[]) => ({ topic, id: '1', creationTime: 1, data });
const row = { category: 'linear', symbol: 'TAGUSDT' };
const EXAMPLES: readonly (readonly [what: string, message: ReturnType<typeof event>, leadsTo: readonly string[]])[] = [
  ['an order', event('order', { ...row, orderStatus: 'Filled' }), ['TAGUSDT']],
  ['orders of two symbols', event('order', row, { ...row, symbol: 'ETHUSDT' }, row), ['TAGUSDT', 'ETHUSDT']],
  ['an order of another category', event('order', { ...row, category: 'spot' }), ['none']],
  ['one of ours among others', event('order', { ...row, category: 'option', symbol: 'BTC-1' }, row), ['TAGUSDT']],
  ['a topic of one category', event('order.linear', row), ['TAGUSDT']],
  ['an execution', event('execution', { ...row, execType: 'Trade' }), ['TAGUSDT']],
  ['a liquidation', event('execution', { ...row, execType: 'BustTrade' }), ['TAGUSDT']],
  ['a fee for holding a position', event('execution', { ...row, execType: 'Funding' }), ['none']],
  ['an execution, told early', event('execution.fast.linear', row), ['TAGUSDT']],
  ['a position', event('position', { ...row, size: '0' }), ['TAGUSDT']],
  ['a row that does not say its category', event('position', { symbol: 'TAGUSDT' }), ['TAGUSDT']],
  ['money', event('wallet', { accountType: 'UNIFIED' }), ['none']],
  ['options', event('greeks', { baseCoin: 'BTC' }), ['none']],
  ['orders that go with a connection', event('dcp.future', {}), ['account']],
];

test.each(EXAMPLES)('%s: leads to what the table says', (_what, message, expected) => {
  expect(leadsTo(message)).toEqual(expected);
});

test('every topic of the table has an example, and every one that is asked for leads to looks', () => {
  const named = EXAMPLES.map(([, message]) => read(message)).map((reading) => (reading.type === 'event' ? reading.name : ''));
  expect([...new Set(named)].toSorted()).toEqual(Object.keys(BYBIT_STREAM_TOPICS).toSorted());
  expect(BYBIT_STREAM_WISHES.map((topic) => BYBIT_STREAM_TOPICS[topic]?.leadsTo)).toEqual(['keys', 'keys', 'keys']);
});

test.each([
  ['a topic that nobody knows', event('orders.new', row)],
  ['a topic with the name of what every object has', event('constructor', row)],
  ['rows that are no list', { topic: 'order', data: row }],
  ['no rows at all', { topic: 'position' }],
  ['a row without a symbol', event('order', { category: 'linear' })],
  ['a symbol that would break the id of a job', event('order', { category: 'linear', symbol: 'TAG.USDT' })],
  ['a row that is a text', event('order', 'TAGUSDT')],
  ['a message without topic and operation', { data: [row] }],
])('%s has the whole account looked at', (_what, message) => {
  expect(leadsTo(message)).toEqual(['account']);
});

test('a row that cannot be read does not hide its neighbours', () => {
  expect(leadsTo(event('order', row, { category: 'linear', symbol: null }))).toEqual(['TAGUSDT', 'account']);
});

test('answers say what they are to, and whether it was taken', () => {
  expect(read({ success: true, ret_msg: '', op: 'auth', conn_id: 'c' })).toEqual({ type: 'answer', to: 'auth', isSuccess: true, said: '' });
  expect(read({ success: false, ret_msg: 'Params Error', op: 'auth', conn_id: 'c' })).toEqual({ type: 'answer', to: 'auth', isSuccess: false, said: 'Params Error' });
  expect(read({ op: 'pong', args: ['1'], conn_id: 'c' })).toMatchObject({ type: 'answer', to: 'pong', isSuccess: true });
});
