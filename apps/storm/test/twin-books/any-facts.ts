import {
  decimal, type Facts, type IntentAnswer, type NewEvent, type NewFill, type NewOrder, type NewPosition, type OrderChange, type PositionChange, type SignalChange, type SymbolKey,
} from '@breakwater/core';
import fc from 'fast-check';

/** Facts drawn from a few ids, so that they meet: the same row told twice, rows of other keys, rows that are not there. */

const id = (group: number, count: number): fc.Arbitrary<string> => fc.nat({ max: count - 1 }).map((index) => `00000000-0000-4000-8000-00000000${group}00${index}`);
export const anyPositionId = id(1, 3);
export const anyOrderId = id(2, 5);
export const anyIntentId = id(3, 8);
export const anySignalId = id(4, 3);
/** Signals that exit; some are there from the beginning. */
export const anyWishId = id(5, 3);
const anyExchangeOrderId = fc.constantFrom('x1', 'x2', 'x3');

const number = (...texts: string[]) => fc.constantFrom(...texts).map(decimal);
/** Now and then what no row may hold. */
const seldom = <T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 24, arbitrary: usual }, { weight: 1, arbitrary: rare });
const anyQuantity = seldom(number('10', '10', '10', '0.5', '3.1234567890123456789'), number('0', '-1'));
const anyPrice = number('100', '100', '101.5', '99.00000000000000000049');
/** Each field given or not: a change. */
const optional = <Fields extends object>(fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> }) => fc.record(fields, { requiredKeys: [] });
/** The day on which the twin books begin (open-twins.ts). */
const TODAY_MS = Date.parse('2025-10-09T00:00:00Z');
const anyExchangeMs = fc.constantFrom(1_000, 2_000, 3_000);

const anyFittingLeg = fc.constantFrom(
  ...(['net', 'net', 'net'] as const).map((leg) => ({ leg, side: 'long' as const })),
  { leg: 'net', side: 'short' } as const,
  { leg: 'long', side: 'long' } as const,
  { leg: 'short', side: 'short' } as const,
);

export const anyLegAndSide = seldom<{ leg: 'net' | 'long' | 'short'; side: 'long' | 'short' }>(anyFittingLeg, fc.constant({ leg: 'long', side: 'short' }));

const filled = { entryPrice: decimal('100'), firstFillAtMs: 1_000 };
const anyUsualStatus = fc.constantFrom(
  { status: 'opening' as const, entryPrice: null, firstFillAtMs: null, bareSinceMs: null },
  { status: 'open' as const, ...filled, bareSinceMs: 1_000 },
  { status: 'open' as const, ...filled, bareSinceMs: 1_000 },
  { status: 'open' as const, ...filled, bareSinceMs: null },
  { status: 'closing' as const, ...filled, bareSinceMs: 1_000 },
);
const anyStatus = seldom<Pick<NewPosition, 'status' | 'entryPrice' | 'firstFillAtMs' | 'bareSinceMs'>>(
  anyUsualStatus,
  fc.constantFrom({ status: 'closed', ...filled, bareSinceMs: null }, { status: 'open', entryPrice: null, firstFillAtMs: null, bareSinceMs: null }),
);
const anyOrigin = fc.oneof(
  { weight: 16, arbitrary: fc.constant({ origin: 'adopted' as const, signalId: null }) },
  { weight: 8, arbitrary: anySignalId.map((signalId) => ({ origin: 'signal' as const, signalId })) },
  { weight: 1, arbitrary: fc.constant({ origin: 'signal' as const, signalId: null }) },
);

const anyPlan = seldom<Pick<NewPosition, 'plannedNotional'>>(fc.constantFrom({ plannedNotional: decimal('990') }, { plannedNotional: decimal('1200.5') }), fc.constantFrom({}, { plannedNotional: decimal('0') }));

export const anyNewPosition: fc.Arbitrary<NewPosition> = fc
  .tuple(anyPositionId, anyLegAndSide, anyStatus, anyOrigin, anyQuantity, anyPlan)
  .map(([positionId, leg, status, origin, quantity, plan]) => ({ id: positionId, ...leg, ...status, ...origin, ...plan, quantity, stopRule: { percent: '2' } }));

