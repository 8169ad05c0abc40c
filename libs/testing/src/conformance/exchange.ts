import { type CancelOrder, type KeyView, MARKET_FIGURES, type OrderLookup, type OrderReport, type Outcome, type PlaceMarket, type PlaceStop, type Reading, refusalCodes, type Request } from '@breakwater/core';
import type { Exchange } from '@breakwater/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../until.ts';

/** How a request of one client order id goes wrong, once. */
export type RequestFault =
  /** The connection closes before the exchange acts. */
  | 'request_lost'
  /** The exchange acts, and its reply is lost. */
  | 'reply_lost'
  /** The exchange acts, and says that it does not know. */
  | 'outcome_unknown';

/** Which part of a reading does not answer, once. */
export type UnreadablePart = 'positions' | 'plain_orders' | 'conditional_orders' | 'trades' | 'candles' | 'best_prices' | 'balances';

/** The venue's own codes, where the port lets them through. */
export interface VenueCodes {
  /** A time stamp outside of its window. */
  readonly late: string;
  /** No such order to cancel. */
  readonly noSuchOrder: string;
  /** A reduce-only order without anything to reduce. */
  readonly nothingToReduce: string;
}

/** The one code for a stop whose trigger had been passed, whatever the venue calls it: the engine decides by it. */
const STOP_WOULD_TRIGGER = refusalCodes.stopWouldTrigger;

/** A fresh account in one-way mode, without positions or orders, and the world's hand. */
export interface ExchangeSubject {
  readonly exchange: Exchange;
  readonly codes: VenueCodes;
  /** A market whose price is 0.0003544, with tick 0.0000001. */
  readonly symbol: string;
  /** Its step. */
  readonly step: string;
  breakRequest(fault: RequestFault, clientOrderId: string): Promise<void>;
  breakReading(part: UnreadablePart): Promise<void>;
  setPrice(price: string): Promise<void>;
  close(): Promise<void>;
}

const WINDOW_MS = 3_000;

function valueOf<T>(reading: Reading<T>): T {
  if (reading.type === 'unreadable') throw new Error(reading.cause);
  return reading.value;
}

function foundOf(lookup: OrderLookup): OrderReport {
  if (lookup.type !== 'found') throw new Error(JSON.stringify(lookup));
  return lookup.report;
}

