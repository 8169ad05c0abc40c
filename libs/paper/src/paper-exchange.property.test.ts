import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setBook } from './book.ts';
import { cancelAllOrders } from './cancel-order.ts';
import { Decimal, zero } from './decimal.ts';
import { readPosition } from './ledger.ts';
import { type TimeInForce, isOpenOrder } from './order.ts';
import { type Side, signQuantity } from './position.ts';
import { listConditionalOrders, listOpenOrders, listOrders } from './read-account.ts';
import { isRefusal } from './refusal.ts';
import { encodeSnapshot, restoreSnapshot } from './snapshot.ts';
import { type TestExchange, createTestExchange } from './test-exchange.ts';
import { walkPrices } from './walk-prices.ts';

type Command =
  | { readonly kind: 'trade'; readonly side: Side; readonly quantity: number; readonly reduceOnly: boolean }
  | { readonly kind: 'stop'; readonly side: Side; readonly quantity: number | null; readonly ticks: number }
  | { readonly kind: 'limit'; readonly side: Side; readonly quantity: number; readonly ticks: number; readonly timeInForce: TimeInForce; readonly reduceOnly: boolean }
  | { readonly kind: 'depth'; readonly levelQuantity: number | null }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'trail'; readonly side: Side; readonly quantity: number }
  | { readonly kind: 'price'; readonly ticks: number }
  | { readonly kind: 'walk' }
  | { readonly kind: 'wait'; readonly byMs: number };

const side = fc.constantFrom<Side>('buy', 'sell');
const quantity = fc.integer({ min: 1, max: 90_000 });
const ticks = fc.integer({ min: 3000, max: 4000 });
const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('trade' as const), side, quantity, reduceOnly: fc.boolean() }),
    fc.record({ kind: fc.constant('stop' as const), side, quantity: fc.option(quantity), ticks }),
    fc.record({ kind: fc.constant('limit' as const), side, quantity, ticks, reduceOnly: fc.boolean(), timeInForce: fc.constantFrom<TimeInForce>('gtc', 'ioc', 'fok', 'gtx') }),
    fc.record({ kind: fc.constant('depth' as const), levelQuantity: fc.option(quantity) }),
    fc.record({ kind: fc.constant('cancel' as const) }),
    fc.record({ kind: fc.constant('trail' as const), side, quantity }),
    fc.record({ kind: fc.constant('price' as const), ticks }),
    fc.record({ kind: fc.constant('walk' as const) }),
    fc.record({ kind: fc.constant('wait' as const), byMs: fc.integer({ min: 0, max: 1000 }) }),
  ),
  { maxLength: 40 },
);

const toPrice = (count: number): string => `0.000${count}`;

/** Carries out a command, and checks what must hold for that one step. */
function carryOut(world: TestExchange, command: Command): void {
  const before = readPosition(world.account, 'TAGUSDT', 'net').quantity;
  if (command.kind === 'trade') {
    const order = world.trade(command.side, String(command.quantity), { reduceOnly: command.reduceOnly });
    const after = readPosition(world.account, 'TAGUSDT', 'net').quantity;
    if (isRefusal(order)) expect(after.eq(before)).toBe(true);
    else if (command.reduceOnly) {
      // A book that has been emptied fills nothing.
      expect(after.abs().lt(before.abs())).toBe(order.executedQuantity.gt(zero));
      expect(after.times(before).gte(zero)).toBe(true);
    }
  } else if (command.kind === 'stop') {
    world.stop(command.side, command.quantity === null ? null : String(command.quantity), toPrice(command.ticks));
  } else if (command.kind === 'limit') {
    const { reduceOnly, timeInForce } = command;
    const price = new Decimal(toPrice(command.ticks));
    const order = world.trade(command.side, String(command.quantity), { type: 'limit', price, timeInForce, reduceOnly });
    const after = readPosition(world.account, 'TAGUSDT', 'net').quantity;
    if (reduceOnly || isRefusal(order)) expect(after.abs().lte(before.abs()) && after.times(before).gte(zero)).toBe(true);
    // What must not rest does not rest, and what must fill whole or not at all does so.
    if (!isRefusal(order) && (timeInForce === 'ioc' || timeInForce === 'fok')) expect(isOpenOrder(order)).toBe(false);
    if (!isRefusal(order) && timeInForce === 'fok') expect(order.status).toBe('filled');
  } else if (command.kind === 'depth') {
    const shape = command.levelQuantity === null ? null : { spreadTicks: 1, stepTicks: 1, levels: 3, levelQuantity: new Decimal(String(command.levelQuantity)) };
    setBook(world.exchange, 'TAGUSDT', shape);
  } else if (command.kind === 'cancel') {
    cancelAllOrders(world.exchange, world.account, 'TAGUSDT');
  } else if (command.kind === 'trail') {
    const trail = { callbackRate: new Decimal('1'), activatePrice: null };
    world.stop(command.side, String(command.quantity), '0', { type: 'trailing-stop-market', triggerPrice: null, trail });
  } else if (command.kind === 'price') {
    const hasEntries = listOpenOrders(world.exchange, world.account, 'TAGUSDT', world.clock.nowMs()).some((order) => !order.reduceOnly);
    world.price(toPrice(command.ticks));
    // Every stop here is reduce-only or for the whole position: without resting entries a price can only shrink what is held.
    const after = readPosition(world.account, 'TAGUSDT', 'net').quantity;
    if (!hasEntries) expect(after.abs().lte(before.abs()) && after.times(before).gte(zero)).toBe(true);
  } else if (command.kind === 'walk') {
    walkPrices(world.exchange);
  } else {
    world.clock.advance(command.byMs);
  }
}

