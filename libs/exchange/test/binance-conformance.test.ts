import { afterAll, beforeAll, expect, test } from 'vitest';
import { exchangeConformance, type RequestFault, type UnreadablePart } from '@breakwater/testing/conformance/exchange';
import { type PaperBinance, startPaperBinance } from './paper-binance.ts';

const SYMBOL = 'TAGUSDT';
const KINDS: Readonly<Record<RequestFault, string>> = { request_lost: 'drop-request', reply_lost: 'drop-reply', outcome_unknown: 'unknown-reply' };
/** Of the market that is asked about; nobody's account is told by public requests. */
const PUBLIC: Readonly<Partial<Record<UnreadablePart, object>>> = { candles: { symbol: SYMBOL }, best_prices: {} };
/** Each matches the endpoints of both the key's and the account's reading. */
const PATHS: Readonly<Record<UnreadablePart, readonly string[]>> = {
  positions: ['/fapi/v2/positionRisk', '/fapi/v3/positionRisk'],
  plain_orders: ['/fapi/v1/openOrders'],
  conditional_orders: ['/fapi/v1/openAlgoOrders'],
  trades: ['/fapi/v1/userTrades'],
  candles: ['/fapi/v1/klines'],
  best_prices: ['/fapi/v1/ticker/bookTicker'],
  balances: ['/fapi/v3/balance'],
};

let paper: PaperBinance;
beforeAll(async () => {
  paper = await startPaperBinance();
});
afterAll(() => paper.stop());

exchangeConformance('connectBinance', async () => {
  await paper.admin('DELETE', 'faults');
  await paper.admin('POST', 'prices', { [SYMBOL]: { last: '0.0003544' } });
  const account = await paper.openAccount();
  const exchange = account.connect();
  return {
    exchange,
    symbol: SYMBOL,
    step: '1',
    codes: { late: '-1021', noSuchOrder: '-2011', nothingToReduce: '-2022' },
    breakRequest: async (fault, clientOrderId) => {
      await paper.admin('POST', 'faults', { kind: KINDS[fault], match: { method: 'POST', clientOrderIdPrefix: clientOrderId, account: account.name } });
    },
    breakReading: async (part) => {
      for (const path of PATHS[part]) await paper.admin('POST', 'faults', { id: path, kind: 'truncate-reply', match: { path, ...(PUBLIC[part] ?? { account: account.name }) } });
    },
    setPrice: async (price) => {
      await paper.admin('POST', 'prices', { [SYMBOL]: { last: price } });
    },
    close: () => exchange.close(),
  };
});

test('calls nothing outside of the futures endpoints that it names', async () => {
  expect((await paper.state()).requests.unknownPaths).toEqual({});
});
