import type { PlaceMarket, PlaceStop, Reading } from '@breakwater/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPaperBinance } from './paper-binance.ts';
import { startPaperBybit } from './paper-bybit.ts';

const symbol = '币安人生USDT';
const entry: PlaceMarket = { kind: 'place', type: 'market', symbol, leg: 'net', side: 'buy', quantity: '100', reduceOnly: false, clientOrderId: 'bwe-1' };
const stop: PlaceStop = { kind: 'place', type: 'stop_market', symbol, leg: 'net', side: 'sell', quantity: '100', triggerPrice: '0.1', triggerType: 'mark', reduceOnly: true, clientOrderId: 'bws-1' };

function valueOf<T>(reading: Reading<T>): T {
  if (reading.type === 'unreadable') throw new Error(reading.cause);
  return reading.value;
}

describe.each([
  ['binance', startPaperBinance],
  ['bybit', startPaperBybit],
] as const)('a symbol with characters beyond ASCII, at %s,', (_, start) => {
  let paper: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    paper = await start();
  });
  afterAll(() => paper.stop());

  test('is read, traded, protected and looked up like any other: what is signed is what is sent', async () => {
    const exchange = (await paper.openAccount()).connect();
    await exchange.ready();
    const send = (request: PlaceMarket | PlaceStop) => exchange.send(request, { signedAtMs: exchange.nowMs(), windowMs: 3_000 });
    const beforeMs = exchange.nowMs();
    expect(await send(entry)).toMatchObject({ type: 'accepted', report: { symbol, status: 'filled' } });
    expect(await send(stop)).toMatchObject({ type: 'accepted', report: { symbol, status: 'resting' } });
    const view = valueOf(await exchange.readKey(symbol));
    expect([view.positions.map(({ quantity }) => quantity.toFixed()), view.orders.map(({ clientOrderId }) => clientOrderId)]).toEqual([['100'], ['bws-1']]);
    expect(valueOf(await exchange.readExecutions(symbol, beforeMs - 1_000)).map((fill) => fill.symbol)).toEqual([symbol]);
    expect(await exchange.findByClientOrderId(symbol, 'plain', 'bwe-1')).toMatchObject({ type: 'found', report: { symbol } });
    await exchange.close();
  });
});