/** What every exchange must do: `libs/exchange` against the paper exchange over HTTP, and the storm's in memory. */
export function exchangeConformance(name: string, open: () => Promise<ExchangeSubject>): void {
  describe(`${name} as an exchange`, () => {
    let subject: ExchangeSubject;
    let exchange: Exchange;
    let symbol: string;

    beforeEach(async () => {
      subject = await open();
      ({ exchange, symbol } = subject);
      await until(() => exchange.clockErrorMs() < Number.POSITIVE_INFINITY, { what: "the exchange's clock to be measured" });
    });
    afterEach(() => subject.close());

    const send = (request: Request, ageMs = 0): Promise<Outcome> =>
      exchange.send(request, { signedAtMs: exchange.nowMs() - ageMs, windowMs: WINDOW_MS });
    const entry = (change: Partial<PlaceMarket> = {}): PlaceMarket => ({
      ...{ kind: 'place', type: 'market', symbol, leg: 'net', side: 'buy', quantity: '100000', reduceOnly: false, clientOrderId: 'bwe-1' },
      ...change,
    });
    const stop = (change: Partial<PlaceStop> = {}): PlaceStop => ({
      ...{ kind: 'place', type: 'stop_market', symbol, leg: 'net', side: 'sell', quantity: '100000', triggerPrice: '0.0003473' },
      ...{ triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-1', ...change },
    });
    const cancel = (change: Partial<CancelOrder> = {}): CancelOrder => ({ kind: 'cancel', symbol, list: 'conditional', clientOrderId: 'bws-1', ...change });
    const readKey = async (): Promise<KeyView> => valueOf(await exchange.readKey(symbol));
    const find = async (list: 'plain' | 'conditional', id: string) => exchange.findByClientOrderId(symbol, list, id);

    test('says flat with a row of zero, in every leg', async () => {
      const view = await readKey();
      expect(view.positions.map(({ leg, quantity }) => [leg, quantity.toFixed()])).toEqual([['net', '0']]);
      expect(view.orders).toEqual([]);
      expect([view.markPrice.toFixed(), view.lastPrice.toFixed()]).toEqual(['0.0003544', '0.0003544']);
    });

    test('tells the rules of its markets', async () => {
      const market = (await exchange.markets()).get(symbol)!;
      expect([market.tick.toFixed(7), market.step.toFixed(), market.isTrading]).toEqual(['0.0000001', subject.step, true]);
      expect(market.aliases).toContain(symbol);
    });

    test('fills an entry, and tells it in the reply, the position, the executions and both look-ups', async () => {
      const beforeMs = exchange.nowMs();
      const outcome = await send(entry());
      if (outcome.type !== 'accepted' || outcome.report === null) throw new Error(JSON.stringify(outcome));
      expect(outcome.report).toMatchObject({ status: 'filled', clientOrderId: 'bwe-1', side: 'buy', leg: 'net', reduceOnly: false });
      const { exchangeOrderId } = outcome.report;

      const [position] = (await readKey()).positions;
      expect([position?.side, position?.quantity.toFixed(), position?.entryPrice.toFixed()]).toEqual(['long', '100000', '0.0003544']);

      const fills = valueOf(await exchange.readExecutions(symbol, beforeMs - 1_000));
      expect(fills.map((fill) => [fill.exchangeOrderId, fill.quantity.toFixed(), fill.side])).toEqual([[exchangeOrderId, '100000', 'buy']]);

      expect(foundOf(await find('plain', 'bwe-1')).exchangeOrderId).toBe(exchangeOrderId);
      expect(foundOf(await exchange.findByExchangeOrderId(symbol, 'plain', exchangeOrderId)).clientOrderId).toBe('bwe-1');
    });

    test('keeps a stop in the conditional list until it is cancelled', async () => {
      await send(entry());
      const placed = await send(stop());
      expect(placed).toMatchObject({ type: 'accepted', report: { status: 'resting', list: 'conditional', kind: 'stop_market', triggerType: 'mark', reduceOnly: true } });
      const [resting, ...others] = (await readKey()).orders;
      expect(others).toEqual([]);
      expect([resting?.clientOrderId, resting?.triggerPrice?.toFixed(7), resting?.quantity?.toFixed()]).toEqual(['bws-1', '0.0003473', '100000']);
      expect(await find('plain', 'bws-1')).toEqual({ type: 'not_found' });

      expect(await send(cancel())).toMatchObject({ type: 'accepted' });
      expect((await readKey()).orders).toEqual([]);
      expect(foundOf(await find('conditional', 'bws-1')).status).toBe('canceled');
      expect(await send(cancel())).toMatchObject({ type: 'rejected', code: subject.codes.noSuchOrder });
    });

    test('tells the whole account at once, without what is flat', async () => {
      expect(valueOf(await exchange.readAccount())).toEqual({ positions: [], orders: [] });
      await send(entry());
      await send(stop());
      const account = valueOf(await exchange.readAccount());
      expect(account.positions.map((position) => [position.symbol, position.quantity.toFixed()])).toEqual([[symbol, '100000']]);
      expect(account.orders.map((order) => order.clientOrderId)).toEqual(['bws-1']);
    });

    test('turns a stop whose price is reached into a plain order that closes the position', async () => {
      await send(entry());
      await send(stop());
      await subject.setPrice('0.0003400');
      const triggered = await until(async () => {
        const report = foundOf(await find('conditional', 'bws-1'));
        return report.childOrderId === null ? null : report;
      }, { what: 'the stop to trigger' });
      // A venue whose orders keep one id for life tells the end at once; the child is then the same order.
      expect(['triggered', 'filled']).toContain(triggered.status);
      const child = foundOf(await exchange.findByExchangeOrderId(symbol, 'plain', triggered.childOrderId!));
      expect([child.status, child.executedQuantity.toFixed(), child.side]).toEqual(['filled', '100000', 'sell']);
      const view = await readKey();
      expect([view.positions.map((position) => position.quantity.toFixed()), view.orders]).toEqual([['0'], []]);
    });

    test('rejects a stop that the price has already passed', async () => {
      await send(entry());
      expect(await send(stop({ triggerPrice: '0.0003600' }))).toMatchObject({ type: 'rejected', code: STOP_WOULD_TRIGGER });
    });

    test('rejects a reduce-only order when there is nothing to reduce', async () => {
      expect(await send(entry({ side: 'sell', reduceOnly: true }))).toMatchObject({ type: 'rejected', code: subject.codes.nothingToReduce });
    });

    test.each([
      ['older than its window', WINDOW_MS + 2_000],
      ['far in the future', -5_000],
    ])('denies a request that was signed %s, and does nothing', async (_, ageMs) => {
      expect(await send(entry(), ageMs)).toMatchObject({ type: 'denied', code: subject.codes.late });
      expect(await find('plain', 'bwe-1')).toEqual({ type: 'not_found' });
      expect(valueOf(await exchange.readAccount()).positions).toEqual([]);
    });

    test('leaves the outcome unknown when the request is lost, and then finds nothing', async () => {
      await subject.breakRequest('request_lost', 'bwe-1');
      expect((await send(entry())).type).toBe('unknown');
      expect(await find('plain', 'bwe-1')).toEqual({ type: 'not_found' });
    });

    test.each(['reply_lost', 'outcome_unknown'] as const)('leaves the outcome unknown after %s, and then finds one order', async (fault) => {
      await subject.breakRequest(fault, 'bwe-1');
      expect((await send(entry())).type).toBe('unknown');
      expect(foundOf(await find('plain', 'bwe-1')).status).toBe('filled');
      expect((await readKey()).positions.map((position) => position.quantity.toFixed())).toEqual(['100000']);

      await subject.breakRequest(fault, 'bws-1');
      expect((await send(stop())).type).toBe('unknown');
      expect(foundOf(await find('conditional', 'bws-1')).status).toBe('resting');
    });

    test('leaves the outcome unknown when the client id rests already, for it may be this very request', async () => {
      await send(entry());
      await send(stop());
      expect((await send(stop())).type).toBe('unknown');
      expect((await readKey()).orders).toHaveLength(1);
    });

    test('sets leverage and margin mode, and again what is set already', async () => {
      for (let times = 0; times < 2; times++) {
        expect(await send({ kind: 'leverage', symbol, leverage: 7 })).toEqual({ type: 'accepted', report: null });
        expect(await send({ kind: 'margin_mode', symbol, mode: 'isolated' })).toEqual({ type: 'accepted', report: null });
        const settings = { leverage: 7, marginMode: 'isolated' };
        expect(valueOf(await exchange.readSettings(symbol))).toEqual(settings);
        expect(valueOf(await exchange.readKeyAndSettings(symbol))).toEqual({ ...valueOf(await exchange.readKey(symbol)), settings });
      }
    });

    test.each(['positions', 'plain_orders', 'conditional_orders'] as const)('reads nothing rather than a part when the %s do not answer', async (part) => {
      await send(entry());
      await subject.breakReading(part);
      expect((await exchange.readKey(symbol)).type).toBe('unreadable');
      await subject.breakReading(part);
      expect((await exchange.readAccount()).type).toBe('unreadable');
    });

    test('reads no executions rather than some when a page does not answer', async () => {
      await send(entry());
      await subject.breakReading('trades');
      expect((await exchange.readExecutions(symbol, exchange.nowMs() - 60_000)).type).toBe('unreadable');
    });

    test('dates a reading before anything that it tells', async () => {
      const beforeMs = exchange.nowMs();
      const reading = await exchange.readKey(symbol);
      if (reading.type !== 'read') throw new Error(reading.cause);
      expect(reading.beganAtMs).toBeGreaterThanOrEqual(beforeMs);
      expect(reading.beganAtMs).toBeLessThanOrEqual(exchange.nowMs());
    });

    test('tells the figures of markets that were asked for, and no others', async () => {
      const all = valueOf(await exchange.readMarketFacts([symbol], MARKET_FIGURES)).get(symbol)!;
      expect(Object.keys(all).toSorted()).toEqual([...MARKET_FIGURES].toSorted());
      expect(all.openInterest?.gt('0')).toBe(true);
      expect(all.volume1h?.gt('0')).toBe(true);
      expect(all.spreadPercent?.lt('1')).toBe(true);
      const [one, ...others] = valueOf(await exchange.readMarketFacts([symbol, 'ETHUSDT'], ['volume1h']));
      expect([one?.[0], Object.keys(one?.[1] ?? {}), others.map(([name]) => name)]).toEqual([symbol, ['volume1h'], ['ETHUSDT']]);
    });

    test('tells how far a price has moved, whichever way', async () => {
      await subject.setPrice('0.0003600');
      const up = valueOf(await exchange.readMarketFacts([symbol], ['move5mPercent'])).get(symbol)?.move5mPercent;
      await subject.setPrice('0.0003400');
      const down = valueOf(await exchange.readMarketFacts([symbol], ['move5mPercent'])).get(symbol)?.move5mPercent;
      expect([up?.gte('0'), down?.gt('0')]).toEqual([true, true]);
    });

    test('leaves a market out whose candles do not answer, and tells the others', async () => {
      await subject.breakReading('candles');
      expect([...valueOf(await exchange.readMarketFacts([symbol, 'ETHUSDT'], ['volume1h'])).keys()]).toEqual(['ETHUSDT']);
    });

    test('reads no figures rather than some when what tells of all markets does not answer', async () => {
      await subject.breakReading('best_prices');
      expect((await exchange.readMarketFacts([symbol, 'ETHUSDT'], ['spreadPercent'])).type).toBe('unreadable');
    });

    test('tells what is available for a position, less of it once one is open', async () => {
      const available = async () => valueOf(await exchange.readAvailableBalances([symbol])).get(symbol)!;
      const before = await available();
      await send(entry());
      const after = await available();
      expect([before.gt('0'), after.lt(before)]).toEqual([true, true]);
      await subject.breakReading('balances');
      expect((await exchange.readAvailableBalances([symbol])).type).toBe('unreadable');
    });

    test('counts its calls', async () => {
      const before = exchange.usage();
      await exchange.readKey(symbol);
      const after = exchange.usage();
      expect(after.calls).toBeGreaterThan(before.calls);
      expect(after.weight).toBeGreaterThan(before.weight);
    });
  });
}
