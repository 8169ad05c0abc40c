import { createHmac } from 'node:crypto';
import type { Outcome, PlaceMarket, PlaceStop, Request } from '@breakwater/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConnectedExchange, connectBybit } from '../src/index.ts';
import { aConditionalOrder, aFlatPosition, anExecution, anOrder } from './bybit-replies.ts';
import { type ScriptedBybit, startScriptedBybit } from './scripted-bybit.ts';

const SYMBOL = 'TAGUSDT';
const [CREATE, CANCEL, REALTIME, HISTORY] = ['/v5/order/create', '/v5/order/cancel', '/v5/order/realtime', '/v5/order/history'] as const;
const [POSITIONS, EXECUTIONS] = ['/v5/position/list', '/v5/execution/list'] as const;
const entry: PlaceMarket = { kind: 'place', type: 'market', symbol: SYMBOL, leg: 'net', side: 'buy', quantity: '564334', reduceOnly: false, clientOrderId: 'bwe1' };
const stop: PlaceStop = {
  ...{ kind: 'place', type: 'stop_market', symbol: SYMBOL, leg: 'net', side: 'sell', quantity: '564334' },
  ...{ triggerPrice: '0.0003473', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws1' },
} as const;
const cancel: Request = { kind: 'cancel', symbol: SYMBOL, list: 'conditional', clientOrderId: 'bws1' };

let venue: ScriptedBybit;
let exchange: ConnectedExchange;

beforeEach(async () => {
  venue = await startScriptedBybit();
  exchange = connectBybit({ account: 'main', apiKey: 'the-key', apiSecret: 'the-secret', url: venue.url });
  await exchange.ready();
});
afterEach(async () => {
  await exchange.close();
  await venue.stop();
});

const send = (request: Request): Promise<Outcome> => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 3_000 });
const takesIn = ({ orderId, orderLinkId }: { readonly orderId: string; readonly orderLinkId: string }): void => {
  venue.tell(CREATE, () => ({ orderId, orderLinkId }));
  venue.tell(CANCEL, () => ({ orderId, orderLinkId }));
};

describe('connectBybit signs', () => {
  test('each request with its own instant and window in the headers, however many are under way', async () => {
    const cases = Array.from({ length: 20 }, (_, index) => ({ signedAtMs: exchange.nowMs() - index * 100, windowMs: 3_000 + index, clientOrderId: `bwe-many-${index}` }));
    await Promise.all(cases.map(({ clientOrderId, ...signature }) => exchange.send({ ...entry, clientOrderId }, signature)));
    for (const { signedAtMs, windowMs, clientOrderId } of cases) {
      const { headers, body } = venue.of(CREATE).find((request) => request.body.includes(`"${clientOrderId}"`))!;
      expect([headers['x-bapi-timestamp'], headers['x-bapi-recv-window'], headers['x-bapi-api-key']]).toEqual([String(signedAtMs), String(windowMs), 'the-key']);
      const signed = `${signedAtMs}the-key${windowMs}${body}`;
      expect(headers['x-bapi-sign']).toBe(createHmac('sha256', 'the-secret').update(signed).digest('hex'));
    }
  });

  test('reads over their query, and sends nothing of the signature in it', async () => {
    await exchange.findByClientOrderId(SYMBOL, 'plain', 'bwe1');
    const { headers, query } = venue.of(REALTIME)[0]!;
    expect(query).toBe('category=linear&symbol=TAGUSDT&orderLinkId=bwe1');
    const signed = `${headers['x-bapi-timestamp']}the-key${headers['x-bapi-recv-window']}${query}`;
    expect(headers['x-bapi-sign']).toBe(createHmac('sha256', 'the-secret').update(signed).digest('hex'));
  });

  test('a body in which only flags and numbers are no texts', async () => {
    await send(stop);
    expect(JSON.parse(venue.of(CREATE)[0]!.body)).toEqual({
      ...{ category: 'linear', symbol: SYMBOL, side: 'Sell', orderType: 'Market', qty: '564334', positionIdx: 0, reduceOnly: true },
      ...{ orderLinkId: 'bws1', triggerPrice: '0.0003473', triggerDirection: 2, triggerBy: 'MarkPrice' },
    });
  });
});

