import { describe, expect, test } from 'vitest';
import { anExecution } from '../../test/bybit-replies.ts';
import { Unreadable } from '../unreadable.ts';
import { byOccurrence, parseExecution } from './parse-execution.ts';

const oneWay = { isHedged: false, settleCoin: 'USDT' };

describe('parseExecution', () => {
  test('reads an execution exactly', () => {
    const fill = parseExecution(anExecution(), oneWay)?.fill;
    expect(fill).toMatchObject({
      ...{ symbol: 'TAGUSDT', tradeId: 'e0cbe81d-0f18-5866-9415-cf319b5dab3b', exchangeOrderId: 'fd4300ae-7847-404e-b947-b46980a4d140' },
      ...{ side: 'buy', leg: 'net', feeAsset: 'USDT', atMs: 1_672_282_722_429 },
    });
    expect([fill?.quantity, fill?.price, fill?.fee].map((value) => value?.toFixed())).toEqual(['564334', '0.0003544', '0.1099']);
  });

  test.each(['Trade', 'AdlTrade', 'BustTrade', 'Delivery', 'Settle'])('reads an execution of type %s: the position changed', (execType) => {
    expect(parseExecution({ ...anExecution(), execType }, oneWay)).not.toBeNull();
  });

  test.each(['Funding', 'SessionSettlePnL'])('leaves out %s: only money moved', (execType) => {
    expect(parseExecution({ ...anExecution(), execType }, oneWay)).toBeNull();
  });

  test.each([
    ['Buy', '0', 'long'],
    ['Sell', '564334', 'long'],
    ['Sell', '', 'short'],
    ['Buy', '564334', 'short'],
  ])('knows in hedge mode that a %s which closed "%s" was of the %s leg', (side, closedSize, leg) => {
    expect(parseExecution({ ...anExecution(), side, closedSize }, { ...oneWay, isHedged: true })?.fill.leg).toBe(leg);
  });

  test('takes the coin of the fee from the row where it tells one', () => {
    expect(parseExecution({ ...anExecution(), feeCurrency: 'USDC' }, oneWay)?.fill.feeAsset).toBe('USDC');
  });

  test.each(Object.entries({ execType: 'Gift', side: 'Hold', execQty: '0', execPrice: '0', execFee: 1, execId: '', orderId: '', execTime: 'now' }))(
    'refuses an execution whose %s is %j',
    (field, value) => {
      expect(() => parseExecution({ ...anExecution(), [field]: value }, oneWay)).toThrow(Unreadable);
    },
  );
});

test('orders executions of one instant as they happened', () => {
  const rows = [
    { execId: 'd', seq: 2, leavesQty: '0' },
    { execId: 'a', seq: 2, leavesQty: '10' },
    { execId: 'c', seq: 1, leavesQty: '0' },
    { execId: 'b', seq: 9, leavesQty: '0', execTime: '1672282722428' },
  ];
  const sorted = rows.map((row) => parseExecution({ ...anExecution(), ...row }, oneWay)!).sort(byOccurrence);
  expect(sorted.map(({ fill }) => fill.tradeId)).toEqual(['b', 'c', 'a', 'd']);
});
