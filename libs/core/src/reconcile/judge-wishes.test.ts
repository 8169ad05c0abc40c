import { describe, expect, test } from 'vitest';
import { aFlatReport, anExecution, anOrder, aPosition, aReport, aReportOf, aSettledSight, aSight, aWish, NOW_MS, num, type SightChanges } from '@breakwater/testing/builders';
import type { Step } from '../step.ts';
import type { Wish } from '../wish.ts';
import { reconcile } from './reconcile.ts';

/** A position in agreement, all of its executions, and what is wanted of it. */
const wanting = (wish: Partial<Wish>, changes: SightChanges = {}): Step[] =>
  reconcile(aSettledSight({ ...changes, records: { ...settled(), wishes: [aWish(wish)], ...changes.records }, sight: { executions: [anExecution()], ...changes.sight } }));
const settled = () => ({ positions: [aPosition()], orders: [anOrder(), anOrder({ role: 'stop' })] });
const anExit = (changes: Parameters<typeof anOrder>[0] = {}) => anOrder({ role: 'exit', wishId: 'wish-1', quantity: num('2'), executedQuantity: num('2'), bookedQuantity: num('2'), createdAtMs: NOW_MS - 5_000, ...changes });
const withExit = (exit: ReturnType<typeof anExit>, held = '5') => ({
  records: { positions: [aPosition({ quantity: num(held) })], orders: [anOrder(), anOrder({ role: 'stop', quantity: num(held) }), exit] },
  view: { positions: [aReport({ quantity: num(held) })], orders: [aReportOf(anOrder({ role: 'stop', quantity: num(held) }))] },
});
const outcomes = (steps: readonly Step[]) => steps.flatMap((step) => (step.type === 'record' ? (step.facts.signals ?? []).map(({ outcome }) => outcome) : []));
const sends = (steps: readonly Step[]) => steps.flatMap((step) => (step.type === 'send' ? [step.send] : []));

