import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, anOrder, aPosition, aReport, aReportOf, aSight, aSignal, aWish, num, NOW_MS } from '@breakwater/testing/builders';
import { makeClientOrderId } from '../client-order-id.ts';
import type { OrderRecord, OrderReport } from '../order.ts';
import { entryOrder, exitOrder, positionIdOf, stopOrder } from '../own-orders.ts';
import type { PositionRecord, PositionReport } from '../position.ts';
import type { SignalRecord } from '../signal.ts';
import type { Wish } from '../wish.ts';
import { bookLost } from './book-lost.ts';
import type { BookedTrade, NamedOrder } from './booked-key.ts';

const { key, rules } = aSight();
const { deployment } = rules;
const signal = aSignal();
const row = aPosition();
const idOf = (role: 'entry' | 'stop' | 'exit', subject: string, generation = 1) => makeClientOrderId({ ...key, deployment, role, subject, generation });
const entryId = entryOrder(signal, num('5'), deployment).newOrder.clientOrderId;
const unknownEntryId = idOf('entry', 'a signal that is gone');

/** Orders that executed: `+5 id` bought five under that client id, `-5 id` sold them; each a second after the one before. */
const course = (...orders: readonly (readonly [string, string])[]) =>
  orders.map(([trade, clientOrderId], index) => {
    const side = trade.startsWith('+') ? 'buy' : 'sell';
    const exchangeOrderId = `x${index}`;
    const report = aReportOf(anOrder({ role: 'foreign' }), { clientOrderId, exchangeOrderId, side, quantity: num(trade.slice(1)) });
    return anExecution({ tradeId: `t${index}`, exchangeOrderId, side, quantity: num(trade.slice(1)), realisedPnl: num(side === 'sell' ? '1' : '0'), atMs: NOW_MS - 600_000 + index * 1_000 }, report);
  });

interface Lost {
  readonly executions?: ReturnType<typeof course>;
  readonly report?: PositionReport;
  readonly positions?: readonly PositionRecord[];
  readonly orders?: readonly OrderRecord[];
  readonly wishes?: readonly Wish[];
  readonly resting?: readonly OrderReport[];
  readonly trades?: Readonly<Record<string, BookedTrade>>;
  readonly known?: readonly string[] | Readonly<Record<string, Partial<NamedOrder>>>;
  readonly signals?: readonly SignalRecord[];
  readonly stops?: readonly OrderReport[];
}

function lose({ executions = [], report = aReport(), positions = [], orders = [], wishes = [], resting = [], trades = {}, known = [], signals = [], stops = [] }: Lost) {
  const sight = aSight({ records: { positions, orders, wishes }, view: { positions: [report], orders: resting }, sight: { executions } });
  const names: readonly (readonly [string, Partial<NamedOrder>])[] = Array.isArray(known) ? known.map((id: string) => [id, {}] as const) : Object.entries(known as Readonly<Record<string, Partial<NamedOrder>>>);
  return bookLost({
    sight,
    booked: { trades: new Map(Object.entries(trades)), named: new Map(names.map(([id, order]) => [id, [{ id: `row of ${id}`, positionId: row.id, isOver: false, list: 'plain', exchangeOrderId: null, childOrderId: null, ...order }]])), signals, heldSignalIds: new Set(), generationFloor: 0 },
    stops: new Map(stops.map((stop) => [stop.clientOrderId, stop])),
  });
}

/** A stop of ours as the exchange shows it. */
const aStop = (clientOrderId: string, changes: Partial<OrderReport> = {}) => aReportOf(anOrder({ role: 'stop' }), { clientOrderId, exchangeOrderId: `rests ${clientOrderId}`, ...changes });

