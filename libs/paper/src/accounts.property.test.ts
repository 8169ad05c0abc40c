import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from './account.ts';
import { carryOutDue } from './agenda.ts';
import { amendOrder } from './amend-order.ts';
import { setBook } from './book.ts';
import { cancelAllOrders, cancelConditionalOrder, cancelOrder } from './cancel-order.ts';
import { setLeverage, setMarginType, setPositionMode } from './change-account-settings.ts';
import { createVirtualClock } from './clock.ts';
import { closeByForce } from './close-by-force.ts';
import { Decimal, roundToStep } from './decimal.ts';
import { createDefaultMarkets } from './default-markets.ts';
import { type PaperExchange, createExchange, openAccount } from './exchange.ts';
import { haltMarket } from './hold-back.ts';
import type { ConditionalType, TimeInForce } from './order.ts';
import { placeConditionalOrder } from './place-conditional-order.ts';
import { placeOrder } from './place-order.ts';
import { provokeDeleveraging } from './provoke-deleveraging.ts';
import { provokeLiquidation } from './provoke-liquidation.ts';
import type { Leg, Side } from './position.ts';
import { listOpenConditionalOrders, listOpenOrders } from './read-account.ts';
import { resumeMarket } from './resume-market.ts';
import { binanceRules } from './rules.ts';
import { setPrice } from './set-price.ts';
import { encodeSnapshot, restoreSnapshot } from './snapshot.ts';
import { checkConsistency, tellAccount } from './test-consistency.ts';

/** Two contracts with their ordinary prices in ticks, so that commands can be told in small numbers. */
const markets = { TAGUSDT: { tick: '0.0000001', price: 3544, size: 20_000 }, COTIUSDT: { tick: '0.00001', price: 2841, size: 500 } } as const;
type Symbol = keyof typeof markets;

const who = fc.constantFrom('one-way', 'hedged', 'poor');
const symbol = fc.constantFrom<Symbol>('TAGUSDT', 'TAGUSDT', 'TAGUSDT', 'COTIUSDT');
const side = fc.constantFrom<Side>('buy', 'sell');
const isLong = fc.boolean();
const lots = fc.integer({ min: 1, max: 3 });
/** Thousandths of the ordinary price. Few, so that prices reach what rests. */
const level = fc.constantFrom(700, 900, 950, 1000, 1000, 1050, 1100, 1300);
const pick = fc.nat({ max: 20 });
const byHand = { who, symbol, side, isLong };

const command = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('order' as const), ...byHand, lots, level: fc.option(level), timeInForce: fc.constantFrom<TimeInForce>('gtc', 'gtc', 'gtc', 'ioc', 'fok', 'gtx'), reduceOnly: fc.boolean(), fillAfterMs: fc.option(fc.nat({ max: 500 }), { freq: 8 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('stop' as const), ...byHand, lots: fc.option(lots), level, reduceOnly: fc.boolean(), type: fc.constantFrom<ConditionalType>('stop-market', 'stop-market', 'stop', 'take-profit-market', 'take-profit', 'trailing-stop-market'), limitLevel: fc.constantFrom(960, 1000, 1040), timeInForce: fc.constantFrom<TimeInForce>('gtc', 'ioc', 'fok', 'gtx'), workingPrice: fc.constantFrom('last' as const, 'mark' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('amend' as const), who, symbol, pick, lots, level }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), who, symbol, pick, isConditional: fc.boolean() }) },
  fc.record({ kind: fc.constant('cancel-all' as const), who, symbol }),
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('price' as const), symbol, level, mark: fc.option(level) }) },
  fc.record({ kind: fc.constant('depth' as const), symbol, lots: fc.option(lots) }),
  fc.record({ kind: fc.constant('settings' as const), who, symbol, leverage: fc.integer({ min: 1, max: 25 }), isIsolated: fc.boolean(), isHedged: fc.boolean() }),
  fc.record({ kind: fc.constant('force' as const), ...byHand, cause: fc.constantFrom('liquidation' as const, 'adl' as const), lots: fc.option(lots) }),
  fc.record({ kind: fc.constant('provoke' as const), ...byHand, cause: fc.constantFrom('liquidation' as const, 'adl' as const), lots: fc.option(lots) }),
  fc.record({ kind: fc.constant('halt' as const), symbol, isOver: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), byMs: fc.nat({ max: 1000 }) }),
);
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never;

