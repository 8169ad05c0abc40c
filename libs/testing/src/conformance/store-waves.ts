import { randomUUID } from 'node:crypto';
import type { WaveProgress, WaveSubmission } from '@breakwater/engine';
import { expect, test } from 'vitest';
import { acceptSignals, BOUNDS, entryCommit, freshKey, newPosition, newSignal, openPosition, POLICY, type StoreUnderTest, take } from './store-fixture.ts';

const NOTHING: WaveProgress = { ranks: [], selectedIds: [], outcomes: [], isFinished: false };

/** Waves and signals are taken in once and settled once (I2). */
export function waveRules(get: () => StoreUnderTest): void {
  const submission = (change: Partial<WaveSubmission> = {}): WaveSubmission => ({
    source: 'ats', externalId: randomUUID(), contentHash: 'h1', atMs: 1_700_000_000_000, policy: POLICY, signals: [newSignal(freshKey())], ...change,
  });

  test('takes a wave in once, however often and by however many it is delivered', async () => {
    const { store } = get();
    const wave = submission();
    const answers = await Promise.all(Array.from({ length: 8 }, () => store.acceptWave(wave)));
    expect(answers.filter((answer) => answer.type === 'accepted')).toHaveLength(1);
    expect(answers.filter((answer) => answer.type === 'already_known')).toHaveLength(7);
    expect(new Set(answers.map((answer) => answer.waveId)).size).toBe(1);
    const record = await store.readWave(answers[0]?.waveId ?? '');
    expect(record).toMatchObject({ source: 'ats', externalId: wave.externalId, status: 'received', policy: POLICY, takenKeys: [] });
    expect(record?.signals).toMatchObject([{ id: wave.signals[0]?.id, outcome: 'pending', isSelected: false, rank: null, source: 'ats' }]);
  });

  test('refuses the same id with other content', async () => {
    const { store } = get();
    const wave = submission();
    const { waveId } = await store.acceptWave(wave);
    expect(await store.acceptWave({ ...wave, contentHash: 'h2' })).toEqual({ type: 'conflict', waveId });
  });

  test('takes a signal that came before for the same signal, and says what became of it', async () => {
    const { store } = get();
    const key = freshKey();
    const signal = newSignal(key);
    await store.acceptWave(submission({ signals: [signal] }));
    await store.record(await take(store, key), { signals: [{ id: signal.id, outcome: 'failed', reason: 'test' }] });
    const fresh = newSignal(freshKey());
    const answer = await store.acceptWave(submission({ signals: [{ ...signal, id: randomUUID() }, fresh] }));
    expect(answer).toMatchObject({ type: 'accepted', repeated: [{ externalId: signal.externalId, outcome: 'failed' }] });
    expect((await store.readWave(answer.waveId))?.signals.map((one) => one.id)).toEqual([fresh.id]);
  });

  test('gives a rank and a selection once, and an outcome only to a signal that has none', async () => {
    const { store } = get();
    const signals = [newSignal(freshKey()), newSignal(freshKey())];
    const [a, b] = signals.map((signal) => signal.id) as [string, string];
    const waveId = await acceptSignals(store, signals);
    await store.recordWaveProgress(waveId, { ...NOTHING, ranks: [{ signalId: a, rank: 1 }, { signalId: b, rank: 2 }], selectedIds: [a], outcomes: [{ signalId: b, outcome: 'skipped_filter', reason: 'stop list' }] });
    await store.recordWaveProgress(waveId, { ...NOTHING, ranks: [{ signalId: a, rank: 9 }], selectedIds: [b], outcomes: [{ signalId: b, outcome: 'opened', reason: 'no' }] });
    const wave = await store.readWave(waveId);
    expect(wave).toMatchObject({ status: 'running', signals: [{ id: a, rank: 1, isSelected: true, outcome: 'pending' }, { id: b, rank: 2, isSelected: false, outcome: 'skipped_filter' }] });
  });

  test('finishes a wave only when every selected signal has an outcome', async () => {
    const { store } = get();
    const key = freshKey();
    const signal = newSignal(key);
    const waveId = await acceptSignals(store, [signal]);
    await store.recordWaveProgress(waveId, { ...NOTHING, selectedIds: [signal.id], isFinished: true });
    expect((await store.readWave(waveId))?.status).toBe('running');
    await store.record(await take(store, key), { signals: [{ id: signal.id, outcome: 'opened', reason: 'filled' }] });
    await store.recordWaveProgress(waveId, { ...NOTHING, isFinished: true });
    expect((await store.readWave(waveId))?.status).toBe('finished');
    await store.recordWaveProgress(waveId, NOTHING);
    expect((await store.readWave(waveId))?.status).toBe('finished');
  });

  test('gives no outcome to a signal that has a row: whoever holds its key will', async () => {
    const { store } = get();
    const key = freshKey();
    const signal = newSignal(key);
    const waveId = await acceptSignals(store, [signal]);
    const claim = await take(store, key);
    expect(await store.commitIntent(claim, entryCommit(key, newPosition({ origin: 'signal', signalId: signal.id })), BOUNDS)).toEqual({ type: 'committed' });
    await store.recordWaveProgress(waveId, { ...NOTHING, outcomes: [{ signalId: signal.id, outcome: 'skipped_limit', reason: 'late' }] });
    expect((await store.readWave(waveId))?.signals).toMatchObject([{ outcome: 'pending' }]);
  });

  test('names the keys that somebody else has taken, and not those of the wave itself', async () => {
    const { store } = get();
    const [free, taken, own] = [freshKey(), freshKey(), freshKey()];
    const signals = [free, taken, own].map((key) => newSignal(key));
    const waveId = await acceptSignals(store, signals);
    await store.record(await take(store, taken), { newPositions: [openPosition()] });
    await store.commitIntent(await take(store, own), entryCommit(own, newPosition({ origin: 'signal', signalId: signals[2]?.id ?? '' })), BOUNDS);
    expect((await store.readWave(waveId))?.takenKeys).toEqual([`binance.main.${taken.symbol}.net`]);
  });

  test('knows no wave of another id', async () => {
    expect(await get().store.readWave(randomUUID())).toBeNull();
  });

  test('hands a key the selected signal of the best rank', async () => {
    const { store } = get();
    const key = freshKey();
    const signals = [newSignal(key), newSignal(key), newSignal(key)];
    const ids = signals.map((signal) => signal.id) as [string, string, string];
    const waveId = await acceptSignals(store, signals);
    expect((await store.readKey(key)).signal).toBeNull();
    await store.recordWaveProgress(waveId, { ...NOTHING, ranks: ids.map((signalId, index) => ({ signalId, rank: 3 - index })), selectedIds: [ids[0], ids[1]] });
    expect((await store.readKey(key)).signal).toMatchObject({ id: ids[1], rank: 2, waveId, isSelected: true });
  });
}
