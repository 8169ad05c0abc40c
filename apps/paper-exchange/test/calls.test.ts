import type { binanceusdm } from 'ccxt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startPaperExchange } from '../src/server.ts';
import { type CallRow, callRows } from './call-rows.ts';
import { connectCcxt } from './ccxt-client.ts';
import { type CallAdmin, createAdminCaller, tag } from './fixture.ts';

/** The parameters that every signed request carries. */
const always = new Set(['timestamp', 'recvWindow', 'signature']);

/** A request of the journal in the words of the table, sorted; a value that the table leaves open is `*`. */
function tellRequest({ method, path, query, body }: any, expected: string): string {
  const open = new Set(expected.split(' ').filter((part) => part.endsWith('=*')).map((part) => part.slice(0, -2)));
  const sent = [...new URLSearchParams(query === '' ? body : query)].filter(([name]) => !always.has(name));
  return sortWords(`${method} ${path} ${sent.map(([name, value]) => `${name}=${open.has(name) ? '*' : value}`).join(' ')}`);
}

function sortWords(request: string): string {
  const [method, path, ...parameters] = request.trim().split(' ');
  return [method, path, ...parameters.sort()].join(' ');
}

/** What the venue has counted for the account, by the headers of the last answer; nothing before the first order. */
function readOrderCounts({ last_response_headers: headers }: binanceusdm): [in10s: number, in1m: number] {
  const told = new Headers((headers ?? {}) as Record<string, string>);
  return [Number(told.get('x-mbx-order-count-10s') ?? 0), Number(told.get('x-mbx-order-count-1m') ?? 0)];
}

/** Brings about what a row needs. Returns the ids of the orders. */
async function prepare(client: binanceusdm, needs: CallRow['needs'] = []): Promise<{ rest: string; wait: string }> {
  const ids = { rest: '', wait: '' };
  if (needs.includes('position')) await client.createOrder(tag, 'market', 'buy', 20000);
  if (needs.includes('rest')) ids.rest = (await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'rest' })).id!;
  if (needs.includes('wait')) ids.wait = (await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, reduceOnly: true, clientOrderId: 'wait' })).id!;
  return ids;
}

/** A client of an exchange whose clock stands still, so that the window of the weight does not end between two looks at it. */
async function connect(row: CallRow): Promise<{ client: binanceusdm; admin: CallAdmin }> {
  const paper = await startPaperExchange({ clock: 'virtual' });
  onTestFinished(() => paper.stop());
  const client = await connectCcxt(paper, row.options);
  client.nonce = () => paper.world.clock.nowMs();
  return { client, admin: createAdminCaller(paper.url) };
}

describe('every call of ccxt makes the requests of the table, at the venue\'s weight, and has the table\'s outcome', () => {
  test.for(callRows)('$name', async (row) => {
    const { client, admin } = await connect(row);
    const ids = await prepare(client, row.needs);
    const since = (await admin('GET', 'journal')).at(-1).index;
    const weightBefore = (await admin('GET', 'state')).weightUsed;

    const countsBefore = readOrderCounts(client);

    const outcome = await row.call(client, ids).then((given) => ({ given, failure: null }), (error: Error) => ({ given: null, failure: `${error.name} ${error.message}` }));

    const requests = (await admin('GET', `journal?since=${since}`)).filter(({ kind }: any) => kind === 'request');
    expect(requests.map(({ detail }: any, index: number) => tellRequest(detail, row.sends[index] ?? ''))).toEqual(row.sends.map(sortWords));
    expect(outcome.failure).toEqual(row.throws === undefined ? null : expect.stringContaining(row.throws));
    if (row.gives !== undefined) expect(outcome.given ?? {}).toMatchObject(row.gives);
    if (row.orderCounts !== undefined) expect(readOrderCounts(client).map((count, index) => count - countsBefore[index]!)).toEqual(row.orderCounts);
    if (row.weight !== undefined) expect((await admin('GET', 'state')).weightUsed - weightBefore).toBe(row.weight);
  });
});
