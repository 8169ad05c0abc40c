import { describe, expect, onTestFinished, test } from 'vitest';
import { startPaperExchange } from '../../src/server.ts';
import { type CallAdmin, createAdminCaller, until } from '../fixture.ts';
import { type StreamClient, openBybitStream } from './stream-client.ts';

/** A paper exchange with a stream of everything that makes a row, and a hand that trades in it. */
async function start(): Promise<{ admin: CallAdmin; stream: StreamClient; trade: (side: string, executions: readonly [price: string, quantity: string][]) => Promise<void>; rows: (topic: string) => any[] }> {
  const paper = await startPaperExchange({ clock: 'virtual' });
  onTestFinished(() => paper.stop());
  const admin = createAdminCaller(paper.url);
  const stream = await openBybitStream(paper, ['order', 'execution', 'position', 'wallet']);
  return {
    ...{ admin, stream },
    trade: (side, executions) => admin('POST', 'trade', { venue: 'bybit', symbol: 'TAGUSDT', side, quantity: '20000', executions: executions.map(([price, quantity]) => ({ price, quantity })) }),
    rows: (topic) => stream.named(topic).map(({ data }) => data[0]),
  };
}

const halves: readonly [price: string, quantity: string][] = [['0.0003544', '5000'], ['0.0003545', '15000']];

describe('a row tells of its own instant, and of nothing that came after it in the same one', () => {
  test('an order has the fees of the executions that it tells of, and a position their number', async () => {
    const { trade, rows } = await start();
    await trade('BUY', halves);
    await until(() => rows('wallet').length === 1);
    expect(rows('order').map(({ orderStatus, cumExecQty, cumExecFee }) => [orderStatus, cumExecQty, cumExecFee])).toEqual([
      ['New', '0', '0'],
      ['PartiallyFilled', '5000', '0.0009746'],
      ['Filled', '20000', '0.00389923'],
    ]);
    expect(rows('position').map(({ size, seq }) => [size, seq])).toEqual([
      ['5000', rows('execution')[0].seq],
      ['20000', rows('execution')[1].seq],
    ]);
    expect(rows('position').map(({ cumRealisedPnl }) => cumRealisedPnl)).toEqual(['-0.0009746', '-0.00389923']);
  });

  test('a triggered stop has closed nothing yet when it enters the market', async () => {
    const { admin, trade, rows } = await start();
    await trade('BUY', halves);
    await admin('POST', 'stop', { venue: 'bybit', symbol: 'TAGUSDT', side: 'SELL', triggerPrice: '0.0003473', quantity: '20000', reduceOnly: true });
    await admin('POST', 'prices', { venue: 'bybit', TAGUSDT: { last: '0.0003473' } });
    await until(() => rows('order').filter(({ orderStatus }) => orderStatus === 'Filled').length === 2);
    const own = rows('order').filter(({ stopOrderType }) => stopOrderType === 'Stop');
    expect(own.map(({ orderStatus, closedPnl }) => [orderStatus, closedPnl.startsWith('-')])).toEqual([['Untriggered', false], ['Triggered', false], ['New', false], ['Filled', true]]);
  });
});
