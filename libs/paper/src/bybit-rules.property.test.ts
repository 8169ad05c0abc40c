import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { acceptOrder } from './accept-order.ts';
import { type Account, isHedgedOn } from './account.ts';
import { carryOutDue } from './agenda.ts';
import { amendConditionalOrder } from './amend-conditional-order.ts';
import { setBook } from './book.ts';
import { createBybitMarkets } from './bybit-markets.ts';
import { cancelConditionalOrder, cancelOrder } from './cancel-order.ts';
import { setAccountMarginType, setFineLeverage, setPositionModeOf } from './change-unified-settings.ts';
import { createVirtualClock } from './clock.ts';
import { Decimal, zero } from './decimal.ts';
import { type PaperExchange, createExchange, openAccount } from './exchange.ts';
import { listLifelongHistory, listOpenLifelongOrders, walkOpenLifelongOrders } from './lifelong-orders.ts';
import type { TimeInForce } from './order.ts';
import { placeConditionalOrder } from './place-conditional-order.ts';
import { type Leg, type Side, findClosingSide } from './position.ts';
import { type StopPurpose, setPositionStop } from './position-stops.ts';
import { listOpenConditionalOrders, listOpenOrders, listPositions } from './read-account.ts';
import { bybitRules } from './rules.ts';
import { setPrice } from './set-price.ts';
import { encodeSnapshot, restoreSnapshot } from './snapshot.ts';
import { checkConsistency, tellAccount } from './test-consistency.ts';
import { setTrailingStop } from './trailing-position-stop.ts';

const symbol = 'TAGUSDT';
const tick = new Decimal('0.0000001');
const side = fc.constantFrom<Side>('buy', 'sell');
const lots = fc.integer({ min: 1, max: 3 });
/** Ticks. Few, so that prices reach what rests. */
const level = fc.constantFrom(2500, 3200, 3400, 3544, 3544, 3700, 3900, 4600);
const who = fc.constantFrom('main', 'poor');
const mode = fc.constantFrom('full' as const, 'partial' as const);
const purpose = fc.constantFrom<StopPurpose>('stop', 'take-profit');

const command = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('order' as const), who, side, isLong: fc.boolean(), lots, level: fc.option(level), timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'ioc', 'fok', 'gtx'), reduceOnly: fc.boolean(), stop: fc.option(level), mode }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('conditional' as const), who, side, isLong: fc.boolean(), lots: fc.option(lots), level, isStop: fc.boolean(), reduceOnly: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('position-stop' as const), who, isLong: fc.boolean(), purpose, mode, level: fc.option(level), lots }) },
  fc.record({ kind: fc.constant('trail' as const), who, isLong: fc.boolean(), ticks: fc.option(fc.integer({ min: 1, max: 300 })) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who, pick: fc.nat({ max: 6 }), isConditional: fc.boolean() }) },
  fc.record({ kind: fc.constant('amend' as const), who, pick: fc.nat({ max: 6 }), level }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('price' as const), level, mark: fc.option(level) }) },
  fc.record({ kind: fc.constant('depth' as const), lots: fc.option(lots) }),
  fc.record({ kind: fc.constant('settings' as const), who, isHedged: fc.boolean(), isIsolated: fc.boolean(), leverage: fc.integer({ min: 1, max: 25 }) }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), byMs: fc.nat({ max: 20 }) }) },
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly exchange: PaperExchange;
  readonly clock: ReturnType<typeof createVirtualClock>;
  names: number;
}

const openings = { main: '1000', poor: '3' };

function createWorld(): World {
  const clock = createVirtualClock(1000);
  const exchange = createExchange({ clock, seed: 1, rules: { ...bybitRules, matchAfterMs: 7 }, markets: createBybitMarkets() });
  for (const [name, balance] of Object.entries(openings)) openAccount(exchange, { name, apiKey: name, apiSecret: 's', balance: new Decimal(balance), isHedged: false });
  return { exchange, clock, names: 0 };
}

const priceOf = (ticks: number): Decimal => tick.times(String(ticks));
const sizeOf = (count: number): Decimal => new Decimal(String(count * 20_000));
const legOf = (account: Account, isLong: boolean): Leg => (isHedgedOn(account, symbol) ? (isLong ? 'long' : 'short') : 'net');

