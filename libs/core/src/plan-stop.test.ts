import { describe, expect, test } from 'vitest';
import { anIntent, anOrder, aPosition, aReport, aReportOf, aSettledSight, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import type { OrderRecord, OrderReport } from './order.ts';
import type { PositionReport } from './position.ts';
import { aimOf, planStop, stopsOf, whyInvalid } from './plan-stop.ts';
import type { Step } from './step.ts';

const row = aPosition();
const at98 = { price: num('98'), loosest: num('98'), tightest: num('98') };
const bare = aPosition({ bareSinceMs: NOW_MS - 1_000 });
const stop = (generation: number, changes: Partial<OrderRecord> = {}): OrderRecord => anOrder({ role: 'stop', generation, ...changes });
const plan = (stops: readonly OrderRecord[], changes: SightChanges = {}, position = row, quantity = '5'): Step[] =>
  planStop(sightOf(stops, changes), position, num(quantity));
const sightOf = (stops: readonly OrderRecord[], changes: SightChanges = {}) =>
  aSettledSight({
    ...changes,
    records: { orders: [anOrder(), ...stops], ...changes.records },
    view: { orders: stops.filter(({ status }) => status === 'resting').map((order) => aReportOf(order)), ...changes.view },
  });
const told = (steps: readonly Step[]): unknown[] =>
  steps.map((step) => {
    if (step.type !== 'send') return step.type;
    const { request } = step.send;
    if (request.kind === 'cancel') return `cancel ${request.clientOrderId}`;
    return request.kind !== 'place' ? request.kind : request.type === 'stop_market' ? `stop ${request.quantity} at ${request.triggerPrice}` : `exit ${request.quantity}`;
  });

describe('planStop', () => {
  test('keeps a stop that is as planned', () => {
    expect(plan([stop(1)])).toEqual([]);
  });

  test('places the stop that is missing, for what the exchange holds, and ahead of an unanswered request only if bare', () => {
    const [step] = plan([], {}, bare, '7');
    expect(step).toMatchObject({ type: 'send', send: { mayBreakQuiet: true, request: { side: 'sell', reduceOnly: true, quantity: '7', triggerPrice: '98' } } });
    expect(plan([])[0]).toMatchObject({ send: { mayBreakQuiet: false, mayCancelNewest: false, cancelsOrderId: null, evidence: 'E1' } });
  });

  test('has no place for a stop before the entry has a price', () => {
    const unpriced = aPosition({ entryPrice: null });
    expect([plan([], {}, unpriced), aimOf(sightOf([]), unpriced)]).toEqual([[], null]);
  });

  test('goes by the liquidation price of its own leg and side', () => {
    const aim = (positions: readonly PositionReport[], position = row) => aimOf(sightOf([], { view: { positions } }), position)?.price.toFixed();
    const other = aReport({ leg: 'short', side: 'short', liquidationPrice: num('120') });
    expect(aim([other, aReport({ leg: 'long', liquidationPrice: num('99') })], aPosition({ leg: 'long' }))).toBe('99.1');
    expect(aim([aReport({ side: 'short', liquidationPrice: num('99') })])).toBe('98');
  });

  test('asks for no reduce-only where the leg says it already', () => {
    const [own, leg] = [stop(1, { reduceOnly: false }), aPosition({ leg: 'long' })];
    expect(plan([own], { view: { orders: [aReportOf(own, { leg: 'long' })] } }, leg)).toEqual([]);
  });

  test.each<[Partial<OrderReport>, string]>([
    [{ side: 'buy' }, 'is on the wrong side (buy)'],
    [{ leg: 'long' }, 'is on the wrong leg (long)'],
    [{ kind: 'other' }, 'is not a stop at market (other)'],
    [{ reduceOnly: false }, 'is not reduce-only'],
    [{ quantity: num('4') }, 'has the wrong size (4, position 5)'],
    [{ quantity: null }, 'has the wrong size (none, position 5)'],
    [{ triggerPrice: num('97') }, 'has the wrong trigger price (planned 98)'],
    [{ triggerType: 'last' }, 'has the wrong trigger type (last)'],
    [{ triggerType: null }, 'has the wrong trigger type (none)'],
    [{ status: 'triggered' }, 'does not rest'],
  ])('says why a stop with %j does not protect, and what it places', (changes, why) => {
    const order = stop(1);
    expect(whyInvalid({ order, report: aReportOf(order, changes) }, row, num('5'), at98, sightOf([order]))).toBe(why);
    if (changes.status === undefined) expect(plan([order], { view: { orders: [aReportOf(order, changes)] } })).toMatchObject([{ why: `stop ${order.clientOrderId} ${why}: place a stop at 98 for 5` }]);
  });

  test('protects a short on the other side', () => {
    const short = aPosition({ side: 'short', bareSinceMs: NOW_MS });
    expect(planStop(aSettledSight({ records: { positions: [short], orders: [] }, view: { orders: [] } }), short, num('5'))[0]).toMatchObject({ send: { request: { side: 'buy', triggerPrice: '102' } } });
  });

  test.each<[string, Partial<OrderReport>]>([
    ['too small', { quantity: num('4') }],
    ['too large', { quantity: num('6') }],
    ['without a size', { quantity: null }],
    ['at another price', { triggerPrice: num('97') }],
    ['without a trigger', { triggerPrice: null }],
    ['with another trigger type', { triggerType: 'last' }],
    ['on the wrong side', { side: 'buy' }],
    ['on another leg', { leg: 'long' }],
    ['a limit order', { kind: 'other' }],
    ['not reduce-only', { reduceOnly: false }],
  ])('replaces a stop that is %s: the new one first', (_, changes) => {
    const old = stop(1);
    expect(told(plan([old], { view: { orders: [aReportOf(old, changes)] } }, bare))).toEqual(['stop 5 at 98']);
  });

  test('a stop beyond the liquidation price is replaced by one before it, which stays while that price moves a little', () => {
    const taken = (liquidationPrice: string) => ({ positions: [aReport({ liquidationPrice: num(liquidationPrice) })] });
    expect(told(plan([stop(1)], { view: taken('99') }))).toEqual(['stop 5 at 99.1']);
    const placed = stop(2, { triggerPrice: num('99.1') });
    expect(['98.8', '99', '99.07'].map((price) => plan([placed], { view: taken(price) }))).toEqual([[], [], []]);
    expect(told(plan([placed], { view: taken('99.1') }))).toEqual(['stop 5 at 99.19']);
    expect(told(plan([placed], { view: taken('50') }))).toEqual(['stop 5 at 98']);
    expect(told(plan([], { view: { ...taken('99'), markPrice: num('99.05') } }))).toEqual(['exit 5']);
  });

  test('cancels older stops only once a newer valid one rests', () => {
    const [one, two, three] = [stop(1), stop(2), stop(3)];
    expect(told(plan([three, one, two]))).toEqual([`cancel ${one.clientOrderId}`, `cancel ${two.clientOrderId}`]);
    expect(plan([one, two])[0]).toMatchObject({ send: { cancelsOrderId: one.id, mayCancelNewest: false, evidence: 'E1' } });
  });

  test('does not cancel the newest stop although an older one is right: it places a newer one', () => {
    const wrong = stop(2, { triggerPrice: num('97') });
    expect(told(plan([stop(1), wrong]))).toEqual(['stop 5 at 98']);
  });

  test('a stop whose cancel was intended counts no more, and is cancelled again once no list can be that old', () => {
    const intended = (agoMs: number) => stop(1, { cancelIntendedAtMs: NOW_MS - agoMs });
    expect(told(plan([intended(1_000)], {}, bare))).toEqual(['stop 5 at 98']);
    expect(told(plan([intended(1_000), stop(2)]))).toEqual(['wait']);
    expect(told(plan([intended(60_000), stop(2)]))).toEqual([`cancel ${stop(1).clientOrderId}`]);
  });

  test('cancels a stop that a closed row left on the leg, but never on another leg or of another live row', () => {
    const [own, stray] = [stop(1), stop(1, { positionId: 'closed', exchangeOrderId: 'x-stray' })];
    expect(told(plan([own, stray]))).toEqual([`cancel ${stray.clientOrderId}`]);
    expect(plan([own, stray], { view: { orders: [aReportOf(own), aReportOf(stray, { leg: 'long' })] } })).toEqual([]);
    expect(plan([own, stray], { records: { positions: [row, aPosition({ id: 'closed', leg: 'long' })] } })).toEqual([]);
    expect(told(plan([own, stray], { records: { positions: [row, aPosition({ id: 'closed', status: 'closed' })] } }))).toEqual([`cancel ${stray.clientOrderId}`]);
  });

  test('cancels nothing of a closed row that has ended by the books, or is no stop', () => {
    const own = stop(1);
    for (const left of [stop(1, { positionId: 'closed', exchangeOrderId: 'x-left', status: 'canceled' }), anOrder({ positionId: 'closed', exchangeOrderId: 'x-left', status: 'resting' })]) {
      expect(plan([own, left], { view: { orders: [aReportOf(own), aReportOf(left, { status: 'resting' })] } })).toEqual([]);
    }
  });

  test('leaves the stops of others alone', () => {
    const own = stop(1);
    expect(plan([own], { view: { orders: [aReportOf(own), aReportOf(stop(2), { clientOrderId: 'web_1', exchangeOrderId: 'theirs' })] } })).toEqual([]);
  });

  test('keeps a stop that was taken over and, once a newer one rests, cancels it by the id of the exchange', () => {
    const taken = stop(0, { clientOrderId: 'x-1', exchangeOrderId: '77' });
    expect(plan([taken])).toEqual([]);
    const [step] = plan([taken, stop(1)]);
    expect(step).toMatchObject({ send: { request: { kind: 'cancel', clientOrderId: 'x-1', exchangeOrderId: '77' } } });
    expect(plan([stop(1), stop(2)])[0]).not.toHaveProperty('send.request.exchangeOrderId');
  });

  test('never cancels a stop that is part of its position, and places a newer one beside it where it is wrong', () => {
    const part = stop(0, { clientOrderId: 'fd43', exchangeOrderId: 'fd43', list: 'position', closesPosition: true, quantity: null });
    expect(plan([part])).toEqual([]);
    expect(plan([part, stop(1)])).toEqual([]);
    expect(told(plan([part], { view: { orders: [aReportOf(part, { triggerPrice: num('97') })] } }))).toEqual(['stop 5 at 98']);
  });

  test('one stale read does not shrink a stop, but a larger position enlarges it at once', () => {
    expect(plan([stop(1)], {}, row, '3')).toEqual([]);
    expect(told(plan([stop(1)], {}, row, '8'))).toEqual(['stop 8 at 98']);
    expect(told(plan([stop(1)], {}, aPosition({ quantity: num('3') }), '3'))).toEqual(['stop 3 at 98']);
  });

  test('does not believe a list that still shows what has ended', () => {
    const gone = stop(1, { status: 'canceled' });
    expect(told(plan([gone], { view: { orders: [aReportOf(gone, { status: 'resting' })] } }, bare))).toEqual(['stop 5 at 98']);
  });
});

describe('planStop, while a stop is on its way', () => {
  test.each([
    ['the exchange took it in, and lists it late', stop(1, { createdAtMs: NOW_MS - 59_999 }), ['wait']],
    ['it was taken in without a report', stop(1, { status: 'planned', exchangeOrderId: null, createdAtMs: NOW_MS - 59_999 }), ['wait']],
    ['by now it must be listed', stop(1, { createdAtMs: NOW_MS - 60_000 }), ['stop 5 at 98']],
    ['it was cancelled', stop(1, { createdAtMs: NOW_MS - 1, cancelIntendedAtMs: NOW_MS }), ['stop 5 at 98']],
    ['it ended a moment after it came', stop(1, { createdAtMs: NOW_MS - 1, status: 'canceled' }), ['stop 5 at 98']],
  ] as const)('does not place one after another: %s', (_, order, expected) => {
    expect(told(plan([order], { view: { orders: [] } }, bare))).toEqual(expected);
  });

  test('does not wait for a fresh one that is listed, and wrong, nor for one whose request has expired unanswered', () => {
    const fresh = stop(1, { createdAtMs: NOW_MS - 1 });
    expect(told(plan([fresh], { view: { orders: [aReportOf(fresh, { triggerPrice: num('97') })] } }, bare))).toEqual(['stop 5 at 98']);
    const planned = stop(1, { createdAtMs: NOW_MS - 5_000, status: 'planned', exchangeOrderId: null });
    expect(told(plan([planned], { records: { orders: [planned], intents: [anIntent({ orderId: planned.id, expiresAtMs: NOW_MS })] }, view: { orders: [] } }, bare))).toEqual(['stop 5 at 98']);
  });

  test('waits for no answer but that of a stop: an entry or a cancel that is under way protects nothing', () => {
    const cancel = anIntent({ kind: 'cancel', request: { kind: 'cancel', symbol: 'TAGUSDT', list: 'conditional', clientOrderId: 'x' } });
    for (const intent of [anIntent(), cancel]) expect(told(plan([], { records: { orders: [], intents: [intent] } }, bare))).toEqual(['stop 5 at 98']);
  });

  const sent = (leg: 'net' | 'long', expiresAtMs: number) =>
    anIntent({ expiresAtMs, request: { kind: 'place', type: 'stop_market', symbol: 'TAGUSDT', leg, side: 'sell', quantity: '5', triggerPrice: '98', triggerType: 'mark', reduceOnly: true, clientOrderId: 'x' } });

  test.each([
    ['may still arrive', sent('net', NOW_MS + 400), ['wait']],
    ['has expired', sent('net', NOW_MS), ['stop 5 at 98']],
    ['is for the other leg', sent('long', NOW_MS + 400), ['stop 5 at 98']],
  ] as const)('that %s', (_, intent, expected) => {
    expect(told(plan([], { records: { orders: [], intents: [intent] } }, bare))).toEqual(expected);
  });

  test('gives one that has triggered time to fill, then closes what it left', () => {
    const triggered = stop(1, { status: 'triggered' });
    const seen = (agoMs: number) => plan([triggered], { sight: { lookedUp: new Map([[triggered.id, aReportOf(triggered, { updatedAtMs: NOW_MS - agoMs })]]) } }, bare);
    expect(told(seen(4_000))).toEqual(['wait']);
    expect(told(seen(6_000))).toEqual(['exit 5']);
    expect(told(plan([triggered], {}, bare))).toEqual(['wait']);
    expect([5_000, 5_001].map((agoMs) => told(seen(agoMs))[0])).toEqual(['wait', 'exit 5']);
  });

  test('sees one that has triggered by the report of it alone, and gives one of which nothing is heard as long as a position may be bare', () => {
    const own = stop(1);
    expect(told(plan([own], { view: { orders: [aReportOf(own, { status: 'triggered', updatedAtMs: NOW_MS - 1_000 })] } }, bare))).toEqual(['wait']);
    const unheard = (bareForMs: number) => told(plan([stop(1, { status: 'triggered' })], {}, aPosition({ bareSinceMs: NOW_MS - bareForMs })));
    expect([unheard(10_000), unheard(30_000), unheard(30_001)]).toEqual([['wait'], ['wait'], ['exit 5']]);
  });
});

describe('planStop, when no stop can help', () => {
  const passed: SightChanges = { view: { orders: [], markPrice: num('97.9') } };
  const refused = (...generations: number[]) => generations.map((generation) => stop(generation, { status: 'rejected', exchangeOrderId: null }));

  test('closes at market what the exchange holds when the price is beyond the stop', () => {
    expect(plan([], passed, bare, '7')).toMatchObject([{ send: { closesPositionId: row.id, request: { type: 'market', side: 'sell', reduceOnly: true, quantity: '7' } } }]);
  });

  test('looks at the price that its trigger looks at', () => {
    const view = { orders: [], markPrice: num('97'), lastPrice: num('99') };
    expect(told(plan([], { view, rules: { stopTrigger: 'last' } }, bare))).toEqual(['stop 5 at 98']);
    expect(told(plan([], { view }, bare))).toEqual(['exit 5']);
  });

  test('closes when the exchange refused the stop as passed, but not because of the other leg', () => {
    expect(told(plan(refused(1), { sight: { isStopPassed: true } }, bare))).toEqual(['exit 5']);
    expect(told(plan([], { sight: { isStopPassed: true } }, bare))).toEqual(['stop 5 at 98']);
    expect(told(plan([stop(1, { status: 'canceled' })], { sight: { isStopPassed: true } }, bare))).toEqual(['stop 5 at 98']);
  });

  test('closes after three refusals in a row, not counting those before a stop that stood', () => {
    expect(told(plan(refused(1, 2), {}, bare))).toEqual(['stop 5 at 98']);
    expect(told(plan(refused(1, 2, 3), {}, bare))).toEqual(['exit 5']);
    expect(told(plan([...refused(1, 2), stop(3, { status: 'canceled' }), ...refused(4, 5)], {}, bare))).toEqual(['stop 5 at 98']);
  });

  test('takes for one that stood neither what never existed nor what was refused under an id, and counts refusals alone', () => {
    const never = (generation: number) => stop(generation, { status: 'never_existed', exchangeOrderId: null });
    expect(told(plan([...refused(1, 2), never(3), ...refused(4)], {}, bare))).toEqual(['exit 5']);
    expect(told(plan([1, 2, 3].map((generation) => stop(generation, { status: 'rejected' })), {}, bare))).toEqual(['exit 5']);
    expect(told(plan([never(1), never(2), ...refused(3)], {}, bare))).toEqual(['stop 5 at 98']);
  });

  test('closes after a refusal when it has been bare for long, unless it was taken over only now', () => {
    const long = aPosition({ bareSinceMs: NOW_MS - 31_000 });
    expect([told(plan(refused(1), {}, long)), told(plan([], {}, long))]).toEqual([['exit 5'], ['stop 5 at 98']]);
    for (const bareSinceMs of [NOW_MS - 30_000, null]) expect(told(plan(refused(1), {}, aPosition({ bareSinceMs })))).toEqual(['stop 5 at 98']);
    expect(told(plan(refused(1), {}, { ...long, createdAtMs: NOW_MS - 1_000 }))).toEqual(['stop 5 at 98']);
  });

  test('closes when nothing was heard of three stops for so long that one which rests would have been found', () => {
    const unheard = (generations: readonly number[], ms: number, others: readonly OrderRecord[] = []): unknown[] => {
      const orders = generations.map((generation) => stop(generation, { status: 'planned', exchangeOrderId: null }));
      const intents = orders.map(({ id }, index) => anIntent({ id: `i${index}`, orderId: id, outcome: 'unknown', expiresAtMs: NOW_MS - 1 }));
      return told(plan([...others, ...orders], { records: { orders: [anOrder(), ...others, ...orders], intents } }, aPosition({ bareSinceMs: NOW_MS - ms, createdAtMs: NOW_MS - ms })));
    };
    expect([unheard([1, 2, 3], 91_000), unheard([1, 2, 3], 89_000), unheard([1, 2], 91_000)]).toEqual([['exit 5'], ['stop 5 at 98'], ['stop 5 at 98']]);
    // What was denied, by the exchange or before it left, has not been tried.
    expect(unheard([3], 91_000, [1, 2].map((generation) => stop(generation, { status: 'never_existed', exchangeOrderId: null })))).toEqual(['stop 5 at 98']);
  });

  test('closes a position whose rule gives no price', () => {
    expect(told(plan([], {}, { ...bare, stopRule: { price: '101' } }))).toEqual(['exit 5']);
  });

  test('never closes what is foreign, but tells of it, once', () => {
    const foreign = { ...bare, origin: 'foreign' as const };
    const [step] = plan([], passed, foreign);
    expect(step).toMatchObject({ type: 'record', facts: { pages: [{ subject: 'unprotected-foreign.position-1' }] } });
    const sightings = step?.type === 'record' ? (step.facts.sightings ?? []) : [];
    expect(plan([], { ...passed, records: { orders: [], sightings } }, foreign)).toMatchObject([{ type: 'wait', forMs: 5_000 }]);
  });

  test('closes no more with one order than the market takes', () => {
    expect(told(plan([], { ...passed, sight: { market: { ...sightOf([]).market, marketQuantityMax: num('2') } } }, bare))).toEqual(['exit 2']);
  });

  test('an older valid stop is never given up for a market close: it tells instead', () => {
    const wrong = stop(2, { triggerPrice: num('97') });
    expect(plan([stop(1), wrong, ...refused(3, 4, 5)], { view: { orders: [aReportOf(stop(1)), aReportOf(wrong)] } })).toMatchObject([{ type: 'record', facts: { pages: [{ subject: 'irreplaceable-stop.position-1' }] } }]);
  });
});

test('a stop that is not shown does not rest, and a rule for the whole position has no size', () => {
  const sight = sightOf([stop(1), stop(2, { status: 'planned', exchangeOrderId: null })]);
  const [first, second] = stopsOf(sight, row);
  expect(whyInvalid(second!, row, num('5'), at98, sight)).toBe('does not rest');
  const whole = { ...first!, report: { ...first!.report!, closesPosition: true, quantity: null, reduceOnly: false } };
  expect(whyInvalid(whole, row, num('5'), at98, sight)).toBeNull();
});
