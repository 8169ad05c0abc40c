/** A small exchange for this library's own tests: one account, still prices, a clock that moves when told to. */
import type { Account } from './account.ts';
import { type VirtualClock, createVirtualClock } from './clock.ts';
import { Decimal } from './decimal.ts';
import { createDefaultMarkets } from './default-markets.ts';
import { type PaperExchange, createExchange, openAccount } from './exchange.ts';
import type { ConditionalOrder, Order } from './order.ts';
import { type ConditionalOrderRequest, placeConditionalOrder } from './place-conditional-order.ts';
import { type OrderRequest, placeOrder } from './place-order.ts';
import type { Side } from './position.ts';
import type { Refusal } from './refusal.ts';
import { type VenueRules, binanceRules } from './rules.ts';
import { setPrice } from './set-price.ts';

export interface TestExchange {
  readonly exchange: PaperExchange;
  readonly account: Account;
  readonly clock: VirtualClock;
  /** A market order on TAGUSDT (last price 0.0003544), changed by `change`. */
  trade(side: Side, quantity: string, change?: Partial<OrderRequest>): Order | Refusal;
  /** A reduce-only stop on TAGUSDT, changed by `change`. */
  stop(side: Side, quantity: string | null, triggerPrice: string, change?: Partial<ConditionalOrderRequest>): ConditionalOrder | Refusal;
  price(last: string, mark?: string): void;
}

/** A fresh exchange at time 1000 with an account of 100000 of each asset. */
export function createTestExchange(change: { readonly isHedged?: boolean; readonly rules?: Partial<VenueRules>; readonly balance?: string } = {}): TestExchange {
  const clock = createVirtualClock(1000);
  const rules = { ...binanceRules, ...change.rules };
  const exchange = createExchange({ clock, seed: 1, rules, markets: createDefaultMarkets() });
  const account = openAccount(exchange, {
    ...{ name: 'main', apiKey: 'key', apiSecret: 'secret', isHedged: change.isHedged ?? false },
    balance: new Decimal(change.balance ?? '100000'),
  });
  let nextName = 1;
  return {
    exchange,
    account,
    clock,
    trade: (side, quantity, request) =>
      placeOrder(exchange, account, {
        ...{ symbol: 'TAGUSDT', side, leg: 'net', type: 'market', timeInForce: 'gtc', price: null, reduceOnly: false, parent: null },
        ...{ clientOrderId: `order-${nextName++}`, quantity: new Decimal(quantity), origin: 'client', ...request },
      }),
    stop: (side, quantity, triggerPrice, request) =>
      placeConditionalOrder(exchange, account, {
        ...{ symbol: 'TAGUSDT', side, leg: 'net', type: 'stop-market', closePosition: quantity === null, reduceOnly: quantity !== null },
        ...{ quantity: quantity === null ? null : new Decimal(quantity), triggerPrice: new Decimal(triggerPrice) },
        ...{ price: null, timeInForce: 'gtc', trail: null },
        ...{ workingPrice: 'last', priceProtect: false, clientOrderId: `stop-${nextName++}`, origin: 'client', ...request },
      }),
    price: (last, mark) => setPrice(exchange, 'TAGUSDT', { last: new Decimal(last), mark: mark === undefined ? null : new Decimal(mark) }),
  };
}
