import { type Request, type ExchangeId, EXCHANGES } from '@breakwater/core';
import type { Wire } from '@breakwater/exchange';
import { describe, expect, test } from 'vitest';
import type { Wish } from '../arrival.ts';
import { venues } from './all.ts';
import type { VenueRoute, WireParameters } from './venue.ts';

interface Sent {
  readonly asks: string;
  readonly wish: Wish;
}

/** What the real adapter of a venue sends for a request, as the storm reads it. */
async function send(exchange: ExchangeId, request: Request): Promise<Sent> {
  const venue = venues[exchange];
  const sent: { readonly route: VenueRoute; readonly parameters: WireParameters }[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    '/fapi/v1/time': { serverTime: 1_000 },
    '/v5/market/time': { retCode: 0, time: 1_000, result: {} },
    '/v5/account/info': { retCode: 0, result: { marginMode: 'REGULAR_MARGIN' } },
    '/v5/position/list': { retCode: 0, result: { list: [], nextPageCursor: '' } },
  };
  const wire: Wire<WireParameters> = {
    async call({ method, parameters }) {
      const route = venue.findRoute(method);
      if (route.method !== 'GET') sent.push({ route, parameters });
      return { httpStatus: 200, retryAfterMs: null, body: '', payload: answers[route.path], wasSent: true, failure: null, limitHeaders: {}, timing: { sentAtMs: 0, receivedAtMs: 1 } };
    },
    usage: () => ({ calls: 0, weight: 0 }),
    silentMs: () => 0,
    close: async () => {},
  };
  const spoken = venue.speak('main', wire, { monotonicMs: () => 0, measureEveryMs: null, wait: async () => {} });
  await spoken.ready();
  await spoken.send(request, { signedAtMs: 1_000, windowMs: 3_000 });
  const { route, parameters } = sent[0]!;
  return { asks: venue.readAsks(route, parameters), wish: venue.readWish(route, parameters) };
}

const entry: Request = { kind: 'place', type: 'market', symbol: 'ETHUSDT', leg: 'net', side: 'buy', quantity: '0.1', reduceOnly: false, clientOrderId: 'bwe1' };
const stop: Request = { kind: 'place', type: 'stop_market', symbol: 'ETHUSDT', leg: 'net', side: 'sell', quantity: '0.1', triggerPrice: '2900', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws1' };

describe.each(EXCHANGES)('what the storm reads from a request to %s', (exchange) => {
  test('is an entry, a stop, an exit and a cancel, with their ids, sides and triggers', async () => {
    expect(await send(exchange, entry)).toMatchObject({ asks: 'market', wish: { kind: 'place', type: 'market', side: 'buy', isReducing: false, clientOrderId: 'bwe1', triggerPrice: null } });
    expect(await send(exchange, stop)).toMatchObject({ asks: 'stop', wish: { kind: 'place', type: 'stop', side: 'sell', isReducing: true, clientOrderId: 'bws1', triggerPrice: '2900' } });
    expect(await send(exchange, { ...entry, side: 'sell', reduceOnly: true, clientOrderId: 'bwx1' })).toMatchObject({ asks: 'market', wish: { side: 'sell', isReducing: true, clientOrderId: 'bwx1' } });
    expect(await send(exchange, { kind: 'cancel', symbol: 'ETHUSDT', list: 'conditional', clientOrderId: 'bws1' })).toMatchObject({ asks: 'cancel', wish: { kind: 'cancel', clientOrderId: 'bws1', exchangeOrderId: null } });
    expect(await send(exchange, { kind: 'cancel', symbol: 'ETHUSDT', list: 'conditional', clientOrderId: 'web_1', exchangeOrderId: '77' })).toMatchObject({ asks: 'cancel', wish: { kind: 'cancel', clientOrderId: null, exchangeOrderId: '77' } });
  });

  test.each([['long', 'buy', 'sell'], ['short', 'sell', 'buy']] as const)('names the %s leg of hedge mode, and knows which side of it only closes', async (leg, opening, closing) => {
    expect(await send(exchange, { ...entry, leg, side: opening })).toMatchObject({ wish: { leg, side: opening, isReducing: false } });
    expect(await send(exchange, { ...stop, leg, side: closing })).toMatchObject({ wish: { leg, side: closing, isReducing: true } });
  });

  test.each([{ kind: 'leverage', symbol: 'ETHUSDT', leverage: 3 }, { kind: 'margin_mode', symbol: 'ETHUSDT', mode: 'isolated' }] satisfies Request[])('is a setting: $kind', async (request) => {
    expect(await send(exchange, request)).toMatchObject({ asks: 'setting', wish: { kind: 'configure', clientOrderId: null, isReducing: false } });
  });
});
