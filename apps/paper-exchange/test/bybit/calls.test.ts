import type { bybit } from 'ccxt';
import { describe, expect, test } from 'vitest';
import { type BybitServer, startBybitServer } from './bybit-server.ts';
import { type CallRow, callRows, tag } from './call-rows.ts';
import { connectCcxt } from './ccxt-client.ts';
import { furtherCallRows } from './further-call-rows.ts';

/** A request in the words of the table, sorted; a value that the table leaves open is `*`. */
function tellRequest({ method, path, query, body }: { method: string; path: string; query: string; body: string }, expected: string): string {
  const open = new Set(expected.split(' ').filter((part) => part.endsWith('=*')).map((part) => part.slice(0, -2)));
  const sent = body === '' ? [...new URLSearchParams(query)] : Object.entries(JSON.parse(body) as Record<string, unknown>);
  return sortWords(`${method} ${path} ${sent.map(([name, value]) => `${name}=${open.has(name) ? '*' : String(value)}`).join(' ')}`);
}

function sortWords(request: string): string {
  const [method, path, ...parameters] = request.trim().split(' ');
  return [method, path, ...parameters.sort()].join(' ');
}

/** Brings about what a row needs. Returns the ids of the orders. */
async function prepare(server: BybitServer, client: bybit, needs: CallRow['needs'] = []): Promise<{ rest: string; wait: string }> {
  const ids = { rest: '', wait: '' };
  if (needs.includes('position')) await client.createOrder(tag, 'market', 'buy', 20000, undefined, { clientOrderId: 'enter' });
  if (needs.includes('rest')) ids.rest = (await client.createOrder(tag, 'limit', 'buy', 20000, 0.0003, { clientOrderId: 'rest' })).id!;
  server.paper.world.clock.advance(1);
  if (needs.includes('wait')) ids.wait = (await client.createOrder(tag, 'market', 'sell', 20000, undefined, { triggerPrice: 0.0003, triggerDirection: 'descending', reduceOnly: true, clientOrderId: 'wait' })).id!;
  return ids;
}

describe('every call of ccxt makes the requests of the table and has the table\'s outcome', () => {
  test.for([...callRows, ...furtherCallRows])('$name', async (row) => {
    const server = await startBybitServer({ clock: 'virtual', ...row.server });
    const client = await connectCcxt(server);
    const ids = await prepare(server, client, row.needs);
    await row.arrange?.(server, client);
    const before = server.listRequests().length;

    const outcome = await row.call(client, ids).then((given) => ({ given, failure: null }), (error: Error) => ({ given: null, failure: `${error.name} ${error.message}` }));

    expect(server.listRequests().slice(before).map((request, index) => tellRequest(request, row.sends[index] ?? ''))).toEqual(row.sends.map(sortWords));
    expect(outcome.failure).toEqual(row.throws === undefined ? null : expect.stringContaining(row.throws));
    if (typeof row.gives === 'object') expect(outcome.given).toMatchObject(row.gives as object);
    else if (row.gives !== undefined) expect(outcome.given).toEqual(row.gives);
  });
});
