import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect } from 'vitest';
import { compileAgainst } from '../compile-against.ts';
import { tag, test, until } from '../fixture.ts';
import { openBybitStream, openUserStream } from './stream-client.ts';

const require = createRequire(import.meta.url);
const binanceFile = join(dirname(require.resolve('binance/package.json')), 'lib/types/websockets/ws-events-raw.d.ts');
const bybitFile = join(dirname(require.resolve('bybit-api')), 'types/websockets/ws-events.d.ts');

/**
 * What the independent client (npm binance) calls each event, and what of it does not come: what only trailing plain orders had (`AP`, `cr`), what only the mode of
 * several assets has (`ai`), and what the venue's documents do not have (`M`, `S`, `ia`).
 */
const binanceEvents: Readonly<Record<string, readonly [type: string, absent: readonly string[]]>> = {
  ORDER_TRADE_UPDATE: ['OrderTradeUpdateEvent', ['AP', 'cr', 'M']],
  TRADE_LITE: ['TradeLiteEvent', []],
  ALGO_UPDATE: ['AlgoUpdate', ['ia']],
  ACCOUNT_UPDATE: ['AccountUpdate', ['S']],
  ACCOUNT_CONFIG_UPDATE: ['AccountConfigUpdateEvent', ['ai']],
  CONDITIONAL_ORDER_TRIGGER_REJECT: ['CondOrderTriggerRejectEvent', []],
  MARGIN_CALL: ['MarginCall', []],
  listenKeyExpired: ['ListenKeyExpired', []],
};
/** What that client adds to a message. */
const ofBinanceClient = ['wsMarket', 'wsKey', 'streamName'];
/** A commission is told of an execution, and of nothing else. */
const absentWithoutExecution = ({ o }: any): string[] => (o?.x === 'TRADE' || o?.x === 'CALCULATED' ? [] : ['N', 'n']);

/** Words that the venues' documents have and the clients' declarations do not: of which fields, and which. */
const widened =
  `type Widened<T, Names, Words> = T extends readonly (infer E)[] ? readonly Widened<E, Names, Words>[] : T extends object ? { readonly [K in keyof T]: K extends Names ? (T[K] extends string | undefined ? T[K] | Words : Widened<T[K], Names, Words>) : Widened<T[K], Names, Words> } : T;`;
const binanceWords = `'x' | 'o' | 'ot', 'AMENDMENT' | 'CALCULATED' | 'LIQUIDATION'`;
const bybitWords = `'stopOrderType' | 'marketUnit' | 'triggerBy' | 'tpslMode', ''`;

/**
 * What the independent client (npm bybit-api) calls each topic's message, and what of it does not come: what only spot has (`ocoTriggerType`), and what the venue's
 * documents do not have. `smpGroup` comes as the number that they say it is.
 */
const bybitTopics: Readonly<Record<string, readonly [type: string, absent: readonly string[]]>> = {
  order: ['WSAccountOrderEventV5', ['ocoTriggerType', 'rpiTakerAccess', 'rpiMatchedQty', 'smpGroup']],
  execution: ['WSExecutionEventV5', []],
  'execution.fast': ['WSExecutionFastEventV5', ['liquidity']],
  position: ['WSPositionEventV5', ['netDeltaRatio']],
  wallet: ['WSWalletEventV5', []],
};

