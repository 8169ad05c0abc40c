import { freshKey, openWithStop, take } from '@breakwater/testing/conformance/store-fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Books, openBooks } from './books.ts';

/** What the database itself keeps out, whoever writes and with whatever tool: each rule by the name under which it refuses. */
describe('the database refuses', () => {
  let books: Books;
  let positionId: string;
  let orderId: string;
  beforeAll(async () => {
    books = await openBooks();
    await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 100);
    const { position, stop } = await openWithStop(books.store, await take(books.store, freshKey()));
    [positionId, orderId] = [position.id, stop.id];
  });
  afterAll(() => books.close());

  const why = async (text: string, values: readonly unknown[]): Promise<string> => {
    const error = await books.sql(text, values).then(() => null, (thrown: { constraint?: string; column?: string; message: string }) => thrown);
    return error === null ? 'nothing' : (error.constraint ?? error.column ?? error.message);
  };

  test.each([
    ['a row that is closed and does not say when', `status = 'closed', close_reason = 'manual'`, 'position_closed_means_when_and_why'],
    ['a row that is closed and does not say why', `status = 'closed', closed_at = now()`, 'position_closed_means_when_and_why'],
    ['a row that is open and has a time of its end', `closed_at = now()`, 'position_closed_means_when_and_why'],
    ['a reason that is none of the known ones', `status = 'closed', closed_at = now(), close_reason = 'phantom_on_sync'`, 'invalid input value for enum close_reason: "phantom_on_sync"'],
    ['an open row of which nobody knows when it was filled', `first_fill_at = NULL`, 'position_open_means_filled'],
    ['an open row that forgets the price of its entry', `entry_price = NULL`, 'is final'],
    ['another price of an entry that has filled', `entry_price = 5.1067`, 'is final'],
    ['a row that goes back to opening', `status = 'opening'`, 'cannot go back from open to opening'],
    ['a position of nothing', `quantity = 0`, 'position_quantity_positive'],
    ['a symbol in another spelling', `symbol = 'TAG/USDT'`, 'position_symbol_spelling'],
    ['a row of a signal that it does not name', `origin = 'signal'`, 'position_from_signal_names_it'],
    ['a row of a signal that there is not', `signal_id = gen_random_uuid()`, 'position_signal_id_fkey'],
    ['a row of an account that nobody has configured', `account = 'nobody'`, 'position_account_fkey'],
  ])('%s', async (_what, change, rule) => {
    expect(await why(`UPDATE position SET ${change} WHERE id = $1`, [positionId])).toContain(rule);
  });

  test.each([
    ['a stop that may open', 'reduce_only = false', 'order_exits_only_reduce'],
    ['a stop without a trigger', 'trigger_price = NULL', 'order_stop_has_trigger'],
    ['an order of ours under an id that is none of ours', `client_order_id = 'pending'`, 'order_client_order_id_spelling'],
    ['an order without its client id', 'client_order_id = NULL', 'client_order_id'],
    ['an order of a position that there is not', 'position_id = gen_random_uuid()', 'order_position_id_fkey'],
  ])('%s', async (_what, change, rule) => {
    expect(await why(`UPDATE "order" SET ${change} WHERE id = $1`, [orderId])).toContain(rule);
  });

  test.each([
    ['of an order that there is not', `gen_random_uuid()`, `'1'`, 'fill_order_id_fkey'],
    ['without the trade that it is', '$1::uuid', 'NULL', 'trade_id'],
  ])('a fill %s', async (_what, order, trade, rule) => {
    const text = `INSERT INTO fill (id, order_id, exchange, account, symbol, trade_id, side, quantity, price, fee, fee_asset, realised_pnl, at)
                  SELECT gen_random_uuid(), ${order}, exchange, account, symbol, ${trade}, side, 1, 1, 0, 'USDT', 0, now() FROM "order" WHERE id = $1`;
    expect(await why(text, [orderId])).toContain(rule);
  });

  test('no text for its length, and cuts none', async () => {
    const reason = `${'the exchange said a great deal: '.repeat(400)}the end`;
    const key = freshKey();
    await books.sql(`INSERT INTO claim (exchange, account, symbol, quarantine_reason, quarantined_at, epoch, fence_until) VALUES ('binance', 'main', $1, $2, now(), 1, now())`, [key.symbol, reason]);
    expect((await books.store.readKey(key)).quarantineReason).toBe(reason);
    expect(await books.sql(`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_prisma%' AND character_maximum_length IS NOT NULL`)).toEqual([]);
    // A number that does not fit is refused, not rounded.
    expect(await why(`UPDATE position SET quantity = 1e30 WHERE id = $1`, [positionId])).toContain('numeric field overflow');
  });
});
