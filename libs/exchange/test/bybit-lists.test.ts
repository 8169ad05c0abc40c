import type { Outcome, Request } from '@breakwater/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ConnectedExchange, connectBybit } from '../src/index.ts';
import { aConditionalOrder, aContract, aFlatPosition, anExecution, aPosition } from './bybit-replies.ts';
import { type ScriptedBybit, startScriptedBybit } from './scripted-bybit.ts';

const SYMBOL = 'TAGUSDT';
const [REALTIME, POSITIONS, EXECUTIONS, PROFITS, TICKERS] = ['/v5/order/realtime', '/v5/position/list', '/v5/execution/list', '/v5/position/closed-pnl', '/v5/market/tickers'] as const;

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

describe('connectBybit, reading lists', () => {
  const many = (count: number): readonly object[] => Array.from({ length: count }, (_, index) => ({ ...aPosition(), symbol: `C${index}USDT` }));
  /** Serves a list in pages of two rows, whatever is asked for. */
  const inPages = (path: string, rows: readonly object[]): void =>
    venue.tell(path, ({ parameters }) => {
      const from = Number(parameters.get('cursor')?.replace('page', '') ?? 0);
      return { list: parameters.get('settleCoin') === 'USDT' ? rows.slice(from, from + 2) : [], nextPageCursor: parameters.get('settleCoin') === 'USDT' && from + 2 < rows.length ? `page${from + 2}` : '' };
    });

  test('follows every page, of both coins, and does not end after ten', async () => {
    inPages(POSITIONS, many(25));
    venue.list(REALTIME, () => []);
    const reading = await exchange.readAccount();
    expect(reading.type === 'read' && reading.value.positions).toHaveLength(25);
    expect(new Set(venue.of(POSITIONS).map(({ parameters }) => parameters.get('settleCoin')))).toEqual(new Set(['USDT', 'USDC']));
    expect(new Set(venue.of(REALTIME).map(({ parameters }) => parameters.get('settleCoin')))).toEqual(new Set(['USDT', 'USDC']));
    expect(venue.of(POSITIONS)[0]!.parameters.get('limit')).toBe('200');
  });

  test('reads nothing when pages lead in a circle, rather than what they told', async () => {
    venue.tell(POSITIONS, () => ({ list: many(2), nextPageCursor: 'again' }));
    venue.list(REALTIME, () => []);
    expect(await exchange.readAccount()).toEqual({ type: 'unreadable', cause: 'positions: the pages lead in a circle' });
  });

  test('reads nothing when one page is refused', async () => {
    venue.answer(POSITIONS, ({ parameters }) =>
      parameters.has('cursor') ? { retCode: 10_006, retMsg: 'Too many visits!', result: {} } : { retCode: 0, retMsg: 'OK', result: { list: many(2), nextPageCursor: 'page2' } },
    );
    venue.list(REALTIME, () => []);
    expect(await exchange.readAccount()).toEqual({ type: 'unreadable', cause: 'HTTP 200 10006 Too many visits!', retryAfterMs: 1_000 });
  });

  test('does not take an empty list for flat, nor a row of another symbol', async () => {
    venue.list(REALTIME, () => []);
    venue.list(TICKERS, () => [{ symbol: SYMBOL, markPrice: '0.0003544', lastPrice: '0.0003544' }]);
    venue.list(POSITIONS, () => []);
    expect((await exchange.readKey(SYMBOL)).type).toBe('unreadable');
    venue.list(POSITIONS, () => [{ ...aFlatPosition(), symbol: 'BTCUSDT' }]);
    expect((await exchange.readKey(SYMBOL)).type).toBe('unreadable');
    venue.list(POSITIONS, () => [aFlatPosition()]);
    expect((await exchange.readKey(SYMBOL)).type).toBe('read');
  });

  test('tells the stop that is a part of a position once, as the order that it is where the exchange lists one', async () => {
    venue.list(POSITIONS, ({ parameters }) => (parameters.get('settleCoin') === 'USDT' ? [{ ...aPosition(), stopLoss: '0.0003473' }] : []));
    venue.list(REALTIME, () => []);
    const told = async () => {
      const reading = await exchange.readAccount();
      return reading.type === 'read' ? reading.value.orders.map(({ list, exchangeOrderId, status }) => [list, exchangeOrderId, status]) : reading;
    };
    expect(await told()).toEqual([['position', 'stop-of-TAGUSDT-net', 'resting']]);
    const listed = { ...aConditionalOrder(), orderLinkId: '', stopOrderType: 'StopLoss', tpslMode: 'Full' };
    venue.list(REALTIME, ({ parameters }) => (parameters.get('settleCoin') === 'USDT' ? [listed] : []));
    expect(await told()).toEqual([['position', listed.orderId, 'resting']]);
  });

  test('reads what an order earned only where something was closed, and tells it of the execution', async () => {
    venue.list('/v5/market/instruments-info', () => [aContract()]);
    venue.list(POSITIONS, () => [aFlatPosition()]);
    venue.list(PROFITS, () => [{ symbol: SYMBOL, orderId: 'exit', side: 'Sell', closedSize: '564334', cumEntryValue: '200', cumExitValue: '196.5', closedPnl: '-3.72', updatedTime: '1672282722430' }]);
    const read = async () => {
      const reading = await exchange.readExecutions(SYMBOL, exchange.nowMs() - 86_400_000);
      return reading.type === 'read' ? reading.value.map(({ realisedPnl }) => realisedPnl.toFixed()) : reading;
    };
    const nowText = (): string => String(Math.round(exchange.nowMs()));
    venue.list(EXECUTIONS, () => [{ ...anExecution(), execTime: nowText() }]);
    expect(await read()).toEqual(['0']);
    expect(venue.of(PROFITS)).toEqual([]);
    venue.list(EXECUTIONS, () => [{ ...anExecution(), orderId: 'exit', side: 'Sell', closedSize: '564334', execTime: nowText() }]);
    expect(await read()).toEqual(['-3.5']);
    venue.answer(PROFITS, () => '');
    expect(await read()).toMatchObject({ type: 'unreadable' });
  });

  test('reads executions of every type, in windows of seven days', async () => {
    venue.list('/v5/market/instruments-info', () => [aContract()]);
    venue.list(POSITIONS, () => [aFlatPosition()]);
    venue.list(EXECUTIONS, ({ parameters }) => [{ ...anExecution(), execId: `e${parameters.get('startTime')}`, execTime: parameters.get('startTime') }]);
    const sinceMs = exchange.nowMs() - 20 * 86_400_000;
    const reading = await exchange.readExecutions(SYMBOL, sinceMs);
    expect(reading.type === 'read' && reading.value.map(({ atMs }) => atMs - sinceMs)).toEqual([0, 7, 14].map((days) => days * 86_400_000));
    for (const { parameters } of venue.of(EXECUTIONS)) {
      expect(Number(parameters.get('endTime')) - Number(parameters.get('startTime'))).toBeLessThan(7 * 86_400_000);
      expect(parameters.has('execType')).toBe(false);
    }
    expect((await exchange.readExecutions(SYMBOL, exchange.nowMs() - 731 * 86_400_000)).type).toBe('unreadable');
  });
});

