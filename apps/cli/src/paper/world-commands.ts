import { printLine } from '../print.ts';
import { readFault } from './read-fault.ts';
import type { Judgement } from './tell-judge.ts';
import { decimalText, type HandCommand, oneOf, post, SYMBOL, wholeUpTo } from './hand-command.ts';

type Answer = Readonly<Record<string, unknown>>;
const YEAR_MS = 366 * 86_400_000;

/** The judge's answer with the venues as a list, so that its shape is the same wherever there are more or fewer. */
function listVenues(answer: unknown): Judgement {
  const { venues, total } = answer as { readonly venues: Record<string, Judgement['total']>; readonly total: Judgement['total'] };
  return { venues: Object.entries(venues).map(([venue, verdict]) => ({ venue, ...verdict })), total };
}

/** What the world does around the accounts, and looking at all of it. */
export const worldCommands: readonly HandCommand[] = [
  {
    name: 'state',
    does: 'show accounts, positions, what rests and waits, and what the judge has seen',
    parameters: [],
    isOfVenue: true,
    examples: ['breakwater paper state', 'breakwater paper state --venue bybit', 'breakwater paper state --json'],
    json: '{ nowMs, accounts, prices, requests, weightUsed }, as docs/paper-exchange.md says under *The admin API*',
    toRequest: () => ({ method: 'GET', path: 'state' }),
    tell: async (answer) => (await import('./tell-state.ts')).tellState(answer),
  },
  {
    name: 'judge',
    does: 'show what the judge has seen, on each venue and on all of them together',
    parameters: [],
    examples: ['breakwater paper judge', 'breakwater paper judge --json'],
    json: '{ venues: [{ venue, positions, bareMs, longestBareMs, bareNow, unintendedIncreases, duplicateExecutions }], total: { positions, bareMs, longestBareMs, bareNow, unintendedIncreases, duplicateExecutions } }',
    toRequest: () => ({ method: 'GET', path: 'judge' }),
    toResult: (answer) => listVenues(answer),
    tell: async (answer) => (await import('./tell-judge.ts')).tellJudge(listVenues(answer)),
  },
  {
    name: 'streams',
    does: 'show who is connected to the user streams',
    parameters: [],
    examples: ['breakwater paper streams', 'breakwater paper streams --json'],
    json: '{ streams: [{ id, venue, path, account, openedAt, heardAt, sent, lost }] }',
    toRequest: () => ({ method: 'GET', path: 'streams' }),
    toResult: (streams) => ({ streams }),
    tell: async (answer) => (await import('./tell-streams.ts')).tellStreams(answer),
  },
  {
    name: 'journal',
    does: 'show every request and every change, the oldest first',
    isOfVenue: true,
    parameters: [{ ...SYMBOL, name: '[symbol]' }, { name: '[since]', about: 'only what comes after the entry of this index', parse: wholeUpTo(Number.MAX_SAFE_INTEGER) }],
    examples: ['breakwater paper journal', 'breakwater paper journal TAGUSDT 120 --json'],
    json: '{ entries: [{ index, timeMs, kind, account, symbol, detail }] }',
    toRequest: ([symbol, since]) => ({ method: 'GET', path: `journal?${new URLSearchParams({ ...(symbol !== undefined && { symbol }), ...(since !== undefined && { since }) })}` }),
    toResult: (entries) => ({ entries }),
    tell: async (answer) => (await import('./tell-journal.ts')).tellJournal(answer),
  },
  {
    name: 'price',
    does: 'set a price; what waits for it acts at once',
    parameters: [SYMBOL, { name: '<last>', about: 'the last price', parse: decimalText }, { name: '[mark]', about: 'the mark price; the last one without it', parse: decimalText }],
    examples: ['breakwater paper price TAGUSDT 0.0003473', 'breakwater paper price TAG/USDT:USDT 0.0003473 0.0003471', 'breakwater paper price TAG/USDT 0.0003473 --venue bybit'],
    json: '{ prices: [{ symbol, last, mark }] }',
    toRequest: ([symbol = '', last, mark]) => post('prices', { [symbol]: { last, ...(mark !== undefined && { mark }) } }),
    toResult: (prices) => ({ prices: Object.entries(prices as Record<string, Answer>).map(([symbol, price]) => ({ symbol, ...price })) }),
    tell: (answer) => {
      for (const [symbol, { last, mark }] of Object.entries(answer as Record<string, Answer>)) printLine(`${symbol} is at ${String(last)}, its mark price at ${String(mark)}.`);
    },
  },
  {
    name: 'walk',
    does: 'have prices move by themselves, or stand still',
    parameters: [{ name: '<state>', about: 'on or off', parse: oneOf('on', 'off') }],
    examples: ['breakwater paper walk on', 'breakwater paper walk off'],
    json: '{ on }',
    toRequest: ([state]) => post('walk', { on: state === 'on' }),
    tell: (answer) => printLine((answer as Answer)['on'] === true ? 'Prices walk.' : 'Prices stand still.'),
  },
  {
    name: 'delist',
    does: 'begin to delist a contract, or settle it: every position is closed at the mark price',
    parameters: [SYMBOL, { name: '[settle]', about: '`settle`: at once', parse: oneOf('settle') }],
    examples: ['breakwater paper delist TAGUSDT', 'breakwater paper delist TAGUSDT settle'],
    json: '{ symbol, status }',
    toRequest: ([symbol, settle]) => post('delist', { symbol, settle: settle === undefined ? undefined : true }),
    tell: (answer) => printLine(`${String((answer as Answer)['symbol'])} is ${String((answer as Answer)['status'])}.`),
  },
  {
    name: 'fault',
    does: 'put a lie in force; docs/paper-exchange.md lists the kinds and their fields under *Faults*',
    parameters: [{ name: '<kind>', about: 'such as drop-reply; or a whole fault as JSON' }, { name: '[field...]', about: 'NAME=VALUE: of the match (venue, method, path, symbol, account, clientOrderIdPrefix, event), or of the fault (times, nth, delayMs, …)' }],
    examples: ['breakwater paper fault drop-reply path=/fapi/v1/order symbol=TAGUSDT', 'breakwater paper fault lag lists=positions delayMs=5000', 'breakwater paper fault drop-event venue=bybit event=order', `breakwater paper fault '{"kind":"refuse","code":-2019,"httpStatus":400}'`],
    json: '{ id, kind, match, nth, times, probability, delayMs, timesLeft, seen, fired }, the fields that this fault has',
    toRequest: ([kind = ''], fields) => post('faults', readFault(kind, fields)),
    tell: (answer) => printLine(`${String((answer as Answer)['id'])} is in force (${String((answer as Answer)['kind'])}).`),
  },
  {
    name: 'faults',
    does: 'list the faults in force',
    parameters: [],
    examples: ['breakwater paper faults', 'breakwater paper faults --json'],
    json: '{ faults: [{ id, kind, match, nth, times, probability, delayMs, timesLeft, seen, fired }] }, the fields that each has',
    toRequest: () => ({ method: 'GET', path: 'faults' }),
    toResult: (faults) => ({ faults }),
    tell: async (answer) => (await import('./tell-faults.ts')).tellFaults(answer),
  },
  {
    name: 'clear',
    does: 'remove one fault, or all',
    parameters: [{ name: '[id]', about: 'as `breakwater paper faults` shows it; all without it' }],
    examples: ['breakwater paper clear', 'breakwater paper clear fault-1'],
    json: '{ removed }',
    toRequest: ([id]) => ({ method: 'DELETE', path: id === undefined ? 'faults' : `faults/${encodeURIComponent(id)}` }),
    tell: (answer) => printLine(`Removed: ${String((answer as Answer)['removed'])}.`),
  },
  {
    name: 'outage',
    does: 'close the listener for a while, as a restart does; connections are refused, the account stays',
    parameters: [{ name: '<milliseconds>', about: 'a whole number up to 600000', parse: wholeUpTo(600_000) }],
    examples: ['breakwater paper outage 100'],
    json: '{ forMs }',
    toRequest: ([forMs]) => post('outage', { forMs: Number(forMs) }),
    tell: (answer) => printLine(`Nobody listens for ${String((answer as Answer)['forMs'])} ms.`),
  },
  {
    name: 'advance',
    does: 'move a virtual clock (--clock virtual); what is due on the way happens',
    parameters: [{ name: '<milliseconds>', about: 'a whole number', parse: wholeUpTo(YEAR_MS) }],
    examples: ['breakwater paper advance 60000'],
    json: '{ nowMs }',
    toRequest: ([milliseconds]) => post('clock', { advanceMs: Number(milliseconds) }),
    tell: (answer) => printLine(`The exchange's clock says ${new Date(Number((answer as Answer)['nowMs'])).toISOString()}.`),
  },
  {
    name: 'save',
    does: 'write the state file (--state) now',
    parameters: [],
    examples: ['breakwater paper save'],
    json: '{ saved }',
    toRequest: () => post('save', {}),
    tell: () => printLine('The state is saved.'),
  },
];