/** What must hold of the whole account at any time. */
function checkConsistency({ exchange, account, clock }: TestExchange): void {
  const ledger = account.ledgers.get('TAGUSDT');
  if (ledger === undefined) return;
  const nowMs = clock.nowMs();
  const position = readPosition(account, 'TAGUSDT', 'net');
  const filled = ledger.fills.reduce((sum, fill) => sum.plus(signQuantity(fill.side, fill.quantity)), zero);
  expect(filled.eq(position.quantity)).toBe(true);
  const money = ledger.fills.reduce((sum, fill) => sum.plus(fill.realisedProfit).minus(fill.commission), zero);
  expect(account.wallets.get('USDT')!.minus('100000').eq(money)).toBe(true);
  for (const order of listOrders(exchange, account, 'TAGUSDT', nowMs)) {
    const executed = ledger.fills.filter((fill) => fill.orderId === order.orderId).reduce((sum, fill) => sum.plus(fill.quantity), zero);
    expect(executed.eq(order.executedQuantity) && executed.lte(order.quantity)).toBe(true);
    expect(ledger.openOrderIds.has(order.orderId)).toBe(isOpenOrder(order));
  }
  for (const order of listConditionalOrders(exchange, account, 'TAGUSDT', nowMs)) {
    expect(ledger.openConditionalOrderIds.has(order.conditionalOrderId)).toBe(order.status === 'new');
    expect(order.childOrderId !== null).toBe(order.status === 'finished');
  }
  const names = listOpenOrders(exchange, account, 'TAGUSDT', nowMs).map(({ clientOrderId }) => clientOrderId);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ledger.fills.map((fill) => fill.tradeId)).size).toBe(ledger.fills.length);
  expect(account.lives.filter((life) => life.closedAtMs === null)).toHaveLength(position.quantity.eq(zero) ? 0 : 1);
}

describe('any sequence of commands', () => {
  test('keeps positions, fills, money, orders and lives consistent', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const world = createTestExchange();
        for (const command of sequence) {
          carryOut(world, command);
          checkConsistency(world);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('gives the same world again, to the byte', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const run = (): string => {
          const world = createTestExchange();
          for (const command of sequence) carryOut(world, command);
          return encodeSnapshot(world.exchange);
        };
        expect(run()).toBe(run());
      }),
      { numRuns: 30 },
    );
  });

  test('goes on after a restart as if there had been none', () => {
    fc.assert(
      fc.property(commands, commands, (first, second) => {
        const world = createTestExchange();
        for (const command of first) carryOut(world, command);
        const restarted = createTestExchange();
        restarted.clock.advance(world.clock.nowMs() - restarted.clock.nowMs());
        restoreSnapshot(restarted.exchange, encodeSnapshot(world.exchange));
        expect(encodeSnapshot(restarted.exchange)).toBe(encodeSnapshot(world.exchange));
        const account = restarted.exchange.accounts.get('main')!;
        for (const command of second.filter(({ kind }) => kind === 'price' || kind === 'walk' || kind === 'wait')) {
          carryOut(world, command);
          if (command.kind === 'price') restarted.price(toPrice(command.ticks));
          else if (command.kind === 'walk') walkPrices(restarted.exchange);
          else if (command.kind === 'wait') restarted.clock.advance(command.byMs);
        }
        expect(encodeSnapshot(restarted.exchange)).toBe(encodeSnapshot(world.exchange));
        checkConsistency({ ...restarted, account });
      }),
      { numRuns: 30 },
    );
  });
});