describe('connectBybit, setting the margin mode of an account', () => {
  const [INFO, SET] = ['/v5/account/info', '/v5/account/set-margin-mode'] as const;
  const isolate: Request = { kind: 'margin_mode', symbol: SYMBOL, mode: 'isolated' };

  test('sets it while nothing is open', async () => {
    venue.tell(INFO, () => ({ marginMode: 'REGULAR_MARGIN' }));
    venue.list(POSITIONS, () => []);
    venue.tell(SET, () => ({ reasons: [] }));
    expect(await send(isolate)).toEqual({ type: 'accepted', report: null });
    expect(JSON.parse(venue.of(SET)[0]!.body)).toEqual({ setMarginMode: 'ISOLATED_MARGIN' });
  });

  test.each(['USDT', 'USDC'])('never changes it under a position that is settled in %s', async (coin) => {
    venue.tell(INFO, () => ({ marginMode: 'REGULAR_MARGIN' }));
    venue.list(POSITIONS, ({ parameters }) => (parameters.get('settleCoin') === coin ? [aPosition()] : []));
    expect(await send(isolate)).toMatchObject({ type: 'rejected', code: 'account_in_use' });
    expect(venue.of(SET)).toEqual([]);
  });

  test('sends nothing when it is so already, or when the account cannot be read', async () => {
    venue.tell(INFO, () => ({ marginMode: 'ISOLATED_MARGIN' }));
    expect(await send(isolate)).toEqual({ type: 'accepted', report: null });
    venue.answer(INFO, () => '<html></html>');
    expect(await send(isolate)).toMatchObject({ type: 'denied', code: 'unreadable' });
    expect(venue.of(SET)).toEqual([]);
  });

  test('tells leverage and margin mode, and 0 where the legs differ in leverage', async () => {
    venue.tell(INFO, () => ({ marginMode: 'ISOLATED_MARGIN' }));
    venue.list(POSITIONS, () => [aFlatPosition()]);
    expect(await exchange.readSettings(SYMBOL)).toMatchObject({ value: { leverage: 10, marginMode: 'isolated' } });
    venue.list(POSITIONS, () => [{ ...aFlatPosition(), positionIdx: 1, leverage: '5' }, { ...aFlatPosition(), positionIdx: 2, leverage: '10' }]);
    expect(await exchange.readSettings(SYMBOL)).toMatchObject({ value: { leverage: 0 } });
    venue.tell(INFO, () => ({ marginMode: 'PORTFOLIO_MARGIN' }));
    expect((await exchange.readSettings(SYMBOL)).type).toBe('unreadable');
  });
});
