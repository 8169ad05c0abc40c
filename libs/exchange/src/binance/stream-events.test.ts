import { expect, test } from 'vitest';
import { BINANCE_STREAM_EVENTS, readBinanceMessage } from './stream-events.ts';

const read = (message: object) => readBinanceMessage(JSON.stringify(message));
/** What a message leads to, in short: symbols, or `account`, `none`, `end`. */
function leadsTo(message: object): readonly string[] {
  const reading = read(message);
  if (reading.type === 'answer') return ['answer'];
  return reading.hints.map((hint) => (hint.type === 'key' ? hint.symbol : hint.type));
}

const position = (s: unknown) => ({ s, pa: '0', ep: '0', ps: 'BOTH' });
const EXAMPLES: readonly (readonly [what: string, message: object, leadsTo: readonly string[]])[] = [
  ['an order that was executed', { e: 'ORDER_TRADE_UPDATE', E: 1, T: 1, o: { s: 'TAGUSDT', c: 'web_1', x: 'TRADE', X: 'FILLED' } }, ['TAGUSDT']],
  ['a liquidation', { e: 'ORDER_TRADE_UPDATE', E: 1, T: 1, o: { s: 'TAGUSDT', c: 'autoclose-1', x: 'CALCULATED', X: 'FILLED' } }, ['TAGUSDT']],
  ['an execution, told early', { e: 'TRADE_LITE', E: 1, T: 1, s: 'TAGUSDT', q: '1', c: 'web_1' }, ['TAGUSDT']],
  ['a stop that was triggered', { e: 'ALGO_UPDATE', E: 1, T: 1, o: { caid: 'bws1', s: 'TAGUSDT', X: 'TRIGGERED' } }, ['TAGUSDT']],
  ['a stop that could not be executed', { e: 'CONDITIONAL_ORDER_TRIGGER_REJECT', E: 1, T: 1, or: { s: 'TAGUSDT', i: 1, r: 'ReduceOnly Order is rejected.' } }, ['TAGUSDT']],
  ['one position', { e: 'ACCOUNT_UPDATE', E: 1, T: 1, a: { m: 'ORDER', B: [], P: [position('TAGUSDT')] } }, ['TAGUSDT']],
  ['both legs of a symbol and another one', { e: 'ACCOUNT_UPDATE', E: 1, T: 1, a: { m: 'ORDER', B: [], P: [position('TAGUSDT'), position('TAGUSDT'), position('ETHUSDT')] } }, ['TAGUSDT', 'ETHUSDT']],
  ['a deposit', { e: 'ACCOUNT_UPDATE', E: 1, T: 1, a: { m: 'DEPOSIT', B: [{ a: 'USDT', bc: '5' }], P: [] } }, ['none']],
  ['a funding fee', { e: 'ACCOUNT_UPDATE', E: 1, T: 1, a: { m: 'FUNDING_FEE', B: [{ a: 'USDT', bc: '-1' }], P: [] } }, ['none']],
  ['another leverage', { e: 'ACCOUNT_CONFIG_UPDATE', E: 1, T: 1, ac: { s: 'TAGUSDT', l: 7 } }, ['TAGUSDT']],
  ['another asset mode', { e: 'ACCOUNT_CONFIG_UPDATE', E: 1, T: 1, ai: { j: true } }, ['account']],
  ['a margin call', { e: 'MARGIN_CALL', E: 1, cw: '3', p: [{ s: 'TAGUSDT' }] }, ['account']],
  ['a strategy', { e: 'STRATEGY_UPDATE', E: 1, T: 1, su: { s: 'TAGUSDT' } }, ['none']],
  ['a grid', { e: 'GRID_UPDATE', E: 1, T: 1, gu: { s: 'TAGUSDT' } }, ['none']],
  ['the end of the key', { e: 'listenKeyExpired', E: 1, listenKey: 'k' }, ['end']],
];

test.each(EXAMPLES)('%s leads to what the table says', (_what, message, expected) => {
  expect(leadsTo(message)).toEqual(expected);
  expect(leadsTo({ stream: 'k', data: message })).toEqual(expected);
});

test('every event of the table has an example', () => {
  expect([...new Set(EXAMPLES.map(([, message]) => (message as { e: string }).e))].toSorted()).toEqual(Object.keys(BINANCE_STREAM_EVENTS).toSorted());
});

test.each([
  ['an event that nobody knows', { e: 'SOMETHING_NEW', s: 'TAGUSDT' }],
  ['an event with the name of what every object has', { e: 'constructor' }],
  ['a message without an event', { s: 'TAGUSDT' }],
  ['an order without a symbol', { e: 'ORDER_TRADE_UPDATE', o: { c: 'web_1' } }],
  ['an order that is a text', { e: 'ORDER_TRADE_UPDATE', o: 'TAGUSDT' }],
  ['a symbol that is a number', { e: 'TRADE_LITE', s: 5 }],
  ['a symbol that would break the id of a job', { e: 'TRADE_LITE', s: 'TAG:USDT' }],
  ['an account update without positions', { e: 'ACCOUNT_UPDATE', a: { B: [] } }],
  ['an account update whose positions are an object', { e: 'ACCOUNT_UPDATE', a: { P: { s: 'TAGUSDT' } } }],
  ['an envelope without content', { stream: 'k' }],
])('%s has the whole account looked at', (_what, message) => {
  expect(leadsTo(message)).toEqual(['account']);
});

test('a row that cannot be read does not hide its neighbours', () => {
  expect(leadsTo({ e: 'ACCOUNT_UPDATE', a: { P: [position('TAGUSDT'), position(null)] } })).toEqual(['TAGUSDT', 'account']);
});

test('an answer to a request is no event', () => {
  expect(read({ id: 3, result: null })).toMatchObject({ type: 'answer', isSuccess: true });
  expect(read({ id: 3, error: { code: 2, msg: 'no' } })).toMatchObject({ type: 'answer', isSuccess: false, said: 'code 2' });
});
