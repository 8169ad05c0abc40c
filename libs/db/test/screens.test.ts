import { decimal } from '@breakwater/core';
import { freshKey, openWithStop, take } from '@breakwater/testing/conformance/store-fixture';
import { expect, test } from 'vitest';
import { openClient, readPositions } from '../src/screens.ts';
import { openBooks } from './books.ts';

test('screens read live positions with their stops, as plain text and numbers', async () => {
  const books = await openBooks();
  await books.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 10);
  const [key, gone] = [freshKey(), freshKey()];
  const { position, stop } = await openWithStop(books.store, await take(books.store, key));
  const closing = await take(books.store, gone);
  const { position: closed } = await openWithStop(books.store, closing);
  await books.store.record(closing, { positions: [{ id: closed.id, status: 'closed', closeReason: 'stop', closedAtMs: 5, realisedPnl: decimal('-3.5') }] });
  const client = await openClient(books.url);
  const screens = await readPositions(client);
  await client.$disconnect();
  await books.close();
  expect(screens).toMatchObject([
    { id: position.id, symbol: key.symbol, status: 'open', quantity: '10', entryPrice: '100', bareSince: '1970-01-01T00:00:01.000Z', bareMs: 0, stops: [{ clientOrderId: stop.clientOrderId, triggerPrice: '98', status: 'resting', isBeingCancelled: false }] },
  ]);
  expect(JSON.parse(JSON.stringify(screens))).toEqual(screens);
});
