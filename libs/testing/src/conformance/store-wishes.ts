import { randomUUID } from 'node:crypto';
import { decimal } from '@breakwater/core';
import type { NewWish, WaveProgress } from '@breakwater/engine';
import { expect, test } from 'vitest';
import { accepted, BOUNDS, entryCommit, freshKey, newOrder, openPosition, passTime, POLICY, reducingCommit, type StoreUnderTest, take, waveIdOf } from './store-fixture.ts';

const MAIN = { exchange: 'binance', account: 'main' } as const;
const FINISHED: WaveProgress = { ranks: [], selectedIds: [], outcomes: [], isFinished: true };

function newWish(key: NewWish['key'], change: Partial<NewWish> = {}): NewWish {
  return { id: randomUUID(), externalId: randomUUID(), key, action: 'close', leg: null, side: null, quantity: null, fraction: null, stopRule: null, mayLoosen: false, coversForeign: false, ...change };
}

/** Signals that exit: kept until they are settled, and carried out for no more than they want (I2, I11, I12). */
export function wishRules(get: () => StoreUnderTest): void {
  const accept = async (...exits: NewWish[]): Promise<string> => {
    const externalId = randomUUID();
    return waveIdOf(await get().store.acceptWave({ source: 'closer', externalId, contentHash: 'a', atMs: 1_700_000_000_000, policy: POLICY, signals: [], exits }));
  };
  /** A claimed key with an open position, a wish about it, and how an exit for the wish is committed. */
  const wanting = async (change: Partial<NewWish>, origin: 'adopted' | 'foreign' = 'adopted') => {
    const { store } = get();
    const key = freshKey();
    const wish = newWish(key, change);
    const waveId = await accept(wish);
    const claim = await take(store, key);
    const position = openPosition({ origin });
    await store.record(claim, { newPositions: [position] });
    let generation = 0;
    const exit = (quantity: string, wishId: string | null = wish.id) => {
      generation += 1;
      return reducingCommit(key, 'exit', position, {}, { quantity: decimal(quantity), wishId, generation });
    };
    const commit = (given: ReturnType<typeof exit>) => store.commitIntent(claim, given, BOUNDS);
    const pending = async () => (await store.readKey(key)).wishes;
    return { store, key, wish, waveId, claim, position, exit, commit, pending };
  };

  test('keeps what is wished for of a key, oldest first, and takes it in once', async () => {
    const { store } = get();
    const key = freshKey();
    const wishes = [newWish(key, { action: 'reduce', fraction: decimal('0.5') }), newWish(key, { action: 'set_stop', stopRule: { price: '99' }, mayLoosen: true })];
    const waveId = await accept(wishes[0]!);
    await passTime(get(), 5);
    await accept(wishes[1]!);
    await accept({ ...wishes[0]!, id: randomUUID() });
    const read = (await store.readKey(key)).wishes;
    expect(read).toMatchObject([{ id: wishes[0]!.id, source: 'closer', action: 'reduce', targetQuantity: null }, { id: wishes[1]!.id, stopRule: { price: '99' }, mayLoosen: true }]);
    expect(read[0]?.fraction?.toFixed()).toBe('0.5');
    expect(await store.readWave(waveId)).toMatchObject({ signals: [], wishedKeys: [key] });
  });

  test('keeps an entry out of its key while it is open, also where it came after the look', async () => {
    const { store } = get();
    const key = freshKey();
    const late = newWish(key);
    const claim = await take(store, key);
    await accept(late);
    expect(await store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual({ type: 'refused', why: 'wish_forbids' });
    await store.record(claim, { signals: [{ id: late.id, outcome: 'skipped_no_position', reason: 'nothing is held' }] });
    expect(await store.commitIntent(claim, entryCommit(key), BOUNDS)).toEqual({ type: 'committed' });
  });

  test('is due work until it is settled, and keeps its wave unfinished', async () => {
    const { store, key, wish, waveId, claim } = await wanting({});
    await store.recordWaveProgress(waveId, FINISHED);
    expect((await store.readWave(waveId))?.status).toBe('running');
    await store.record(claim, {}, {});
    const isDue = async () => {
      const { protections, resyncs } = await store.readDueWork([MAIN], 1_000);
      return [...protections, ...resyncs].some(({ symbol }) => symbol === key.symbol);
    };
    expect(await isDue()).toBe(true);
    const again = await take(store, key);
    await store.record(again, { signals: [{ id: wish.id, outcome: 'closed', reason: 'test' }] }, {});
    expect((await store.readKey(key)).wishes).toEqual([]);
    await store.recordWaveProgress(waveId, FINISHED);
    expect((await store.readWave(waveId))?.status).toBe('finished');
  });

  test('fixes the amount of a reduce once', async () => {
    const { store, wish, claim, pending } = await wanting({ action: 'reduce', fraction: decimal('0.5') });
    await store.record(claim, { wishTargets: [{ id: wish.id, quantity: decimal('4') }] });
    await store.record(claim, { wishTargets: [{ id: wish.id, quantity: decimal('9') }] });
    expect((await pending())[0]?.targetQuantity?.toFixed()).toBe('4');
  });

  test('settles a reduce that is settled and sized with the same facts', async () => {
    const { store, wish, claim, pending } = await wanting({ action: 'reduce', fraction: decimal('0.5') });
    await store.record(claim, { wishTargets: [{ id: wish.id, quantity: decimal('4') }], signals: [{ id: wish.id, outcome: 'reduced', reason: 'test' }] });
    expect(await pending()).toEqual([]);
  });

  test('lets no exit out for a reduce before its amount is fixed, nor for more than what is left of it', async () => {
    const { store, wish, claim, exit, commit } = await wanting({ action: 'reduce', quantity: decimal('4') });
    const refused = { type: 'refused', why: 'wish_forbids' };
    expect(await commit(exit('3'))).toEqual(refused);
    await store.record(claim, { wishTargets: [{ id: wish.id, quantity: decimal('4') }] });
    expect(await commit(exit('4.1'))).toEqual(refused);
    const first = exit('3');
    expect(await commit(first)).toEqual({ type: 'committed' });
    await store.record(claim, { answers: accepted(first).answers! });
    // What became of it is not known: it counts in full.
    expect(await commit(exit('2'))).toEqual(refused);
    await store.record(claim, { orders: [{ id: first.newOrder!.id, status: 'expired', executedQuantity: decimal('1') }] });
    expect(await commit(exit('3'))).toEqual({ type: 'committed' });
  });

  test('lets no exit out for a wish that is settled, of another key, or that is none', async () => {
    const { store, wish, claim, exit, commit } = await wanting({});
    const other = await wanting({});
    const refused = { type: 'refused', why: 'wish_forbids' };
    expect(await commit(exit('10', other.wish.id))).toEqual(refused);
    await store.record(claim, { signals: [{ id: wish.id, outcome: 'closed', reason: 'test' }] });
    expect(await commit(exit('10'))).toEqual(refused);
    expect(await commit(exit('10', null))).toEqual({ type: 'committed' });
  });

  test.each([
    ['no wish', { coversForeign: true }, false, 'wish_forbids'],
    ['a wish that does not cover it', { coversForeign: false }, true, 'wish_forbids'],
    ['a wish that covers it', { coversForeign: true }, true, null],
  ])('lets a foreign position be exited by %s: %o', async (_what, change, isNamed, why) => {
    const { wish, exit, commit } = await wanting(change, 'foreign');
    expect(await commit(exit('10', isNamed ? wish.id : null))).toEqual(why === null ? { type: 'committed' } : { type: 'refused', why });
  });

  test('moves the stop of a position with the facts that say so', async () => {
    const { store, key, claim, position } = await wanting({ action: 'set_stop', stopRule: { price: '101' } });
    await store.record(claim, { positions: [{ id: position.id, stopRule: { movedTo: '101' } }] });
    expect((await store.readKey(key)).positions[0]?.stopRule).toEqual({ movedTo: '101' });
  });

  test('says of an order whose wish it carries out', async () => {
    const { store, key, wish, claim, position } = await wanting({});
    await store.record(claim, { newOrders: [newOrder(key, 'exit', position, { wishId: wish.id }), newOrder(key, 'stop', position)] });
    expect((await store.readKey(key)).orders.map(({ role, wishId }) => [role, wishId]).sort()).toEqual([['exit', wish.id], ['stop', null]]);
  });
}