describe('a close', () => {
  test('takes the whole position off at market, in the name of its signal, and leaves the stop', () => {
    const [first, ...rest] = wanting({ action: 'close' });
    expect(first).toMatchObject({ type: 'send', send: { request: { type: 'market', side: 'sell', quantity: '5', reduceOnly: true }, closesPositionId: 'position-1', newOrder: { role: 'exit', wishId: 'wish-1' } } });
    expect(sends(rest)).toEqual([]);
  });

  test('looks at the executions before it sends anything: a stranger may have closed ours and opened another (I11)', () => {
    expect(wanting({}, { sight: { executions: null } })).toMatchObject([{ type: 'read_executions' }]);
    const theirs = [anExecution({ tradeId: 't-2', exchangeOrderId: 'x-web', side: 'sell', atMs: NOW_MS - 30_000 }), anExecution({ tradeId: 't-3', exchangeOrderId: 'x-web-2', side: 'buy', quantity: num('5'), atMs: NOW_MS - 20_000 })];
    expect(sends(wanting({}, { sight: { executions: [anExecution(), ...theirs] }, view: { positions: [aReport({ updatedAtMs: NOW_MS - 10_000 })] } })).filter(({ newOrder }) => newOrder?.role === 'exit')).toEqual([]);
  });

  test('sends nothing, and tells a person, while executions say that the position ended and do not add up', () => {
    const partial = [anExecution({ tradeId: 't-2', exchangeOrderId: 'x-web', side: 'sell', quantity: num('3'), atMs: NOW_MS - 30_000 }), anExecution({ tradeId: 't-3', exchangeOrderId: 'x-web-2', side: 'buy', quantity: num('5'), atMs: NOW_MS - 20_000 })];
    const steps = wanting({}, { sight: { executions: [anExecution({ quantity: num('2') }), ...partial] }, view: { positions: [aReport({ updatedAtMs: NOW_MS - 10_000 })] } });
    expect(sends(steps)).toEqual([]);
    expect(steps).toMatchObject([{ type: 'record', facts: { pages: [{ subject: 'unsure-exit.position-1' }], sightings: [{ what: 'told' }] } }, { type: 'wait' }]);
    const told = steps[0]?.type === 'record' ? (steps[0].facts.sightings ?? []) : [];
    const later = told.map((seen) => ({ ...seen, atMs: NOW_MS - aSight().rules.bounds.notFindableMs }));
    expect(outcomes(wanting({}, { records: { ...settled(), sightings: later }, sight: { executions: [anExecution({ quantity: num('2') }), ...partial] }, view: { positions: [aReport({ updatedAtMs: NOW_MS - 10_000 })] } }))).toEqual(['failed']);
  });

  test('leaves nothing bare while it waits for executions: the stop is placed meanwhile, and what no stop can help is closed (I4)', () => {
    const bare = { records: { positions: [aPosition({ bareSinceMs: NOW_MS - 1 })], orders: [anOrder()] }, sight: { executions: null } };
    const [stop, look] = wanting({}, { ...bare, view: { positions: [aReport()], orders: [] } });
    expect(stop).toMatchObject({ type: 'send', send: { newOrder: { role: 'stop' } } });
    expect(look).toMatchObject({ type: 'read_executions' });
    const [exit] = wanting({}, { ...bare, view: { positions: [aReport()], orders: [], markPrice: num('0.0001') } });
    expect(exit).toMatchObject({ type: 'send', send: { newOrder: { role: 'exit', wishId: null } } });
  });

  test('has an order id of the signal, the position and the generation', () => {
    const ids = [wanting({}), wanting({ externalId: 'x-2' }), wanting({}, { records: { ...settled(), positions: [aPosition({ id: 'position-2' })], orders: [] } })].map((steps) => sends(steps).find(({ newOrder }) => newOrder?.role === 'exit')?.newOrder?.clientOrderId);
    expect(new Set(ids).size).toBe(3);
    expect(sends(wanting({}))[0]?.newOrder?.clientOrderId).toBe(ids[0]);
  });

  test('is done when the row is closed, in the same facts, and says so by its reason', () => {
    const exit = anExit({ quantity: num('5'), executedQuantity: num('5'), bookedQuantity: num('5') });
    const steps = reconcile(
      aSight({
        records: { positions: [aPosition({ status: 'closing' })], orders: [anOrder(), exit], wishes: [aWish()] },
        view: { positions: [aFlatReport({ updatedAtMs: NOW_MS })] },
        sight: { executions: [anExecution({ atMs: NOW_MS - 60_000 }), anExecution({ tradeId: 't-2', exchangeOrderId: 'x-exit-1', side: 'sell', atMs: NOW_MS - 100 })] },
      }),
    );
    expect(steps).toMatchObject([{ type: 'record', facts: { positions: [{ status: 'closed', closeReason: 'exit' }], signals: [{ id: 'wish-1', outcome: 'closed' }] } }]);
  });

  test.each<[string, Partial<Wish>, SightChanges, string]>([
    ['no row of ours is there', {}, { records: { positions: [], orders: [] }, view: { positions: [aFlatReport()], orders: [] } }, 'skipped_no_position'],
    ['our row is on the other side', { side: 'short' }, {}, 'skipped_no_position'],
    ['our row is on another leg', { leg: 'short' }, {}, 'skipped_no_position'],
    ['the row is foreign', {}, { records: { positions: [aPosition({ origin: 'foreign', signalId: null })] } }, 'skipped_no_position'],
    ['what is there has no row, and the policy leaves it alone', {}, { records: { positions: [], orders: [] }, view: { positions: [aReport()], orders: [] }, rules: { foreignPositions: 'alert' } }, 'skipped_no_position'],
    ['the account only observes', {}, { rules: { mode: 'observe' } }, 'skipped_filter'],
  ])('is skipped at once when %s, and nothing is sent', (_what, wish, changes, outcome) => {
    const steps = wanting(wish, changes);
    expect(outcomes(steps)).toEqual([outcome]);
    expect(sends(steps)).toEqual([]);
  });

  test('waits for an entry of which it is not known whether it stands', () => {
    const steps = wanting({}, { records: { positions: [aPosition({ status: 'opening', entryPrice: null, firstFillAtMs: null })], orders: [anOrder({ status: 'planned', executedQuantity: num('0'), bookedQuantity: num('0') })] }, view: { positions: [aFlatReport()], orders: [] } });
    expect([outcomes(steps), sends(steps)]).toEqual([[], []]);
  });

  test('closes a foreign row only if the operator means that', () => {
    const foreign = { records: { positions: [aPosition({ origin: 'foreign', signalId: null })] } };
    expect(sends(wanting({ coversForeign: true }, foreign))[0]).toMatchObject({ newOrder: { role: 'exit' } });
  });
});