const anyPositionChange: fc.Arbitrary<PositionChange> = fc
  .tuple(
    anyPositionId,
    optional<Omit<PositionChange, 'id'>>({
      status: fc.constantFrom('opening', 'open', 'open', 'closing', 'closed', 'closed'),
      quantity: anyQuantity,
      entryPrice: anyPrice,
      firstFillAtMs: anyExchangeMs,
      protectedAtMs: anyExchangeMs,
      bareSinceMs: fc.option(anyExchangeMs),
      addBareMs: fc.constantFrom(0, 5, 30),
      stopRule: fc.constantFrom<NonNullable<PositionChange['stopRule']>>({ percent: '3' }, { movedTo: '101' }),
      closeReason: fc.constantFrom('never_filled', 'never_filled', 'manual', 'stop'),
      closedAtMs: fc.constantFrom(2_000, TODAY_MS, TODAY_MS + 1_000),
      realisedPnl: fc.option(number('1.5', '-2')),
    }),
  )
  .map(([positionId, change]) => ({ id: positionId, ...change }));

const ROLES = { entry: 'e', stop: 's', exit: 'x' } as const;

type Trigger = Pick<NewOrder, 'triggerPrice' | 'triggerType'>;
const anyTrigger = seldom<Trigger>(
  fc.constant({ triggerPrice: decimal('98'), triggerType: 'mark' }),
  fc.constantFrom<Trigger>({ triggerPrice: null, triggerType: 'mark' }, { triggerPrice: decimal('98'), triggerType: null }, { triggerPrice: decimal('0'), triggerType: 'last' }),
);

/** An order whose client id says only role, generation and mark, so that several orders of an account share one. */
export function anyNewOrder(role: fc.Arbitrary<NewOrder['role']>, positionId: fc.Arbitrary<string | null>): fc.Arbitrary<NewOrder> {
  return fc
    .record({
      id: anyOrderId,
      positionId,
      role,
      generation: fc.integer({ min: 1, max: 3 }),
      mark: fc.nat({ max: 5 }),
      list: fc.constantFrom<'plain' | 'conditional'>('plain', 'conditional'),
      quantity: fc.option(anyQuantity, { freq: 8 }),
      trigger: anyTrigger,
      isFitting: seldom(fc.constant(true), fc.constant(false)),
      closesPosition: fc.constantFrom(false, false, true),
      status: fc.constantFrom<NewOrder['status']>('planned', 'planned', 'resting', 'resting', 'triggered', 'filled', 'never_existed'),
      exchangeOrderId: fc.option(anyExchangeOrderId),
      childOrderId: fc.option(fc.constant('c1')),
      executedQuantity: number('0', '0', '4'),
      averagePrice: fc.option(anyPrice),
      wish: fc.option(fc.oneof({ weight: 9, arbitrary: anyWishId }, { weight: 1, arbitrary: anySignalId }), { freq: 2 }),
    })
    .map(({ mark, wish, trigger, isFitting, ...rest }) => {
      const isEntry = rest.role === 'entry';
      const clientOrderId = rest.role === 'foreign' ? `web_${mark}` : `bw${ROLES[rest.role]}${'0'.repeat(30)}${rest.generation}${mark}`;
      const reduceOnly = rest.role !== 'foreign' && isFitting === !isEntry;
      const price = rest.role === 'stop' ? trigger : { triggerPrice: null, triggerType: null };
      return { ...rest, ...price, clientOrderId, side: isEntry ? 'buy' : 'sell', reduceOnly, wishId: rest.role === 'exit' ? wish : null };
    });
}

const anyOrderChange: fc.Arbitrary<OrderChange> = fc
  .tuple(
    anyOrderId,
    optional<Omit<OrderChange, 'id'>>({
      status: fc.constantFrom('resting', 'resting', 'triggered', 'filled', 'canceled', 'never_existed'),
      exchangeOrderId: anyExchangeOrderId,
      childOrderId: fc.constant('c2'),
      executedQuantity: number('0', '4', '10'),
      averagePrice: anyPrice,
      acceptedAtMs: anyExchangeMs,
    }),
  )
  .map(([orderId, change]) => ({ id: orderId, ...change }));

