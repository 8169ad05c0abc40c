import { describe, expect } from 'vitest';
import { ccxtErrors } from './ccxt-client.ts';
import { tag, test } from './fixture.ts';

const html = (title: string): string => `<html><head><title>${title}</title></head><body>nginx</body></html>`;

describe('an order that was executed, and whose answer says otherwise', () => {
  const lies: [name: string, fault: Record<string, unknown>, error: string][] = [
    ['-1000', { code: -1000, message: 'An unknown error occurred while processing the request.' }, 'OperationFailed'],
    ['-1001', { code: -1001, message: 'Internal error; unable to process your request. Please try again.' }, 'OperationFailed'],
    ['-1006', { code: -1006, message: 'An unexpected response was received from the message bus. Execution status unknown.' }, 'OperationFailed'],
    ['-1007', { code: -1007, httpStatus: 408 }, 'RequestTimeout'],
    ['a refusal that is a lie', { code: -2019, message: 'Margin is insufficient.' }, 'InsufficientFunds'],
    ['502 with a page', { httpStatus: 502, body: html('502 Bad Gateway') }, 'ExchangeNotAvailable'],
    ['504 with a page', { httpStatus: 504, body: html('504 Gateway Time-out') }, 'RequestTimeout'],
  ];

  test.for(lies)('%s', async ([_name, fault, error], { client, admin }) => {
    await admin('POST', 'faults', { kind: 'untrue-reply', ...fault, match: { method: 'POST', path: '/fapi/v1/order' } });
    await expect(client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'bwe1' })).rejects.toThrow(ccxtErrors[error]!);
    // What really happened: it is filled, found by its id, and the journal says so of the request.
    expect((await admin('GET', 'state')).accounts[0].fills).toHaveLength(1);
    expect(await client.fetchOrder(undefined as never, tag, { clientOrderId: 'bwe1' })).toMatchObject({ status: 'closed', filled: 20000 });
    const { detail } = (await admin('GET', 'journal')).find((entry: any) => entry.kind === 'request' && entry.detail.clientOrderId === 'bwe1');
    expect(detail).toMatchObject({ executed: true, verdict: 'refused', httpStatus: fault.httpStatus ?? 400 });
  });

  test('needs a code or a body to say', async ({ admin }) => {
    expect(await admin('POST', 'faults', { kind: 'untrue-reply' }).catch((error: Error) => ({ error: error.message }))).toMatchObject({ error: expect.stringContaining('code') });
  });

  test('a batch is found by the symbol of any leg, executed, and answered with the lie', async ({ client, admin }) => {
    await admin('POST', 'faults', { kind: 'untrue-reply', code: -1001, match: { symbol: 'AKTUSDT' } });
    const legs = ['TAGUSDT', 'AKTUSDT'].map((symbol) => ({ symbol, side: 'BUY', type: 'MARKET', quantity: '20000' }));
    await expect((client as any).fapiPrivatePostBatchOrders({ batchOrders: legs })).rejects.toThrow('-1001');
    expect((await admin('GET', 'state')).accounts[0].fills.map(({ symbol }: any) => symbol)).toEqual(['TAGUSDT', 'AKTUSDT']);
  });
});