describe('a reduce', () => {
  test.each([
    [{ quantity: num('2') }, '2'],
    [{ fraction: num('0.33') }, '1.6'],
    [{ quantity: num('9') }, '5'],
  ])('fixes its amount once, on the step and within what is held: %j', (asked, quantity) => {
    const [step] = wanting({ action: 'reduce', ...asked });
    expect(step).toMatchObject({ type: 'record', facts: { wishTargets: [{ id: 'wish-1' }] } });
    expect(step?.type === 'record' && step.facts.wishTargets?.[0]?.quantity.toFixed()).toBe(quantity);
  });

  test('sends what is left of it, and leaves the position open', () => {
    const [send] = sends(wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }));
    expect(send).toMatchObject({ request: { quantity: '2', reduceOnly: true }, closesPositionId: null, newOrder: { wishId: 'wish-1' } });
  });

  test.each<[string, ReturnType<typeof anExit>, string]>([
    ['was filled', anExit(), '3'],
    ['was filled, as only the booked fills say', anExit({ executedQuantity: num('0') }), '3'],
  ])('is done once its exit %s, and sends nothing more', (_what, exit, held) => {
    const steps = wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }, { ...withExit(exit, held), sight: { executions: [] } });
    expect(sends(steps).filter(({ newOrder }) => newOrder?.role === 'exit')).toEqual([]);
    expect(outcomes(steps)).toEqual(['reduced']);
  });

  test('waits while it is not known what became of its exit', () => {
    const exit = anExit({ status: 'planned', exchangeOrderId: null, executedQuantity: num('0'), bookedQuantity: num('0') });
    const steps = wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }, withExit(exit));
    expect([outcomes(steps), sends(steps)]).toEqual([[], []]);
  });

  test('waits for that also in mode observe, and is then settled by what it came to', () => {
    const inObserve = (exit: ReturnType<typeof anExit>) => outcomes(wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }, { ...withExit(exit), rules: { mode: 'observe' } }));
    expect(inObserve(anExit({ status: 'planned', exchangeOrderId: null, executedQuantity: num('0'), bookedQuantity: num('0') }))).toEqual([]);
    expect(inObserve(anExit({ status: 'expired', executedQuantity: num('1'), bookedQuantity: num('1') }))).toEqual(['failed']);
  });

  test('stays with the row that it began on when the other leg opens beside it', () => {
    const legs = [aPosition({ leg: 'long' }), aPosition({ id: 'position-2', leg: 'short', side: 'short' })];
    const view = { positions: [aReport({ leg: 'long' }), aReport({ leg: 'short', side: 'short' })], orders: [] };
    const reduce = { action: 'reduce', quantity: num('2'), targetQuantity: num('2') } as const;
    expect(outcomes(wanting(reduce, { records: { positions: legs, orders: [anOrder()] }, view }))).toEqual(['skipped_filter']);
    const begun = anExit({ status: 'planned', exchangeOrderId: null, executedQuantity: num('0'), bookedQuantity: num('0') });
    expect(outcomes(wanting(reduce, { records: { positions: legs, orders: [anOrder(), begun] }, view }))).toEqual([]);
  });

  test('waits in books that were put back, without a word where what was executed for it may be lost, and sends nothing of the rest', () => {
    const held = (changes: Partial<Wish>, with_ = {}) => {
      const steps = wanting({ action: 'reduce', isHeld: true, ...changes }, with_);
      return [outcomes(steps), sends(steps).length, steps.some((step) => step.type === 'record' && step.facts.wishTargets !== undefined)];
    };
    expect(held({ quantity: num('2') })).toEqual([[], 0, false]);
    expect(held({ quantity: num('3'), targetQuantity: num('3') }, { ...withExit(anExit(), '3'), sight: { executions: [] } })).toEqual([[], 0, false]);
    expect(held({ quantity: num('2'), targetQuantity: num('2') }, { ...withExit(anExit(), '3'), sight: { executions: [] } })).toEqual([['reduced'], 0, false]);
  });

  test('whose amount is lost is fixed on what was held before its exits', () => {
    const [step] = wanting({ action: 'reduce', fraction: num('0.4') }, { ...withExit(anExit(), '3'), sight: { executions: [] } });
    expect(step?.type === 'record' && step.facts.wishTargets?.[0]?.quantity.toFixed()).toBe('2');
  });

  test('sends the rest when its exit never existed', () => {
    const exit = anExit({ status: 'never_existed', exchangeOrderId: null, executedQuantity: num('0'), bookedQuantity: num('0') });
    expect(sends(wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }, withExit(exit)))[0]).toMatchObject({ request: { quantity: '2' }, newOrder: { generation: 2 } });
  });

  test('fails when the exchange refuses it again and again', () => {
    const refused = [1, 2, 3].map((generation) => anExit({ generation, status: 'rejected', executedQuantity: num('0'), bookedQuantity: num('0') }));
    expect(outcomes(wanting({ action: 'reduce', quantity: num('2'), targetQuantity: num('2') }, { records: { ...settled(), orders: [...settled().orders, ...refused] } }))).toEqual(['failed']);
  });

  test.each<[string, Partial<Wish>]>([
    ['less than the market takes', { quantity: num('0.05') }],
    ['a part that comes to less', { fraction: num('0.001') }],
  ])('is skipped when it asks for %s', (_what, asked) => {
    expect(outcomes(wanting({ action: 'reduce', ...asked }))).toEqual(['skipped_filter']);
  });
});