describe('a key without a live row', () => {
  test('gets nothing of a life that would have begun with what can only reduce: an execution is not listed yet, and the course is shifted', () => {
    const shifted = course(['-5', idOf('exit', 'an earlier position')], ['+5', entryId]);
    expect(lose({ executions: shifted, report: aFlatReport(), signals: [signal] })).toEqual({});
  });

  test('whose life a worker took for a stranger\'s and that ended by a stop of ours has its entry there, and its signal opened', () => {
    const stopId = idOf('stop', 'adopted');
    const facts = lose({
      executions: course(['+5', entryId], ['-5', stopId]),
      report: aFlatReport(),
      trades: { t0: { positionId: 'adopted', isOwn: false, clientOrderId: '' }, t1: { positionId: 'adopted', isOwn: true, clientOrderId: stopId } },
      signals: [signal],
    });
    expect(facts.newOrders).toMatchObject([{ role: 'entry', clientOrderId: entryId, positionId: 'adopted' }]);
    expect(facts.signals).toMatchObject([{ id: signal.id, outcome: 'opened' }]);
  });

  test('gets the row of the signal that its entry is of, and the signal is opened', () => {
    const facts = lose({ executions: course(['+5', entryId]), signals: [aSignal({ id: 'other', externalId: 's-2' }), signal] });
    expect(facts.newPositions).toMatchObject([{ id: positionIdOf(signal), status: 'open', origin: 'signal', signalId: signal.id, quantity: num('5'), stopRule: signal.stopRule }]);
    expect(facts.signals).toMatchObject([{ id: signal.id, outcome: 'opened' }]);
    expect(facts.newOrders).toMatchObject([{ role: 'entry', clientOrderId: entryId, positionId: positionIdOf(signal), exchangeOrderId: 'x0' }]);
    expect(facts.fills).toMatchObject([{ tradeId: 't0', orderId: facts.newOrders?.[0]?.id }]);
  });

  test('is adopted where the signal is gone; its stops rest under it, the oldest first', () => {
    const [young, old] = [aStop(idOf('stop', 'gone', 2), { createdAtMs: 2_000 }), aStop(idOf('stop', 'gone', 1), { createdAtMs: 1_000 })];
    const facts = lose({ executions: course(['+5', unknownEntryId]), resting: [young, old] });
    expect(facts.newPositions).toMatchObject([{ origin: 'adopted', signalId: null, stopRule: rules.stop }]);
    const stops = facts.newOrders?.filter(({ role }) => role === 'stop');
    expect(stops?.map(({ clientOrderId, generation, positionId }) => [clientOrderId, generation, positionId])).toEqual([old, young].map((stop, index) => [stop.clientOrderId, index + 1, facts.newPositions?.[0]?.id]));
  });

  test('gets the stops of its signal with the generation that they are of', () => {
    const seventh = stopOrder(key, aPosition({ id: positionIdOf(signal) }), { quantity: num('5'), triggerPrice: num('98'), triggerType: 'mark', generation: 7 }, deployment).newOrder.clientOrderId;
    const facts = lose({ executions: course(['+5', entryId]), signals: [signal], resting: [aStop(seventh)] });
    expect(facts.newOrders?.find(({ role }) => role === 'stop')).toMatchObject({ clientOrderId: seventh, generation: 7, status: 'resting' });
  });

  test.each([
    ['a stop of ours', idOf('stop', 'gone'), 'stop'],
    ['an exit of ours', idOf('exit', 'gone'), 'exit'],
    ['a hand', 'web_1', 'manual'],
    ['the exchange', 'autoclose-1', 'liquidation'],
  ])('gets closed rows for what came and went, with result and reason: ended by %s', (_, clientOrderId, reason) => {
    const facts = lose({ executions: course(['+5', unknownEntryId], ['-2', 'web_2'], ['-3', clientOrderId]), report: aFlatReport(), stops: [aStop(idOf('stop', 'gone'))] });
    expect(facts.newPositions).toMatchObject([{ origin: 'adopted', quantity: num('5'), bareSinceMs: null }]);
    expect(facts.positions).toMatchObject([{ status: 'closed', closeReason: reason, realisedPnl: num('2'), closedAtMs: NOW_MS - 598_000 }]);
    expect(facts.events?.map(({ type }) => type)).toEqual(['position_recovered', 'position_closed']);
    expect(facts.fills).toHaveLength(3);
  });

  test('gets the price of the stop that its entry brought along, by which that stop is known as ours', () => {
    const attachedStop = { triggerPrice: num('97.5'), triggerType: 'mark' as const };
    const executions = course(['+5', entryId]).map(({ fill, order }) => ({ fill, order: { ...order!, attachedStop } }));
    expect(lose({ executions, signals: [signal] }).newOrders).toMatchObject([{ role: 'entry', ...attachedStop }]);
    expect(lose({ executions: course(['+5', entryId]), signals: [signal] }).newOrders).toMatchObject([{ role: 'entry', triggerPrice: null, triggerType: null }]);
  });

  test.each([['97.5', 'stop'], ['97.4', 'manual']] as const)('gets a closed row that tells whose the stop without a name was that ended it: one at %s is of %s', (price, reason) => {
    const [opened, closed] = course(['+5', entryId], ['-5', '']);
    const executions = [
      { fill: opened!.fill, order: { ...opened!.order!, attachedStop: { triggerPrice: num('97.5'), triggerType: 'mark' as const } } },
      { fill: closed!.fill, order: { ...closed!.order!, triggerPrice: num(price) } },
    ];
    expect(lose({ executions, signals: [signal], report: aFlatReport() }).positions).toMatchObject([{ closeReason: reason }]);
  });

  test('gets a closed row that tells of an emergency where protection closed it, and of an exit where a lost signal did', () => {
    const reasonOf = (exitId: string) => lose({ executions: course(['+5', entryId], ['-5', exitId]), signals: [signal], report: aFlatReport() }).positions?.map(({ closeReason }) => closeReason);
    expect(reasonOf(idOf('exit', positionIdOf(signal)))).toEqual(['emergency']);
    expect(reasonOf(idOf('exit', JSON.stringify(['ats', 'a lost signal', positionIdOf(signal)])))).toEqual(['exit']);
  });

  test('gets a row for each life of ours, and only the last one is open', () => {
    const facts = lose({ executions: course(['+5', entryId], ['-5', idOf('exit', 'gone')], ['+5', unknownEntryId]), signals: [signal] });
    expect(facts.newPositions?.map(({ id }) => facts.positions?.find((change) => change.id === id)?.status ?? 'open')).toEqual(['closed', 'open']);
  });

  test.each([
    ['what is foreign', { executions: course(['+5', 'web_1']) }],
    ['what is booked', { executions: course(['+5', entryId]), trades: { t0: { positionId: 'p', isOwn: true, clientOrderId: entryId } } }],
    ['an order that has a row: whoever mends the key books it', { executions: course(['+5', entryId]), known: [entryId] }],
    ['a life whose beginning is not among the executions', { executions: course(['-5', idOf('exit', 'gone')]), report: aFlatReport() }],
    ['what calls itself a stop of ours and has no trigger', { report: aFlatReport(), resting: [aStop(idOf('stop', 'gone'), { triggerPrice: null })] }],
    ['one of no size', { report: aFlatReport(), resting: [aStop(idOf('stop', 'gone'), { quantity: null })] }],
    ['a foreign stop', { report: aFlatReport(), resting: [aStop('web_1')] }],
  ] satisfies readonly (readonly [string, Lost])[])('is left as it is: %s', (_, lost) => {
    expect(lose(lost)).toEqual({});
  });

  test('gets a row for each of two orders of ours that have one name, because books that had lost the first gave it again', () => {
    const id = idOf('exit', positionIdOf(signal));
    const facts = lose({ executions: course(['+5', entryId], ['-2', id], ['-3', id]), signals: [signal], report: aFlatReport(), known: { [id]: { exchangeOrderId: 'x2' } } });
    expect(facts.newOrders?.filter(({ role }) => role === 'exit').map(({ generation, exchangeOrderId }) => [generation, exchangeOrderId])).toEqual([[0, 'x1'], [1, 'x2']]);
  });

  test('gets a row of its own for a life of which the books have but an exit, sent for the row of an earlier one', () => {
    const id = idOf('exit', 'earlier');
    const facts = lose({ executions: course(['+5', entryId], ['-5', id]), signals: [signal], report: aFlatReport(), trades: { t1: { positionId: 'earlier', isOwn: true, clientOrderId: id } }, known: { [id]: { exchangeOrderId: 'x1' } } });
    expect(facts.newPositions).toMatchObject([{ id: positionIdOf(signal) }]);
  });

  test('gets our entry that met what another had opened as what it opened, and not as what ended the other', () => {
    const facts = lose({ executions: course(['-3', 'web_1'], ['+8', entryId], ['-5', idOf('exit', 'gone')]), signals: [signal], report: aFlatReport() });
    expect(facts.newPositions).toMatchObject([{ id: positionIdOf(signal), side: 'long', quantity: num('5') }]);
    // Its first part may just end the other, so that nothing is held for an instant.
    const [ended, rest] = course(['+3', entryId], ['+5', entryId]).map(({ fill, order }) => ({ fill: { ...fill, exchangeOrderId: 'entry' }, order: { ...order!, exchangeOrderId: 'entry' } }));
    const split = lose({ executions: [...course(['-3', 'web_1']), { ...ended!, fill: { ...ended!.fill, tradeId: 't8' } }, { ...rest!, fill: { ...rest!.fill, tradeId: 't9' } }], signals: [signal] });
    expect(split.newPositions).toMatchObject([{ id: positionIdOf(signal), side: 'long', quantity: num('5') }]);
    expect(split.fills?.map(({ tradeId }) => tradeId)).toEqual(['t8', 't9']);
  });

  test('gets our entry that took off what another had opened, and opened nothing, all the same', () => {
    const facts = lose({ executions: course(['-8', 'web_1'], ['+3', entryId], ['+8', 'web_2']), signals: [signal], report: aReport({ quantity: num('3') }) });
    expect(facts.fills?.map(({ tradeId }) => tradeId)).toContain('t1');
  });

  test('gets our position that another turned round, and nothing of the other’s', () => {
    const facts = lose({ executions: course(['+5', entryId], ['-8', 'web_1']), signals: [signal], report: aReport({ side: 'short', quantity: num('3') }) });
    expect(facts.newPositions).toMatchObject([{ id: positionIdOf(signal), side: 'long' }]);
    expect(facts.positions).toMatchObject([{ status: 'closed', closeReason: 'manual' }]);
  });

  test('has what an order executed booked whose position is closed, by somebody whose bookings are lost', () => {
    const facts = lose({ executions: course(['+5', entryId], ['-5', 'web_1']), report: aFlatReport(), known: { [entryId]: { isOver: true } }, trades: { t1: { positionId: row.id, isOwn: false, clientOrderId: 'web_1' } } });
    expect(facts).toMatchObject({ fills: [{ tradeId: 't0', orderId: `row of ${entryId}` }], events: [{ type: 'fills_booked' }] });
    expect(facts.newPositions).toBeUndefined();
  });

  test('has new entries of the symbol switched off where others traded it too often, in all of its lives together', () => {
    const others = (count: number) => Array.from({ length: count }, (_, index): readonly [string, string] => [index % 2 === 0 ? '+1' : '-1', `web_${index}`]);
    const lives = (count: number) => lose({ executions: course(['+5', entryId], ...others(count), ['-5', idOf('exit', 'gone')], ['+5', unknownEntryId], ...others(count)), signals: [signal], report: aReport({ quantity: num('5') }) });
    expect(lives(2)).toHaveProperty('entriesOff', true);
    expect(lose({ executions: course(['+5', entryId], ...others(2)), signals: [signal] })).not.toHaveProperty('entriesOff');
  });

  test('gets a row for a stop of ours that is left over, so that it can go', () => {
    const facts = lose({ report: aFlatReport(), resting: [aStop(idOf('stop', 'gone'))] });
    expect(facts.newOrders).toMatchObject([{ role: 'stop', positionId: null, status: 'resting' }]);
  });

  test('has what was booked as a stranger’s booked as ours, under the row that it was taken into', () => {
    const trades = Object.fromEntries(['t0', 't1'].map((id) => [id, { positionId: 'taken', isOwn: false, clientOrderId: unknownEntryId }]));
    const facts = lose({ executions: course(['+5', unknownEntryId], ['-5', idOf('exit', 'gone')]), report: aFlatReport(), trades });
    expect(facts.newPositions).toBeUndefined();
    expect(facts.newOrders).toMatchObject([
      { role: 'entry', positionId: 'taken', exchangeOrderId: null, childOrderId: 'x0' },
      { role: 'exit', positionId: 'taken', exchangeOrderId: null, childOrderId: 'x1' },
    ]);
  });
});

