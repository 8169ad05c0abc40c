import { expect, test } from 'vitest';
import { amendOrder } from './amend-order.ts';
import { carryOutDue, readNextDueMs } from './agenda.ts';
import { Decimal } from './decimal.ts';
import { readPrice } from './exchange.ts';
import { haltMarket } from './hold-back.ts';
import type { Order } from './order.ts';
import { resumeMarket } from './resume-market.ts';
import { createTestExchange } from './test-exchange.ts';

const limit = (price: string) => ({ type: 'limit', price: new Decimal(price) }) as const;
const read = ({ account }: ReturnType<typeof createTestExchange>, { orderId }: Order): Order => account.ledgers.get('TAGUSDT')!.orders.get(orderId)!.versions.at(-1)!.value;

test('a limit order that meets the market late is filled by no price before', () => {
  const world = createTestExchange();
  const order = world.trade('buy', '200000', { ...limit('0.00036'), fillAfterMs: 100 }) as Order;
  world.clock.advance(50);
  world.price('0.00035');
  expect(read(world, order).status).toBe('new');
  world.clock.advance(50);
  // It is due before the next price comes, at the price that stood then.
  world.price('0.00034');
  expect(read(world, order)).toMatchObject({ status: 'filled', executedCost: new Decimal('70') });
});

test('a market that stands still keeps its price and its orders until it goes on', () => {
  const world = createTestExchange();
  const { exchange, account, clock } = world;
  const resting = world.trade('buy', '200000', limit('0.00034')) as Order;
  haltMarket(exchange, 'TAGUSDT');
  world.price('0.00036', '0.000361');
  world.price('0.00037');
  const late = world.trade('buy', '200000') as Order;
  expect(amendOrder(exchange, account, resting, resting.quantity, new Decimal('0.000355'))).toMatchObject({ status: 'new' });
  clock.advance(1000);
  carryOutDue(exchange);
  expect([late.status, read(world, late).status, read(world, resting).status]).toEqual(['new', 'new', 'new']);
  expect(readPrice(exchange, 'TAGUSDT').last.toFixed()).toBe('0.0003544');
  // A clock that moves from one promise to the next must not stop at what waits.
  expect(readNextDueMs(exchange)).toBe(null);

  expect(resumeMarket(exchange, 'TAGUSDT')).toBe(true);
  expect([read(world, late), read(world, resting)]).toMatchObject([{ status: 'filled' }, { status: 'filled' }]);
  const { last, mark } = readPrice(exchange, 'TAGUSDT');
  expect([last.toFixed(), mark.toFixed()]).toEqual(['0.00037', '0.00037']);
  expect(resumeMarket(exchange, 'TAGUSDT')).toBe(false);
});
