import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { connectCcxt } from './ccxt-client.ts';
import { test } from './fixture.ts';
import { sendRaw } from './signed-request.ts';

const filterTypes = ['PRICE_FILTER', 'LOT_SIZE', 'MARKET_LOT_SIZE', 'MAX_NUM_ORDERS', 'MAX_NUM_ALGO_ORDERS', 'MIN_NOTIONAL', 'PERCENT_PRICE'];

describe('the contracts of Binance', () => {
  test('are at least sixty, each with every filter, and all the traps are among them', async ({ paper }) => {
    const { symbols } = (await sendRaw(paper, 'GET', '/fapi/v1/exchangeInfo')).body;
    expect(symbols.length).toBeGreaterThanOrEqual(60);
    expect(new Set(symbols.map(({ symbol }: any) => symbol)).size).toBe(symbols.length);
    const by = (symbol: string): any => symbols.find((each: any) => each.symbol === symbol);
    const filter = (symbol: string, type: string): any => by(symbol).filters.find(({ filterType }: any) => filterType === type);
    for (const { symbol, filters } of symbols) {
      expect([symbol, filters.map(({ filterType }: any) => filterType)]).toEqual([symbol, filterTypes]);
      const { multiplierUp, multiplierDown } = filter(symbol, 'PERCENT_PRICE');
      expect([symbol, Number(multiplierUp) > 1, Number(multiplierUp) + Number(multiplierDown)]).toEqual([symbol, true, 2]);
      // Real clients divide by them.
      for (const value of [filter(symbol, 'PRICE_FILTER').tickSize, filter(symbol, 'LOT_SIZE').stepSize]) expect([symbol, Number(value) > 0]).toEqual([symbol, true]);
    }
    // A tick of nearly 3 % of the price, a whole one, ticks and steps that end with zeros.
    expect(filter('VINEUSDT', 'PRICE_FILTER').tickSize).toBe('0.0000001');
    expect(filter('YFIUSDT', 'PRICE_FILTER').tickSize).toBe('1');
    expect(by('VINEUSDT')).toMatchObject({ marketTakeBound: '0.15' });
    expect(filter('VINEUSDT', 'PERCENT_PRICE')).toMatchObject({ multiplierUp: '1.1500', multiplierDown: '0.8500' });
    expect(by('BTCUSDT')).toMatchObject({ marketTakeBound: '0.05', timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'] });
    for (const name of ['1000PEPE', '1000SHIB', '1000000MOG', '1MBABYDOGE']) expect(by(`${name}USDT`)).toMatchObject({ baseAsset: name });
    expect(by('币安人生USDT')).toMatchObject({ baseAsset: '币安人生', status: 'TRADING' });
    expect(by('BTCUSDC')).toMatchObject({ quoteAsset: 'USDC', marginAsset: 'USDC' });
    expect(by('XAUUSDT')).toMatchObject({ contractType: 'TRADIFI_PERPETUAL' });
    expect(by('BTSUSDT')).toMatchObject({ status: 'SETTLING' });
    expect(new Set(symbols.map(({ symbol }: any) => filter(symbol, 'MIN_NOTIONAL').notional)).size).toBeGreaterThan(2);
  });

  test('the one that is being delisted can be looked at and not entered', async ({ client }) => {
    expect(client.market('BTS/USDT:USDT')).toMatchObject({ active: false });
    await expect(client.createOrder('BTS/USDT:USDT', 'market', 'buy', 1000)).rejects.toThrow('-4140');
  });

  test('are as many as --markets asks for, up to 6000, the same for the same seed, and ccxt can trade them', async () => {
    const list = async (seed: number): Promise<string[]> => {
      const paper = await startPaperExchange({ seed, markets: 6000 });
      const { symbols } = (await sendRaw(paper, 'GET', '/fapi/v1/exchangeInfo')).body;
      if (seed === 2) {
        const client = await connectCcxt(paper);
        const made = client.market(symbols.at(-1).symbol).symbol;
        const price = (await client.fetchTicker(made)).last!;
        const { amount } = client.market(made).precision;
        const quantity = Math.max(1, Math.ceil(10 / price / amount!)) * amount!;
        expect((await client.createOrder(made, 'market', 'buy', Number(client.amountToPrecision(made, quantity)))).status).toBe('closed');
      }
      await paper.stop();
      return symbols.map(({ symbol, filters }: any) => JSON.stringify([symbol, filters]));
    };
    const first = await list(1);
    expect(first).toHaveLength(6000);
    expect(await list(1)).toEqual(first);
    expect(await list(2)).not.toEqual(first);
  });
});