/** Carries out what one account asks for. A refusal changes nothing, so nobody looks at it. */
function act(world: World, account: Account, order: Exclude<Command, { kind: 'price' | 'depth' | 'wait' }>): void {
  const { exchange } = world;
  const clientOrderId = `name-${world.names++}`;
  const nowMs = exchange.clock.nowMs();
  if (order.kind === 'order') {
    const price = order.level === null ? null : priceOf(order.level);
    const attached = order.stop === null ? {} : { attached: { mode: order.mode, takeProfit: null, stop: { triggerPrice: priceOf(order.stop), workingPrice: 'last' as const, price: null } } };
    const type = price === null ? ('market' as const) : ('limit' as const);
    acceptOrder(exchange, account, { symbol, side: order.side, leg: legOf(account, order.isLong), type, price, timeInForce: price === null ? 'ioc' : order.timeInForce, quantity: sizeOf(order.lots), reduceOnly: order.reduceOnly, clientOrderId, ...attached });
  } else if (order.kind === 'conditional') {
    const closePosition = order.lots === null;
    placeConditionalOrder(exchange, account, {
      ...{ symbol, side: order.side, leg: legOf(account, order.isLong), type: order.isStop ? 'stop-market' : 'take-profit-market', closePosition, clientOrderId },
      ...{ quantity: order.lots === null ? null : sizeOf(order.lots), reduceOnly: order.reduceOnly || closePosition, triggerPrice: priceOf(order.level) },
      ...{ price: null, timeInForce: 'gtc', trail: null, workingPrice: 'last', priceProtect: false, origin: 'client' },
    });
  } else if (order.kind === 'position-stop') {
    const wish = order.level === null ? null : { triggerPrice: priceOf(order.level), workingPrice: 'last' as const, price: null };
    if (wish !== null || order.mode === 'full') setPositionStop(exchange, account, { symbol, leg: legOf(account, order.isLong), purpose: order.purpose, mode: order.mode, wish, quantity: order.mode === 'full' ? null : sizeOf(order.lots), clientOrderId });
  } else if (order.kind === 'trail') {
    setTrailingStop(exchange, account, { symbol, leg: legOf(account, order.isLong), distance: order.ticks === null ? null : priceOf(order.ticks), activatePrice: null, clientOrderId });
  } else if (order.kind === 'cancel') {
    if (order.isConditional) cancelConditionalOrder(exchange, account, listOpenConditionalOrders(exchange, account, symbol, nowMs)[order.pick] ?? null);
    else cancelOrder(exchange, account, listOpenOrders(exchange, account, symbol, nowMs)[order.pick] ?? null);
  } else if (order.kind === 'amend') {
    amendConditionalOrder(exchange, account, listOpenConditionalOrders(exchange, account, symbol, nowMs)[order.pick] ?? null, { triggerPrice: priceOf(order.level), workingPrice: null, quantity: null, price: null, attached: null });
  } else {
    setPositionModeOf(exchange, account, [symbol], order.isHedged);
    setAccountMarginType(exchange, account, order.isIsolated ? 'isolated' : 'cross');
    setFineLeverage(exchange, account, symbol, new Decimal(String(order.leverage)));
  }
}

function carryOut(world: World, order: Command): void {
  const { exchange, clock } = world;
  if (order.kind === 'price') setPrice(exchange, symbol, { last: priceOf(order.level), mark: order.mark === null ? null : priceOf(order.mark) });
  else if (order.kind === 'depth') setBook(exchange, symbol, order.lots === null ? null : { spreadTicks: 1, stepTicks: 1, levels: 3, levelQuantity: sizeOf(order.lots) });
  else if (order.kind === 'wait') {
    clock.advance(order.byMs);
    carryOutDue(exchange);
  } else act(world, exchange.accounts.get(order.who)!, order);
}

/** What holds of stops that belong to a position: they have one, on their side, and of the full ones there is one of each kind. */
function checkBonds(exchange: PaperExchange, account: Account): string[] {
  const nowMs = exchange.clock.nowMs();
  const waiting = listOpenConditionalOrders(exchange, account, symbol, nowMs);
  const positions = listPositions(account, symbol, nowMs);
  const findings: string[] = [];
  const full = new Set<string>();
  for (const { bond, leg, side: closing, type, clientOrderId } of waiting) {
    if (bond === undefined) continue;
    const position = positions.find((each) => each.leg === leg);
    if (position === undefined || position.quantity.eq(zero) || findClosingSide(position) !== closing) findings.push(`${clientOrderId} belongs to no position`);
    if (bond === 'full' && full.has(`${leg} ${type}`)) findings.push(`${clientOrderId} is a second full ${type}`);
    if (bond === 'full') full.add(`${leg} ${type}`);
  }
  if (waiting.filter(({ bond }) => bond === undefined).length > 10) findings.push('more than ten conditional orders');
  return findings;
}

/** Every order is in exactly one of the two lists that the venue shows. */
function checkLists(exchange: PaperExchange, account: Account): string[] {
  const now = { ordersMs: exchange.clock.nowMs(), conditionalOrdersMs: exchange.clock.nowMs() };
  const open = listOpenLifelongOrders(exchange, account, null, now);
  expect([...walkOpenLifelongOrders(exchange, account, now)]).toEqual(open);
  const listed = [...open, ...listLifelongHistory(exchange, account, null, now)];
  const ledger = account.ledgers.get(symbol);
  const made = ledger === undefined ? 0 : ledger.conditionalOrders.size + [...ledger.orders.values()].filter(({ versions }) => versions.at(-1)!.value.parent === null).length;
  return listed.length === made ? [] : [`${listed.length} orders are listed of ${made}`];
}

describe('any commands under the rules of Bybit', () => {
  test('keep every account consistent, its stops with their positions, each order in one list, and all of it the same after a restart', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60, size: 'max' }), (sequence) => {
        const world = createWorld();
        for (const each of sequence) {
          carryOut(world, each);
          const accounts = [...world.exchange.accounts.values()];
          expect([...checkConsistency(world.exchange, openings), ...accounts.flatMap((account) => [...checkBonds(world.exchange, account), ...checkLists(world.exchange, account)])]).toEqual([]);
        }
        const restarted = createWorld();
        restarted.clock.advance(world.clock.nowMs() - restarted.clock.nowMs());
        restoreSnapshot(restarted.exchange, encodeSnapshot(world.exchange));
        expect([...restarted.exchange.accounts.values()].map((account) => tellAccount(restarted.exchange, account))).toEqual([...world.exchange.accounts.values()].map((account) => tellAccount(world.exchange, account)));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});