interface World {
  readonly exchange: PaperExchange;
  readonly clock: ReturnType<typeof createVirtualClock>;
  names: number;
}

const openings = { 'one-way': '1000', hedged: '1000', poor: '3' };

/** An account in each mode with money, and one that a bad price ruins. */
function createWorld(insuranceFund: 'endless' | 'empty'): World {
  const clock = createVirtualClock(1000);
  const exchange = createExchange({ clock, seed: 1, rules: { ...binanceRules, insuranceFund, liquidationFraction: '0.4' }, markets: createDefaultMarkets() });
  for (const [name, balance] of Object.entries(openings)) {
    openAccount(exchange, { name, apiKey: name, apiSecret: 's', balance: new Decimal(balance), isHedged: name === 'hedged' });
  }
  return { exchange, clock, names: 0 };
}

const priceOf = (of: Symbol, thousandths: number): Decimal => new Decimal(markets[of].tick).times(String(Math.round((markets[of].price * thousandths) / 1000)));
const sizeOf = (of: Symbol, count: number): Decimal => new Decimal(String(markets[of].size * count));

/** The leg that a command means, in the words of the account's mode. */
function legOf(account: Account, isLongLeg: boolean): Leg {
  return account.isHedged ? (isLongLeg ? 'long' : 'short') : 'net';
}

/** Carries out what one account asks for. Names repeat, so that ids meet their own kind. */
function act(world: World, account: Account, order: Command): void {
  const { exchange } = world;
  const clientOrderId = `name-${world.names++ % 5}`;
  const nowMs = exchange.clock.nowMs();
  if (order.kind === 'order') {
    const { lots: count, level: thousandths, timeInForce, fillAfterMs } = order;
    const price = thousandths === null ? null : priceOf(order.symbol, thousandths);
    placeOrder(exchange, account, {
      ...{ symbol: order.symbol, side: order.side, leg: legOf(account, order.isLong), clientOrderId, origin: 'client', parent: null, price },
      ...{ type: price === null ? 'market' : 'limit', timeInForce: price === null ? 'gtc' : timeInForce, quantity: sizeOf(order.symbol, count) },
      reduceOnly: order.reduceOnly && !account.isHedged,
      ...(fillAfterMs === null ? {} : { fillAfterMs }),
    });
  } else if (order.kind === 'stop') {
    const isLimit = order.type === 'stop' || order.type === 'take-profit';
    const isTrailing = order.type === 'trailing-stop-market';
    // What closes the whole position becomes a market order, and follows no price.
    const closePosition = order.lots === null && !isLimit && !isTrailing;
    const triggerPrice = priceOf(order.symbol, order.level);
    placeConditionalOrder(exchange, account, {
      ...{ symbol: order.symbol, side: order.side, leg: legOf(account, order.isLong), clientOrderId, origin: 'client', closePosition },
      ...{ type: order.type, timeInForce: isLimit ? order.timeInForce : 'gtc', workingPrice: order.workingPrice, priceProtect: false },
      price: isLimit ? roundToStep(triggerPrice.times(String(order.limitLevel)).div('1000'), new Decimal(markets[order.symbol].tick)) : null,
      quantity: closePosition ? null : sizeOf(order.symbol, order.lots ?? 1),
      reduceOnly: order.reduceOnly && !closePosition && !account.isHedged,
      triggerPrice: isTrailing ? null : triggerPrice,
      trail: isTrailing ? { callbackRate: new Decimal('2'), activatePrice: null } : null,
    });
  } else if (order.kind === 'amend') {
    const open = listOpenOrders(exchange, account, order.symbol, nowMs);
    amendOrder(exchange, account, open[order.pick % Math.max(1, open.length)] ?? null, sizeOf(order.symbol, order.lots), priceOf(order.symbol, order.level));
  } else if (order.kind === 'cancel') {
    if (order.isConditional) cancelConditionalOrder(exchange, account, listOpenConditionalOrders(exchange, account, order.symbol, nowMs)[order.pick] ?? null);
    else cancelOrder(exchange, account, listOpenOrders(exchange, account, order.symbol, nowMs)[order.pick] ?? null);
  } else if (order.kind === 'cancel-all') {
    cancelAllOrders(exchange, account, order.symbol);
  } else if (order.kind === 'settings') {
    setLeverage(exchange, account, order.symbol, order.leverage);
    setMarginType(exchange, account, order.symbol, order.isIsolated ? 'isolated' : 'cross');
    setPositionMode(exchange, account, order.isHedged);
  } else if (order.kind === 'force') {
    closeByForce(exchange, account, order.symbol, legOf(account, order.isLong), order.cause, order.lots === null ? null : sizeOf(order.symbol, order.lots));
  }
}

