import { describe, expect } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { ccxtErrors, connectCcxt } from './ccxt-client.ts';
import { createAdminCaller, tag, test, until } from './fixture.ts';

/** Why a connection came to nothing; `null` if it did not. */
async function findRefusal(url: string): Promise<string | null> {
  return fetch(`${url}/fapi/v1/ping`).then(() => null, (error: Error) => (error.cause as { code?: string }).code ?? 'unknown');
}

describe('a listener that is closed', () => {
  test('refuses connections for as long as it was told, then serves the same account', async ({ client, paper, admin }) => {
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'before' });
    expect(await admin('POST', 'outage', { forMs: 300 })).toEqual({ forMs: 300 });
    expect(await until(() => findRefusal(paper.url).then((code) => code ?? undefined))).toBe('ECONNREFUSED');
    await expect(client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'during' })).rejects.toThrow(ccxtErrors.NetworkError!);
    await until(async () => (await findRefusal(paper.url)) === null);
    expect((await client.fetchPositions([tag]))[0]).toMatchObject({ contracts: 20000 });
    await expect(client.fetchOrder(undefined as never, tag, { clientOrderId: 'during' })).rejects.toThrow('-2013');
  });

  test('does not listen again once the exchange was stopped, and stopping does not wait for it', async () => {
    const paper = await startPaperExchange();
    await createAdminCaller(paper.url)('POST', 'outage', { forMs: 600_000 });
    await until(() => findRefusal(paper.url).then((code) => code ?? undefined));
    await paper.stop();
    expect(await findRefusal(paper.url)).toBe('ECONNREFUSED');
  });

  test('wants milliseconds', async ({ admin }) => {
    await expect(admin('POST', 'outage', { forMs: -1 })).rejects.toThrow(/400.*forMs/);
    await expect(admin('POST', 'outage', {})).rejects.toThrow(/400.*forMs/);
  });
});

describe('an exchange that is restarted on its port', () => {
  test('refuses connections while it is gone, and keeps the account in its state file', async ({ stateFile }) => {
    const options = { state: stateFile, apiKey: 'k', apiSecret: 's' };
    const first = await startPaperExchange(options);
    const client = await connectCcxt(first);
    await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'before' });
    await first.stop();
    expect(await findRefusal(first.url)).toBe('ECONNREFUSED');
    await expect(client.createOrder(tag, 'market', 'buy', 20000)).rejects.toThrow(ccxtErrors.NetworkError!);
    const second = await startPaperExchange({ ...options, port: Number(new URL(first.url).port) });
    expect((await client.fetchPositions([tag]))[0]).toMatchObject({ contracts: 20000 });
    expect(await client.fetchMyTrades(tag)).toHaveLength(1);
    await second.stop();
  });
});
