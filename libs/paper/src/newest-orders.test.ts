import { expect, test } from 'vitest';
import type { Account } from './account.ts';
import { cancelAllOrders } from './cancel-order.ts';
import { createVirtualClock } from './clock.ts';
import { Decimal } from './decimal.ts';
import { createDefaultMarkets } from './default-markets.ts';
import { type PaperExchange, createExchange, openAccount, readPrice } from './exchange.ts';
import { findOrderPlace, listOpenLifelongOrders, walkOpenLifelongOrders } from './lifelong-orders.ts';
import { placeOrder } from './place-order.ts';
import { createRandom, drawInteger } from './random.ts';
import { nameOrderPlace } from './recently-closed.ts';
import { isRefusal } from './refusal.ts';
import { binanceRules } from './rules.ts';
import { encodeSnapshot, restoreSnapshot } from './snapshot.ts';

const marketCount = 200;

/** The names of all open orders as they come one by one, and as they come at once. */
function tellBoth(exchange: PaperExchange, account: Account): [walked: string[], listed: string[]] {
  const now = { ordersMs: exchange.clock.nowMs(), conditionalOrdersMs: exchange.clock.nowMs() };
  const nameAll = (orders: Iterable<Parameters<typeof findOrderPlace>[0]>): string[] => [...orders].map((each) => nameOrderPlace(findOrderPlace(each)));
  return [nameAll(walkOpenLifelongOrders(exchange, account, now)), nameAll(listOpenLifelongOrders(exchange, account, null, now))];
}

test('open orders of many symbols come one by one in the order in which they come at once, after a restart too', () => {
  const clock = createVirtualClock(1_767_225_600_000);
  const build = (): PaperExchange => createExchange({ clock, seed: 1, rules: binanceRules, markets: createDefaultMarkets(marketCount) });
  const exchange = build();
  const account = openAccount(exchange, { name: 'main', apiKey: 'key', apiSecret: 'secret', balance: new Decimal('100000000'), isHedged: false });
  const markets = [...exchange.markets.values()].filter(({ status }) => status === 'trading');
  const random = createRandom(7);
  for (let count = 0; count < 600; count++) {
    const { symbol, tick, step, minNotional } = markets[drawInteger(random, 0, markets.length - 1)]!;
    const price = readPrice(exchange, symbol).last.times('0.99').div(tick).round(0, Decimal.roundDown).times(tick);
    const quantity = minNotional.times('2').div(price).div(step).round(0, Decimal.roundUp).times(step);
    const order = placeOrder(exchange, account, { symbol, side: 'buy', leg: 'net', type: 'limit', timeInForce: 'gtc', quantity, price, reduceOnly: false, clientOrderId: `order${count}`, origin: 'client', parent: null });
    expect(isRefusal(order)).toBe(false);
    if (count % 20 === 0) cancelAllOrders(exchange, account, markets[drawInteger(random, 0, markets.length - 1)]!.symbol);
    // Several orders within one millisecond, too.
    if (count % 3 === 0) clock.advance(1);
  }
  const [walked, listed] = tellBoth(exchange, account);
  expect(listed.length).toBeGreaterThan(300);
  expect(walked).toEqual(listed);
  const restarted = build();
  restoreSnapshot(restarted, encodeSnapshot(exchange));
  expect(tellBoth(restarted, restarted.accounts.get('main')!)).toEqual([listed, listed]);
});
