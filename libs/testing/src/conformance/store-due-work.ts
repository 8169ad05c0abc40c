import { type DueWork, WAVE_LOOKS_APART_MS } from '@breakwater/engine';
import { randomUUID } from 'node:crypto';
import type { SymbolKey } from '@breakwater/core';
import { expect, test } from 'vitest';
import { acceptSignals, BOUNDS, freshKey, leverageCommit, LIFE_MS, newSignal, openPosition, openWithStop, passTime, type StoreUnderTest, take } from './store-fixture.ts';

/** Every due time lives in the store: whatever is lost elsewhere is found again (I8, I12). */
export function dueWorkRules(get: () => StoreUnderTest): void {
  let accounts = 0;
  /** An account of its own, so that the due work of other tests is not in the way. */
  const ownAccount = async (): Promise<string> => {
    accounts += 1;
    await get().store.configureAccount({ exchange: 'binance', account: `due-${accounts}` }, 'trade', 10);
    return `due-${accounts}`;
  };
  const due = (account: string): Promise<DueWork> => get().store.readDueWork([{ exchange: 'binance', account }], 10);
  const kindOf = (work: DueWork, key: SymbolKey): string | null => {
    const has = (keys: readonly SymbolKey[]) => keys.some((one) => one.symbol === key.symbol);
    return has(work.protections) ? 'protection' : has(work.entries) ? 'entry' : has(work.resyncs) ? 'resync' : null;
  };

  test('finds a key whose time has come, and says how long the next one has', async () => {
    const account = await ownAccount();
    const [now, later] = [freshKey(account), freshKey(account)];
    expect(await due(account)).toMatchObject({ entries: [], protections: [], resyncs: [], nextInMs: null });
    await get().store.makeDue(now, 0);
    await get().store.makeDue(later, 60_000);
    await passTime(get(), 1);
    const work = await due(account);
    expect(work.resyncs).toEqual([now]);
    expect(work.nextInMs).toBeGreaterThan(50_000);
    expect(work.nextInMs).toBeLessThanOrEqual(60_000);
    await get().store.makeDue(later, 0);
    await get().store.makeDue(later, 60_000);
    await passTime(get(), 1);
    expect(kindOf(await due(account), later)).toBe('resync');
  });

  test('leaves a key alone that somebody holds, and finds it when its holder is gone', async () => {
    const key = freshKey(await ownAccount());
    await take(get().store, key, 300);
    await get().store.makeDue(key, 0);
    expect(kindOf(await due(key.account), key)).toBeNull();
    await passTime(get(), 301);
    expect(kindOf(await due(key.account), key)).toBe('resync');
  });

  test('asks for attention when the release says, and for who found the key busy', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    await store.releaseKey(await take(store, key), {});
    expect(await due(key.account)).toMatchObject({ resyncs: [], nextInMs: null });
    await store.releaseKey(await take(store, key), { dueInMs: 30_000 });
    expect((await due(key.account)).nextInMs).toBeGreaterThan(25_000);
    const claim = await take(store, key, 20_000);
    await store.claimKey(key, randomUUID(), 1_000);
    await store.releaseKey(claim, { dueInMs: 30_000 });
    expect((await due(key.account)).nextInMs).toBeLessThanOrEqual(20_000);
  });

  test('does not look once more at a fresh position for everybody who found its key busy, unless it stays bare', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    const claim = await take(store, key, 300);
    const position = openPosition();
    await store.record(claim, { newPositions: [position] });
    expect(await store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
    await store.record(claim, { positions: [{ id: position.id, bareSinceMs: null, protectedAtMs: 1_100 }] }, {});
    await passTime(get(), 301);
    expect(kindOf(await due(key.account), key)).toBeNull();

    const second = await take(store, key);
    await store.record(second, { positions: [{ id: position.id, bareSinceMs: 1_200 }] });
    expect(await store.claimKey(key, randomUUID(), 1_000)).toMatchObject({ type: 'busy' });
    await store.releaseKey(second, {});
    await passTime(get(), 1);
    expect(kindOf(await due(key.account), key)).toBe('protection');
  });

  test('finds a request without an answer when it has expired', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    const claim = await take(store, key);
    await store.commitIntent(claim, leverageCommit(key), BOUNDS);
    await store.releaseKey(claim, {});
    const before = await due(key.account);
    expect(kindOf(before, key)).toBeNull();
    expect(before.nextInMs).toBeLessThanOrEqual(LIFE_MS);
    await passTime(get(), LIFE_MS + 1);
    expect(kindOf(await due(key.account), key)).toBe('resync');
  });

  test('finds a bare position, before everything else', async () => {
    const { store } = get();
    const [bare, safe] = [freshKey(await ownAccount()), freshKey(await ownAccount())];
    const claim = await take(store, bare);
    await store.record(claim, { newPositions: [openPosition()] }, {});
    const safeClaim = await take(store, safe);
    const { position } = await openWithStop(store, safeClaim);
    await store.record(safeClaim, { positions: [{ id: position.id, bareSinceMs: null, protectedAtMs: 1_100 }] }, {});
    await passTime(get(), 1);
    expect(kindOf(await due(bare.account), bare)).toBe('protection');
    expect(kindOf(await due(safe.account), safe)).toBeNull();
  });

  test('finds a selected signal that nobody works on, and the wave that is not finished', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    const signal = newSignal(key);
    const waveId = await acceptSignals(store, [signal]);
    expect(kindOf(await due(key.account), key)).toBeNull();
    const waves = async (): Promise<readonly string[]> => (await store.readDueWork([{ exchange: 'binance', account: key.account }], 1_000)).waveIds;
    expect(await waves()).toContain(waveId);
    await store.recordWaveProgress(waveId, { ranks: [], selectedIds: [signal.id], outcomes: [], isFinished: false });
    expect(kindOf(await due(key.account), key)).toBe('entry');
    // Somebody has just looked at it; the next look is due a little later, and who asks is told when.
    expect(await waves()).not.toContain(waveId);
    await passTime(get(), WAVE_LOOKS_APART_MS);
    expect(await waves()).toContain(waveId);
    const claim = await take(store, key);
    expect(kindOf(await due(key.account), key)).toBeNull();
    await store.record(claim, { signals: [{ id: signal.id, outcome: 'failed', reason: 'test' }] }, {});
    await store.recordWaveProgress(waveId, { ranks: [], selectedIds: [], outcomes: [], isFinished: true });
    expect(kindOf(await due(key.account), key)).toBeNull();
    await passTime(get(), WAVE_LOOKS_APART_MS);
    expect(await waves()).not.toContain(waveId);
  });

  test('passes over a key that is set aside, and says so to who reads it', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    const claim = await take(store, key);
    await store.quarantineKey(claim, 'it does not settle');
    await store.releaseKey(claim, { dueInMs: 0 });
    await passTime(get(), 1);
    expect(await due(key.account)).toMatchObject({ resyncs: [], nextInMs: null });
    expect((await store.readKey(key)).quarantineReason).toBe('it does not settle');
  });

  test('does not set a key aside that somebody has claimed since', async () => {
    const { store } = get();
    const key = freshKey(await ownAccount());
    const claim = await take(store, key);
    await store.releaseKey(claim, {});
    await take(store, key);
    await store.quarantineKey(claim, 'late');
    expect((await store.readKey(key)).quarantineReason).toBeNull();
  });
}
