import { printLine } from '../print.ts';
import { decimalText, type HandCommand, oneOf, post, SYMBOL, wholeUpTo } from './hand-command.ts';

const SIDE = { name: '<side>', about: 'buy or sell', parse: oneOf('buy', 'sell') };
const QUANTITY = { name: '<quantity>', about: 'in the base asset', parse: decimalText };
const CLIENT_ID = { name: '<id>', about: 'its client order id, as `breakwater paper state` shows it' };
const FORCED_JSON = '{ orderId, clientOrderId, executedQuantity }';
const MODES_JSON = '{ account, dual }';

type Answer = Readonly<Record<string, unknown>>;
const tellForced = (answer: unknown): void => printLine(`The venue took ${String((answer as Answer)['executedQuantity'])} away (order ${String((answer as Answer)['clientOrderId'])}).`);
const tellStop = (answer: unknown): void => printLine(`The stop ${String((answer as Answer)['clientOrderId'])} waits.`);

/** What a person or a second bot does to an account past the fleet, and what the venue does to it. */
export const accountCommands: readonly HandCommand[] = [
  {
    name: 'trade',
    does: 'trade by hand at market: open, add, reduce, close or flip',
    parameters: [SYMBOL, SIDE, QUANTITY, { name: '[reduce]', about: '`reduce`: never more than closes the position', parse: oneOf('reduce') }],
    examples: ['breakwater paper trade TAGUSDT buy 40000', 'breakwater paper trade TAG/USDT sell 10000 reduce --account main'],
    json: '{ orderId, clientOrderId, status, executedQuantity }',
    isOfAccount: true,
    toRequest: ([symbol, side, quantity, reduce]) => post('trade', { symbol, side: side?.toUpperCase(), quantity, reduceOnly: reduce === undefined ? undefined : true }),
    tell: (answer) => printLine(`${String((answer as Answer)['executedQuantity'])} were executed; the order ${String((answer as Answer)['clientOrderId'])} is ${String((answer as Answer)['status'])}.`),
  },
  {
    name: 'stop',
    does: 'place a stop by hand, for the whole position unless a quantity is given',
    parameters: [SYMBOL, SIDE, { name: '<trigger>', about: 'the trigger price', parse: decimalText }, { ...QUANTITY, name: '[quantity]' }],
    examples: ['breakwater paper stop TAGUSDT sell 0.0003', 'breakwater paper stop TAGUSDT sell 0.0003 20000'],
    json: '{ conditionalOrderId, clientOrderId }',
    isOfAccount: true,
    toRequest: ([symbol, side, triggerPrice, quantity]) => post('stop', { symbol, side: side?.toUpperCase(), triggerPrice, quantity, closePosition: quantity === undefined ? true : undefined }),
    tell: tellStop,
  },
  {
    name: 'move-stop',
    does: 'move a waiting stop by hand, which is a cancel and a new one',
    parameters: [SYMBOL, CLIENT_ID, { name: '<trigger>', about: 'the new trigger price', parse: decimalText }],
    examples: ['breakwater paper move-stop TAGUSDT bws-1f0c9e 0.00033'],
    json: '{ conditionalOrderId, clientOrderId }',
    isOfAccount: true,
    toRequest: ([symbol, clientOrderId, triggerPrice]) => post('edit-stop', { symbol, clientOrderId, triggerPrice }),
    tell: tellStop,
  },
  {
    name: 'cancel',
    does: 'cancel an order by hand',
    parameters: [SYMBOL, { name: '<list>', about: 'plain or stop', parse: oneOf('plain', 'stop') }, CLIENT_ID],
    examples: ['breakwater paper cancel TAGUSDT stop bws-1f0c9e'],
    json: '{ conditionalOrderId, clientOrderId }, of a plain order { orderId, clientOrderId }',
    isOfAccount: true,
    toRequest: ([symbol, list, clientOrderId]) => post('cancel', { symbol, clientOrderId, conditional: list === 'stop' }),
    tell: (answer) => printLine(`${String((answer as Answer)['clientOrderId'])} is cancelled.`),
  },
  {
    name: 'liquidate',
    does: 'have a position liquidated: its margin is taken away, the venue does the rest',
    parameters: [SYMBOL],
    examples: ['breakwater paper liquidate TAGUSDT'],
    json: FORCED_JSON,
    isOfAccount: true,
    toRequest: ([symbol]) => post('liquidate', { symbol }),
    tell: tellForced,
  },
  {
    name: 'adl',
    does: 'have a position, or some of it, deleveraged: a counterparty goes bankrupt, the venue does the rest',
    parameters: [SYMBOL, { ...QUANTITY, name: '[quantity]' }],
    examples: ['breakwater paper adl TAGUSDT', 'breakwater paper adl TAGUSDT 5000'],
    json: FORCED_JSON,
    isOfAccount: true,
    toRequest: ([symbol, quantity]) => post('adl', { symbol, quantity }),
    tell: tellForced,
  },
  {
    name: 'hedge',
    does: "switch the account's hedge mode",
    parameters: [{ name: '<state>', about: 'on or off', parse: oneOf('on', 'off') }],
    examples: ['breakwater paper hedge on', 'breakwater paper hedge off'],
    json: MODES_JSON,
    isOfAccount: true,
    toRequest: ([state]) => post('modes', { dual: state === 'on' }),
    tell: (answer) => printLine(`Hedge mode of ${String((answer as Answer)['account'])} is ${(answer as Answer)['dual'] === true ? 'on' : 'off'}.`),
  },
  {
    name: 'leverage',
    does: "set a market's leverage for the account",
    parameters: [SYMBOL, { name: '<leverage>', about: 'a whole number', parse: wholeUpTo(125) }],
    examples: ['breakwater paper leverage TAGUSDT 5'],
    json: MODES_JSON,
    isOfAccount: true,
    toRequest: ([symbol, leverage]) => post('modes', { symbol, leverage: Number(leverage) }),
    tell: (answer) => printLine(`The leverage of ${String((answer as Answer)['account'])} is changed.`),
  },
  {
    name: 'margin',
    does: "set a market's margin mode for the account",
    parameters: [SYMBOL, { name: '<mode>', about: 'cross or isolated', parse: oneOf('cross', 'isolated') }],
    examples: ['breakwater paper margin TAGUSDT isolated'],
    json: MODES_JSON,
    isOfAccount: true,
    toRequest: ([symbol, marginType]) => post('modes', { symbol, marginType }),
    tell: (answer) => printLine(`The margin mode of ${String((answer as Answer)['account'])} is changed.`),
  },
];