describe('connectBybit, of a request that was taken in', () => {
  test('tells the fill that the order itself tells', async () => {
    takesIn(anOrder());
    venue.list(REALTIME, () => [anOrder()]);
    expect(await send(entry)).toMatchObject({ type: 'accepted', report: { status: 'filled', clientOrderId: 'bwe1', list: 'plain' } });
    expect(venue.of(CREATE)).toHaveLength(1);
  });

  test('waits until a market order has ended', async () => {
    takesIn(anOrder());
    const course = [[], [{ ...anOrder(), orderStatus: 'New', cumExecQty: '0', avgPrice: '' }], [{ ...anOrder(), orderStatus: 'PartiallyFilled', cumExecQty: '5' }], [anOrder()]];
    venue.list(REALTIME, () => course.shift() ?? []);
    expect(await send(entry)).toMatchObject({ type: 'accepted', report: { status: 'filled' } });
    expect(course).toEqual([]);
  });

  test('tells what has been executed when the order has not ended in time', async () => {
    takesIn(anOrder());
    venue.list(REALTIME, () => [{ ...anOrder(), orderStatus: 'PartiallyFilled', cumExecQty: '5' }]);
    const outcome = await send(entry);
    expect(outcome.type === 'accepted' && outcome.report?.status).toBe('resting');
    expect(outcome.type === 'accepted' && outcome.report?.executedQuantity.toFixed()).toBe('5');
  });

  test('tells a part that was executed before the slippage band ended the order', async () => {
    takesIn(anOrder());
    venue.list(REALTIME, () => [{ ...anOrder(), orderStatus: 'Cancelled', rejectReason: 'EC_NoImmediateQtyToFill', cumExecQty: '5' }]);
    expect(await send(entry)).toMatchObject({ type: 'accepted', report: { status: 'canceled' } });
  });

  test('knows nothing when the order does not show, and does not send it again', async () => {
    takesIn(anOrder());
    venue.list(REALTIME, () => []);
    expect(await send(entry)).toEqual({ type: 'unknown', cause: `taken in as ${anOrder().orderId}, and not found yet` });
    expect(venue.of(CREATE)).toHaveLength(1);
  });

  test.each([
    ['another order', { ...anOrder(), orderLinkId: 'bwe2' }],
    ['our id under another id of the exchange', { ...anOrder(), orderId: 'ffff' }],
    ['half a row', { orderId: anOrder().orderId }],
  ])('knows nothing when it is told of %s', async (_, row) => {
    takesIn(anOrder());
    venue.list(REALTIME, () => [row]);
    expect((await send(entry)).type).toBe('unknown');
  });

  test('rejects what the matching engine rejected afterwards', async () => {
    takesIn(anOrder());
    venue.list(REALTIME, () => [{ ...anOrder(), orderStatus: 'Rejected', rejectReason: 'EC_ReachRiskPriceLimit', cumExecQty: '0' }]);
    expect(await send(entry)).toMatchObject({ type: 'rejected', code: 'REJECTED', reason: expect.stringContaining('EC_ReachRiskPriceLimit') });
  });

  test('accepts a stop once it stands', async () => {
    takesIn(aConditionalOrder());
    venue.list(REALTIME, () => [aConditionalOrder()]);
    expect(await send(stop)).toMatchObject({ type: 'accepted', report: { status: 'resting', list: 'conditional', triggerType: 'mark' } });
  });

  test('accepts a cancel once the order has ended, and knows nothing before', async () => {
    takesIn(aConditionalOrder());
    const course = [[aConditionalOrder()], [{ ...aConditionalOrder(), orderStatus: 'Deactivated' }]];
    venue.list(REALTIME, () => course.shift() ?? []);
    expect(await send(cancel)).toMatchObject({ type: 'accepted', report: { status: 'canceled' } });
    venue.list(REALTIME, () => [aConditionalOrder()]);
    expect((await send(cancel)).type).toBe('unknown');
  });

  test.each(['', '<html></html>', '{}', '{"retCode":0}', '[]', '{"retCode":0,"retMsg":"OK","result":{"orderId":"","orderLinkId":""}}'])('takes no success of "%s" for one, and sends once', async (body) => {
    venue.answer(CREATE, () => body);
    expect((await send(entry)).type).toBe('unknown');
    expect(venue.of(CREATE)).toHaveLength(1);
  });

  test('leaves the outcome unknown when its id is burnt, for it may be this very request', async () => {
    venue.answer(CREATE, () => ({ retCode: 110_072, retMsg: 'OrderLinkedID is duplicate', result: {}, retExtInfo: {}, time: Date.now() }));
    expect(await send(entry)).toEqual({ type: 'unknown', cause: 'HTTP 200 110072 OrderLinkedID is duplicate' });
  });
});

describe('connectBybit, looking for an order', () => {
  test('asks by orderLinkId alone, and finds what has left the recent orders in the history', async () => {
    venue.list(REALTIME, () => []);
    venue.list(HISTORY, () => [anOrder()]);
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', 'bwe1')).toMatchObject({ type: 'found', report: { status: 'filled' } });
    for (const request of [...venue.of(REALTIME), ...venue.of(HISTORY)]) expect([request.parameters.get('orderLinkId'), request.parameters.has('clientOrderId')]).toEqual(['bwe1', false]);
  });

  test('does not take the newest order for the one that was asked for', async () => {
    venue.list(REALTIME, () => [{ ...anOrder(), orderLinkId: 'web_1' }]);
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', 'bwe1')).toEqual({ type: 'unreadable', cause: 'answered with another order' });
    expect(await exchange.findByExchangeOrderId(SYMBOL, 'plain', 'another')).toEqual({ type: 'unreadable', cause: 'answered with another order' });
  });

  test('says "not found" only when both lists have answered', async () => {
    venue.list(REALTIME, () => []);
    expect((await exchange.findByClientOrderId(SYMBOL, 'plain', 'bwe1')).type).toBe('unreadable');
    venue.list(HISTORY, () => []);
    expect(await exchange.findByClientOrderId(SYMBOL, 'plain', 'bwe1')).toEqual({ type: 'not_found' });
  });

  test('finds what is a trade but no order, as a settlement is', async () => {
    for (const path of [REALTIME, HISTORY]) venue.list(path, () => []);
    venue.list(POSITIONS, () => [aFlatPosition()]);
    venue.list(EXECUTIONS, ({ parameters }) => [{ ...anExecution(), orderId: parameters.get('orderId'), orderLinkId: '', execType: 'Settle', createType: 'CreateBySettle' }]);
    const lookup = await exchange.findByExchangeOrderId(SYMBOL, 'plain', 'settled');
    expect(lookup).toMatchObject({ type: 'found', report: { status: 'filled', exchangeOrderId: 'settled', clientOrderId: 'settlement_autoclose-settled' } });
  });
});