const anyAnswer: fc.Arbitrary<IntentAnswer> = fc.record({
  intentId: anyIntentId,
  outcome: fc.constantFrom<IntentAnswer['outcome']>('accepted', 'accepted', 'rejected', 'denied', 'never_existed', 'unknown'),
  evidence: fc.option(fc.constantFrom('E1', 'E5')),
  answer: fc.constantFrom<IntentAnswer['answer']>({}, { code: '-2021' }),
});
const anyFill = (key: SymbolKey): fc.Arbitrary<NewFill> =>
  fc
    .record({ orderId: anyOrderId, tradeId: fc.constantFrom('t1', 't2', 't3'), side: fc.constantFrom('buy', 'sell'), quantity: seldom(number('4', '4', '0.1'), number('0')), price: anyPrice, atMs: fc.constantFrom(1_000, TODAY_MS) })
    .map((fill) => ({ ...fill, symbol: key.symbol, exchangeOrderId: 'x1', leg: 'net', fee: decimal('0.04'), feeAsset: fill.tradeId === 't3' ? 'BNB' : 'USDT', realisedPnl: decimal('1.25') }));
const anySettlement: fc.Arbitrary<SignalChange> = fc.record({
  id: fc.oneof(anySignalId, anyWishId),
  outcome: fc.constantFrom<SignalChange['outcome']>('opened', 'failed', 'unknown', 'skipped_limit', 'skipped_duplicate', 'closed', 'reduced'),
  reason: fc.constant('drawn'),
});
const anyEvent: fc.Arbitrary<NewEvent> = fc.record({
  positionId: fc.option(anyPositionId),
  type: fc.constantFrom('stop_placed', 'order_filled'),
  evidence: fc.option(fc.constantFrom('E1', 'E4')),
  data: fc.constantFrom<NewEvent['data']>({}, { price: '98', deep: { b: 1, a: [1, null] } }),
});
export const anyEvents: fc.Arbitrary<readonly NewEvent[]> = fc.array(anyEvent, { maxLength: 2 });
const few = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });

const anyRole = fc.constantFrom<NewOrder['role']>('entry', 'stop', 'stop', 'exit', 'foreign', 'foreign');
const someNewPositions = few(anyNewPosition).map((newPositions) => ({ newPositions }));
/** Entries of one list are written in no order: none frees the key that another one takes. */
const isWithoutOrder = (positions: readonly PositionChange[]): boolean =>
  !positions.some((one) => one.status === 'closed' && positions.some((other) => other.id !== one.id && other.status !== undefined && other.status !== 'closed'));
const somePositions = few(anyPositionChange).filter(isWithoutOrder).map((positions) => ({ positions }));
const someNewOrders = few(anyNewOrder(anyRole, fc.option(anyPositionId, { freq: 6 }))).map((newOrders) => ({ newOrders }));
const someOrders = few(anyOrderChange).map((orders) => ({ orders }));
const someSightings = fc.constantFrom<Facts>({ sightings: [] }, { sightings: [{ leg: 'net', what: 'flat', quantity: '0', atMs: 7 }] });
const someSwitch = fc.constant<Facts>({ entriesOff: true });
const somePages = few(fc.record({ subject: fc.constantFrom('one', 'two'), text: fc.constantFrom('a', 'b') })).map((pages) => ({ pages }));

/** Most facts are about one or two things, as in life; those about rows come oftener. */
export function anyFacts(key: SymbolKey): fc.Arbitrary<Facts> {
  // A trade that is told twice is told alike.
  const someFills = few(anyFill(key)).map((fills) => ({ fills: fills.map((fill) => fills.find(({ tradeId }) => tradeId === fill.tradeId) ?? fill) }));
  const parts: fc.Arbitrary<Facts>[] = [
    few(anyAnswer).map((answers) => ({ answers })),
    few(anyAnswer).map((answers) => ({ answers })),
    few(anyIntentId).map((missedIntentIds) => ({ missedIntentIds })),
    ...[someNewPositions, someNewPositions, somePositions, somePositions, someNewOrders, someNewOrders, someOrders, someFills],
    few(anySettlement).map((signals) => ({ signals })),
    few(anySettlement).map((signals) => ({ signals })),
    fc.array(fc.record({ id: anyWishId, quantity: seldom(number('3', '10'), number('0')) }), { minLength: 1, maxLength: 1 }).map((wishTargets) => ({ wishTargets })),
    anyEvents.map((events) => ({ events })),
    ...[someSightings, somePages, someSwitch],
  ];
  return fc.array(fc.oneof(...parts), { maxLength: 4 }).map((drawn) => Object.assign({}, ...drawn) as Facts);
}
