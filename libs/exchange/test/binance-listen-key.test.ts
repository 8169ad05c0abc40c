import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BinanceExchange, Unreadable } from '../src/index.ts';
import { type PaperAccount, type PaperBinance, startPaperBinance } from './paper-binance.ts';

let paper: PaperBinance;
let account: PaperAccount;
let exchange: BinanceExchange;
beforeAll(async () => {
  paper = await startPaperBinance();
  account = await paper.openAccount();
  exchange = account.connect();
});
afterAll(async () => {
  await exchange.close();
  await paper.stop();
});

const take = async (): Promise<string> => {
  const taken = await exchange.listenKey!.take();
  if (taken.type === 'unreadable') throw new Unreadable(taken.cause);
  return taken.value;
};

test('there is no key before somebody takes it: prolonging says so', async () => {
  expect(await exchange.listenKey!.prolong()).toMatchObject({ type: 'read', value: null });
});

test('taking gives the one key of the account, prolonging keeps it', async () => {
  const key = await take();
  expect(key.length).toBeGreaterThan(20);
  expect(await take()).toBe(key);
  expect(await exchange.listenKey!.prolong()).toMatchObject({ type: 'read', value: key });
});

test('a failure to prolong is not taken for a key that is gone', async () => {
  await take();
  await paper.admin('POST', 'faults', { kind: 'unknown-reply', match: { path: '/fapi/v1/listenKey', account: account.apiKey } });
  expect(await exchange.listenKey!.prolong()).toMatchObject({ type: 'unreadable' });
});

test('both are asked for by the API key alone, without a signature', async () => {
  await take();
  const journal = await paper.admin<{ kind: string; detail: { path: string; query: string; body: string } }[]>('GET', 'journal?venue=binance');
  const asked = journal.filter(({ kind, detail }) => kind === 'request' && detail.path === '/fapi/v1/listenKey');
  expect(asked.length).toBeGreaterThan(2);
  expect(asked.filter(({ detail }) => /signature|recvWindow/.test(`${detail.query}${detail.body}`))).toEqual([]);
});
