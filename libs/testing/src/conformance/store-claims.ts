import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { accepted, BOUNDS, entryCommit, freshKey, leverageCommit, LIFE_MS, passTime, reducingCommit, openPosition, type StoreUnderTest, take } from './store-fixture.ts';

/** Who may write: the fence, rules 1, 6 and 8. */
export function claimRules(get: () => StoreUnderTest): void {
  test('gives a free key, and says busy to everybody else until it is released', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const busy = await store.claimKey(key, randomUUID(), 1_000);
    expect(busy).toMatchObject({ type: 'busy' });
    if (busy.type === 'busy') expect(busy.freeInMs).toBeGreaterThan(50_000);
    await store.releaseKey(claim, {});
    expect(await take(store, key)).toMatchObject({ epoch: String(BigInt(claim.epoch) + 1n) });
  });

  test('gives a key to exactly one of many who ask at once', async () => {
    const { store } = get();
    const key = freshKey();
    const attempts = await Promise.all(Array.from({ length: 20 }, () => store.claimKey(key, randomUUID(), 60_000)));
    expect(attempts.filter((attempt) => attempt.type === 'claimed')).toHaveLength(1);
  });

  test('gives an abandoned key to the next one when its lease has passed, and not before', async () => {
    const subject = get();
    const key = freshKey();
    const first = await take(subject.store, key, 300);
    expect(await subject.store.claimKey(key, randomUUID(), 300)).toMatchObject({ type: 'busy' });
    await passTime(subject, 301);
    const second = await take(subject.store, key);
    expect(BigInt(second.epoch)).toBeGreaterThan(BigInt(first.epoch));
  });

  test('refuses every write of a holder that was deposed', async () => {
    const subject = get();
    const { store } = subject;
    const key = freshKey();
    const stale = await take(store, key, 100);
    await passTime(subject, 101);
    const claim = await take(store, key);
    expect(await store.commitIntent(stale, leverageCommit(key), BOUNDS)).toEqual({ type: 'refused', why: 'deposed' });
    expect(await store.record(stale, { newPositions: [openPosition()] })).toBe('deposed');
    await store.releaseKey(stale, {});
    expect(await store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
    expect((await store.readKey(key)).positions).toEqual([]);
    expect(await store.record(claim, {})).toBe('recorded');
  });

  test('refuses every write after the release, even under the latest epoch', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    await store.releaseKey(claim, {});
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual({ type: 'refused', why: 'deposed' });
    expect(await store.record(claim, {})).toBe('deposed');
  });

  test('refuses a writer who knows the epoch but is not the holder', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    expect(await store.record({ ...claim, holder: randomUUID() }, {})).toBe('deposed');
  });

  test('refuses the earlier claim of a holder that took the key again', async () => {
    const { store } = get();
    const key = freshKey();
    const first = await take(store, key);
    await store.releaseKey(first, {});
    const again = await store.claimKey(key, first.holder, 60_000);
    expect(again).toMatchObject({ type: 'claimed' });
    expect(await store.record(first, {})).toBe('deposed');
    expect(await store.commitIntent(first, leverageCommit(key), BOUNDS)).toEqual({ type: 'refused', why: 'deposed' });
  });

  test('keeps a released key fenced until its unanswered request has expired', async () => {
    const subject = get();
    const { store } = subject;
    const key = freshKey();
    const claim = await take(store, key);
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual({ type: 'committed' });
    await store.releaseKey(claim, {});
    const busy = await store.claimKey(key, randomUUID(), 1_000);
    expect(busy).toMatchObject({ type: 'busy' });
    if (busy.type === 'busy') expect(busy.freeInMs).toBeLessThanOrEqual(LIFE_MS);
    await passTime(subject, LIFE_MS + 1);
    await take(store, key);
  });

  test('frees a key at once when the same statement answers its last request', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    const commit = entryCommit(key);
    expect(await store.commitIntent(claim, commit, BOUNDS)).toEqual({ type: 'committed' });
    expect(await store.record(claim, accepted(commit), {})).toBe('recorded');
    await take(store, key);
  });

  test('keeps the key when facts are recorded without a release', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    await store.record(claim, {});
    expect(await store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
  });

  test('extends the fence of a holder that commits late in its lease', async () => {
    const subject = get();
    const { store } = subject;
    const key = freshKey();
    const claim = await take(store, key, 250);
    expect(await store.commitIntent(claim, leverageCommit(key), BOUNDS)).toEqual({ type: 'committed' });
    await passTime(subject, 251);
    expect(await store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
  });

  test('says whether a key was claimed after a claim', async () => {
    const { store } = get();
    const key = freshKey();
    const claim = await take(store, key);
    expect(await store.isTakenAfter(claim)).toBe(false);
    await store.releaseKey(claim, {});
    expect(await store.isTakenAfter(claim)).toBe(false);
    await take(store, key);
    expect(await store.isTakenAfter(claim)).toBe(true);
  });

  test('keeps a stop of one key out of the way of another key', async () => {
    const { store } = get();
    const [a, b] = [freshKey(), freshKey()];
    const [claimA, claimB] = [await take(store, a), await take(store, b)];
    expect(await store.commitIntent(claimA, leverageCommit(a), BOUNDS)).toEqual({ type: 'committed' });
    const position = openPosition();
    await store.record(claimB, { newPositions: [position] });
    expect(await store.commitIntent(claimB, reducingCommit(b, 'stop', position), BOUNDS)).toEqual({ type: 'committed' });
  });
}