describe('a live row', () => {
  const entry = anOrder({ exchangeOrderId: 'x0', clientOrderId: entryId });
  const booked = { trades: { t0: { positionId: row.id, isOwn: true, clientOrderId: entryId } }, known: [entryId] };
  const of = (lost: Lost) => lose({ positions: [{ ...row, firstFillAtMs: NOW_MS - 600_000 }], orders: [entry], ...booked, ...lost });

  test('gets the exits that were sent for a wish, as that wish’s', () => {
    const wish = aWish();
    const exit = exitOrder(key, row, num('2'), 1, deployment, wish).newOrder.clientOrderId;
    const facts = of({ executions: course(['+5', entryId], ['-2', exit]), report: aReport({ quantity: num('3') }), wishes: [wish] });
    expect(facts.newOrders).toMatchObject([{ role: 'exit', positionId: row.id, wishId: wish.id, generation: 1, executedQuantity: num('2') }]);
  });

  test('gets the stop that ended it with its trigger, under the order that it became', () => {
    const id = idOf('stop', row.id, 3);
    const facts = of({ executions: course(['+5', entryId], ['-5', id]), report: aFlatReport(), stops: [aStop(id, { exchangeOrderId: 'algo', status: 'triggered' })] });
    expect(facts.newOrders).toMatchObject([{ role: 'stop', generation: 3, list: 'conditional', exchangeOrderId: 'algo', childOrderId: 'x1', status: 'filled' }]);
  });

  test('takes for an exit what is left of a stop that the exchange has forgotten', () => {
    const facts = of({ executions: course(['+5', entryId], ['-5', idOf('stop', row.id, 3)]), report: aFlatReport() });
    expect(facts.newOrders).toMatchObject([{ role: 'exit', list: 'plain', exchangeOrderId: 'x1' }]);
  });

  test('gets its newer stops, and others as left over', () => {
    const [own, others] = [idOf('stop', row.id, 2), idOf('stop', 'another', 1)];
    const facts = of({ executions: course(['+5', entryId]), resting: [aStop(own), aStop(others)] });
    expect(facts.newOrders?.map(({ clientOrderId, positionId, generation }) => [clientOrderId, positionId, generation])).toEqual([[own, row.id, 2], [others, null, 0]]);
  });

  test('gets what belongs to its life; what opened after it waits until it is closed', () => {
    const facts = of({ executions: course(['+5', entryId], ['-5', 'web_1'], ['+5', unknownEntryId]) });
    expect(facts.newOrders).toMatchObject([{ role: 'foreign', clientOrderId: 'web_1', positionId: row.id }]);
    expect(facts.newPositions).toBeUndefined();
  });

  test('gets an entry that it was built of before whoever adopted it saw it', () => {
    const adopted = { ...row, origin: 'adopted' as const, signalId: null, firstFillAtMs: NOW_MS - 599_000 };
    const facts = lose({ positions: [adopted], executions: course(['+3', entryId], ['+2', 'web_1']), signals: [signal], trades: { t1: { positionId: row.id, isOwn: false, clientOrderId: 'web_1' } } });
    expect(facts.newOrders).toMatchObject([{ role: 'entry', positionId: row.id, clientOrderId: entryId }]);
    expect(facts.signals).toMatchObject([{ id: signal.id, outcome: 'opened' }]);
  });

  test('leaves an entry without an answer to whoever mends the key', () => {
    expect(of({ positions: [{ ...row, status: 'opening' }], executions: course(['+5', entryId]) })).toEqual({});
  });
});