/** Carries out a command. What one account does must leave every other as it was. */
function carryOut(world: World, order: Command): void {
  const { exchange, clock } = world;
  if (order.kind === 'price') setPrice(exchange, order.symbol, { last: priceOf(order.symbol, order.level), mark: order.mark === null ? null : priceOf(order.symbol, order.mark) });
  else if (order.kind === 'depth') setBook(exchange, order.symbol, order.lots === null ? null : { spreadTicks: 1, stepTicks: 1, levels: 3, levelQuantity: sizeOf(order.symbol, order.lots) });
  else if (order.kind === 'provoke') {
    // By rank it may come to others, too.
    const account = exchange.accounts.get(order.who)!;
    const provoke = order.cause === 'liquidation' ? provokeLiquidation : provokeDeleveraging;
    provoke(exchange, account, order.symbol, legOf(account, order.isLong), order.lots === null ? null : sizeOf(order.symbol, order.lots));
    expect([...exchange.accounts.keys()]).toEqual(Object.keys(openings));
  } else if (order.kind === 'halt') {
    if (order.isOver) resumeMarket(exchange, order.symbol);
    else haltMarket(exchange, order.symbol);
  } else if (order.kind === 'wait') {
    clock.advance(order.byMs);
    carryOutDue(exchange);
  } else {
    const account = exchange.accounts.get(order.who)!;
    const others = [...exchange.accounts.values()].filter((each) => each !== account);
    const before = others.map((other) => tellAccount(exchange, other));
    act(world, account, order);
    expect(others.map((other) => tellAccount(exchange, other))).toEqual(before);
  }
}

describe('any commands of several accounts, in one-way and hedge mode', () => {
  for (const insuranceFund of ['endless', 'empty'] as const) {
    test(`keep every account consistent, each to itself, and the same after a restart (insurance fund: ${insuranceFund})`, () => {
      fc.assert(
        fc.property(fc.array(command, { maxLength: 60, size: 'max' }), (sequence) => {
          const world = createWorld(insuranceFund);
          for (const each of sequence) {
            carryOut(world, each);
            expect(checkConsistency(world.exchange, openings)).toEqual([]);
          }
          const restarted = createWorld(insuranceFund);
          restarted.clock.advance(world.clock.nowMs() - restarted.clock.nowMs());
          restoreSnapshot(restarted.exchange, encodeSnapshot(world.exchange));
          expect([...restarted.exchange.accounts.values()].map((account) => tellAccount(restarted.exchange, account))).toEqual([...world.exchange.accounts.values()].map((account) => tellAccount(world.exchange, account)));
        }),
        { numRuns: 40 },
      );
    }, 60_000);
  }
});
