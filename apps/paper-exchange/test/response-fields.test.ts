import { binanceRoutes } from '@breakwater/paper-venue';
import { describe, expect } from 'vitest';
import { type AnswerRow, answerRows } from './answer-rows.ts';
import type { ClientAccess } from './ccxt-client.ts';
import { type TypedAnswer, compileAnswers } from './compile-answers.ts';
import { type CallAdmin, test } from './fixture.ts';
import { sendRaw, sendSigned } from './signed-request.ts';

/** Lists that are documented and have nothing to show here: no filters of the whole venue, no themes, no funding. */
const mayBeEmpty = /exchangeFilters$|underlyingSubType$|^GET \/fapi\/v1\/fundingRate/;

/** Asks for every row in turn. */
async function askAll(access: ClientAccess, admin: CallAdmin): Promise<TypedAnswer[]> {
  const answers: TypedAnswer[] = [];
  for (const row of answerRows) {
    if (row.price !== undefined) await admin('POST', 'prices', { TAGUSDT: { last: row.price } });
    const name = `${row.endpoint} ${row.query}`.trim();
    const { status, body } = await ask(access, row);
    expect([name, status, status === 200 ? null : body]).toEqual([name, 200, null]);
    const absent = { official: row.absent?.official ?? [], client: row.absent?.client ?? [] };
    const legs = row.endpoint.endsWith('/batchOrders') ? readOrders(body) : body;
    answers.push({ name, body, official: null, client: row.client, absent }, { name, body: legs, official: row.official, client: null, absent });
  }
  return answers;
}

/** The orders of a batch; its errors, which no declaration tells from them, must be errors and nothing else. */
function readOrders(legs: readonly Record<string, unknown>[]): unknown[] {
  const errors = legs.filter(({ code }) => code !== undefined);
  expect(errors).toEqual(errors.map(() => ({ code: expect.any(Number), msg: expect.any(String) })));
  return legs.filter(({ code }) => code === undefined);
}

function ask(access: ClientAccess, { endpoint, query }: AnswerRow): ReturnType<typeof sendRaw> {
  const { method, path, security } = binanceRoutes.get(endpoint)!;
  if (security !== 'signed') return sendRaw(access, method, query === '' ? path : `${path}?${query}`);
  return sendSigned(access, method, path, `${query}${query === '' ? '' : '&'}timestamp=${Date.now()}`);
}

/** Paths of the empty lists in a body: what is empty shows nothing about its fields. */
function findEmptyLists(value: unknown, path: string): string[] {
  if (Array.isArray(value) && value.length === 0) return [path];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => findEmptyLists(inner, Array.isArray(value) ? path : `${path}.${key}`));
}

describe('the answers of every endpoint', () => {
  test('have every field, of the type that the venue\'s clients declare', async ({ paper, admin }) => {
    const answers = await askAll(paper, admin);
    expect([...new Set(answerRows.map(({ endpoint }) => endpoint))].sort()).toEqual([...binanceRoutes.keys()].sort());
    expect(answers.flatMap(({ name, body }) => findEmptyLists(body, name)).filter((path) => !mayBeEmpty.test(path))).toEqual([]);
    expect(compileAnswers(answers)).toEqual([]);
  });

  test('are found wanting when a field is missing, has another type or an unknown word', () => {
    const complete = { symbol: 'TAGUSDT', openInterest: '7', time: 1 };
    const typed = (body: object): TypedAnswer => ({ name: 'open interest', body, official: 'openInterest', client: 'getOpenInterest', absent: { official: [], client: [] } });
    const { time: _time, ...short } = complete;
    expect(compileAnswers([typed(complete)])).toEqual([]);
    expect(compileAnswers([typed(short)])).toEqual([
      expect.stringMatching(/^open interest \(official client\): .*'time' is missing/),
      expect.stringMatching(/^open interest \(binance\): .*'time' is missing/),
    ]);
    // The independent client declares every number as text or number.
    expect(compileAnswers([typed({ ...complete, openInterest: 7 })])).toEqual(["open interest (official client): Type 'number' is not assignable to type 'string'."]);
    const trade = { buyer: true, commission: '0', commissionAsset: 'USDT', id: 1, maker: false, orderId: 1, price: '1', qty: '1', quoteQty: '1', realizedPnl: '0', side: 'HOLD', positionSide: 'BOTH', symbol: 'TAGUSDT', time: 1, pair: '', baseQty: '', marginAsset: 'USDT' };
    expect(compileAnswers([{ ...typed([trade]), official: null, client: 'getAccountTrades' }])[0]).toContain('"HOLD"');
  });
});
