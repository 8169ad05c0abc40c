import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchangeConformance, type RequestFault, type UnreadablePart } from '@breakwater/testing/conformance/exchange';
import { type PaperBybit, startPaperBybit } from './paper-bybit.ts';

const SYMBOL = 'TAGUSDT';
const KINDS: Readonly<Record<RequestFault, string>> = { request_lost: 'drop-request', reply_lost: 'drop-reply', outcome_unknown: 'unknown-reply' };
/** Of the market that is asked about; nobody's account is told by public requests. */
const PUBLIC: Readonly<Partial<Record<UnreadablePart, object>>> = { candles: { symbol: SYMBOL }, best_prices: {} };
/** Both kinds of orders stand in one list. */
const PATHS: Readonly<Record<UnreadablePart, string>> = {
  positions: '/v5/position/list',
  plain_orders: '/v5/order/realtime',
  conditional_orders: '/v5/order/realtime',
  trades: '/v5/execution/list',
  candles: '/v5/market/kline',
  best_prices: '/v5/market/tickers',
  balances: '/v5/account/wallet-balance',
};

let paper: PaperBybit;
beforeAll(async () => {
  paper = await startPaperBybit();
});
afterAll(() => paper.stop());

const setPrice = async (price: string): Promise<void> => {
  await paper.admin('POST', 'prices', { venue: 'bybit', [SYMBOL]: { last: price } });
};

exchangeConformance('connectBybit', async () => {
  await paper.admin('DELETE', 'faults');
  await setPrice('0.0003544');
  const account = await paper.openAccount();
  const exchange = account.connect();
  return {
    exchange,
    symbol: SYMBOL,
    step: '10',
    codes: { late: '10002', noSuchOrder: '110001', nothingToReduce: '110017' },
    breakRequest: async (fault, clientOrderId) => {
      await paper.admin('POST', 'faults', { kind: KINDS[fault], match: { venue: 'bybit', method: 'POST', clientOrderIdPrefix: clientOrderId, account: account.name } });
    },
    breakReading: async (part) => {
      await paper.admin('POST', 'faults', { kind: 'truncate-reply', match: { venue: 'bybit', path: PATHS[part], ...(PUBLIC[part] ?? { account: account.name }) } });
    },
    setPrice,
    close: () => exchange.close(),
  };
});

test('calls nothing that the venue does not serve', async () => {
  expect((await paper.state()).requests.unknownPaths).toEqual({});
});