describe('a set_stop', () => {
  test('places the new stop while the row still follows its own plan', () => {
    const steps = wanting({ action: 'set_stop', stopRule: { price: '99' } });
    expect(sends(steps)).toMatchObject([{ request: { type: 'stop_market', triggerPrice: '99' } }]);
    expect(steps.flatMap((step) => (step.type === 'record' ? (step.facts.positions ?? []) : []))).toEqual([]);
  });

  test('may keep a profit', () => {
    expect(sends(wanting({ action: 'set_stop', stopRule: { price: '100.5' } }))).toMatchObject([{ request: { triggerPrice: '100.5' } }]);
  });

  test('is done, and the row follows it, once the new stop rests; only then does the old one go', () => {
    const stops = [anOrder({ role: 'stop' }), anOrder({ role: 'stop', generation: 2, triggerPrice: num('99') })];
    const placed = { records: { positions: [aPosition()], orders: [anOrder(), ...stops] }, view: { orders: stops.map((stop) => aReportOf(stop)) } };
    const [step] = wanting({ action: 'set_stop', stopRule: { price: '99' } }, placed);
    expect(step).toMatchObject({ type: 'record', facts: { positions: [{ stopRule: { movedTo: '99' } }], signals: [{ outcome: 'stop_set' }] } });
    const after = reconcile(aSettledSight({ ...placed, records: { ...placed.records, positions: [aPosition({ stopRule: { movedTo: '99' } })] } }));
    expect(sends(after)).toMatchObject([{ request: { kind: 'cancel' }, cancelsOrderId: stops[0]!.id }]);
  });

  test.each<[string, Partial<Wish>, SightChanges, string]>([
    ['it would loosen the stop', { stopRule: { price: '97' } }, {}, 'skipped_filter'],
    ['the price is beyond it', { stopRule: { price: '101' } }, {}, 'skipped_filter'],
    ['the exchange refused it', { stopRule: { price: '99' } }, { records: { positions: [aPosition()], orders: [anOrder(), anOrder({ role: 'stop' }), anOrder({ role: 'stop', generation: 2, triggerPrice: num('99'), status: 'rejected', createdAtMs: NOW_MS })] } }, 'failed'],
  ])('ends and leaves the stop as it is when %s', (_what, wish, changes, outcome) => {
    const steps = wanting({ action: 'set_stop', ...wish }, changes);
    expect([outcomes(steps), sends(steps)]).toEqual([[outcome], []]);
  });

  test('that was refused at its price three times costs the row’s own stop nothing', () => {
    const refused = [2, 3, 4].map((generation) => anOrder({ role: 'stop', generation, triggerPrice: num('99'), status: 'rejected', exchangeOrderId: null }));
    const grown = { positions: [aPosition()], orders: [anOrder(), anOrder({ role: 'stop' }), ...refused], wishes: [] };
    const steps = wanting({}, { records: grown, view: { positions: [aReport({ quantity: num('6') })] } });
    expect(sends(steps)).toMatchObject([{ request: { type: 'stop_market', triggerPrice: '98', quantity: '6' } }]);
  });

  test('loosens the stop where its signal says that it may', () => {
    expect(sends(wanting({ action: 'set_stop', stopRule: { price: '97' }, mayLoosen: true }))).toMatchObject([{ request: { triggerPrice: '97' } }]);
  });
});