describe('every message has every field that the independent client declares, with the declared types and words', () => {
  test('of Binance', async ({ paper, client, admin }) => {
    await admin('POST', 'accounts', { apiKey: 'poor', apiSecret: 'poor', balance: '10' });
    const streams = [await openUserStream(paper), await openUserStream({ url: paper.url, apiKey: 'poor', apiSecret: 'poor' })] as const;
    await admin('POST', 'trade', { account: 'poor', symbol: 'TAGUSDT', side: 'BUY', quantity: '500000' });
    for (const last of ['0.0003385', '0.0003300', '0.0003544']) await admin('POST', 'prices', { TAGUSDT: { last } });
    await client.setMarginMode('isolated', 'COTI/USDT:USDT');
    await client.setLeverage(10, tag);
    await admin('POST', 'fill-script', { symbol: 'TAGUSDT', executions: [{ price: '0.0003544', quantity: '5000' }, { price: '0.0003545', quantity: '15000' }] });
    await client.createOrder(tag, 'market', 'buy', 20000);
    const rest = await client.createOrder(tag, 'limit', 'buy', 20000, 0.00034);
    await client.editOrder(rest.id!, tag, 'limit', 'buy', 20000, 0.000341);
    await client.cancelOrder(rest.id!, tag);
    const stop = { triggerPrice: 0.0003, reduceOnly: true };
    const first = await client.createOrder(tag, 'market', 'sell', 20000, undefined, stop);
    await client.cancelOrder(first.id!, tag, { trigger: true });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, stop);
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { ...stop, triggerPrice: 0.00029 });
    await client.createOrder(tag, 'market', 'sell', 20000, undefined, { takeProfitPrice: 0.0005, closePosition: true });
    // The first stop closes the position; the second finds nothing to reduce.
    for (const last of ['0.0003', '0.00029']) await admin('POST', 'prices', { TAGUSDT: { last } });
    await client.createOrder(tag, 'market', 'buy', 20000);
    await admin('POST', 'adl', { symbol: 'TAGUSDT' });
    await admin('POST', 'faults', { kind: 'expire-key', match: { account: 'main' } });
    await streams[0].find(({ e }) => e === 'listenKeyExpired');
    await streams[1].find(({ o }) => o?.o === 'LIQUIDATION' && o.X === 'FILLED');

    const messages = streams.flatMap((stream) => stream.messages);
    expect([...new Set(messages.map(({ e }) => e))].toSorted()).toEqual(Object.keys(binanceEvents).toSorted());
    const imports = [`import type * as events from ${JSON.stringify(binanceFile)};`, widened];
    const checks = messages.map((message) => {
      const [type, absent] = binanceEvents[message.e]!;
      const owner = [message.e, message.o?.x, message.o?.X, message.a?.m].filter((word) => word !== undefined).join(' ');
      return { owner, value: message, declared: `Widened<events.WsMessageFuturesUserData${type}Raw, ${binanceWords}>`, absent: [...ofBinanceClient, ...absent, ...absentWithoutExecution(message)] };
    });
    expect([...new Set(compileAgainst(imports, checks))]).toEqual([]);
  });

  test('of Bybit', async ({ paper, admin }) => {
    const stream = await openBybitStream(paper, Object.keys(bybitTopics));
    const act = (what: string, body: object): Promise<any> => admin('POST', what, { venue: 'bybit', symbol: 'TAGUSDT', ...body });
    const price = (last: string): Promise<any> => admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last } });
    await act('trade', { side: 'BUY', quantity: '20000', executions: [{ price: '0.0003544', quantity: '5000' }, { price: '0.0003545', quantity: '15000' }] });
    await act('stop', { side: 'SELL', triggerPrice: '0.0003', quantity: '20000', clientOrderId: 'gone' });
    await act('cancel', { clientOrderId: 'gone', conditional: true });
    await act('stop', { side: 'SELL', triggerPrice: '0.0003', quantity: '20000', clientOrderId: 'guard' });
    await price('0.0003');
    await act('trade', { side: 'SELL', quantity: '20000' });
    await act('adl', { quantity: '10000' });
    await act('liquidate', {});
    await until(() => stream.named('position').at(-1)?.data[0].size === '0' && stream.named('execution').length === 6 && stream.named('wallet').length === 5);

    const messages = stream.messages.filter(({ topic }) => topic !== undefined);
    expect([...new Set(messages.map(({ topic }) => topic))].toSorted()).toEqual(Object.keys(bybitTopics).toSorted());
    const imports = [`import type * as events from ${JSON.stringify(bybitFile)};`, widened];
    const checks = messages.map((message) => {
      const [type, absent] = bybitTopics[message.topic]!;
      const [row] = message.data;
      return { owner: [message.topic, row.orderStatus, row.execType].filter((word) => word !== undefined).join(' '), value: message, declared: `Widened<events.${type}, ${bybitWords}>`, absent: ['wsKey', ...absent] };
    });
    expect([...new Set(compileAgainst(imports, checks))]).toEqual([]);
  });
});
