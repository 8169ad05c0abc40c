import { randomUUID } from 'node:crypto';
import { decimal, type MarketFacts, type WavePolicy } from '@breakwater/core';
import type { WaveProgress, WaveSubmission } from '@breakwater/engine';
import { expect, test } from 'vitest';
import { acceptSignals, BOUNDS, entryCommit, freshKey, newPosition, newSignal, openPosition, POLICY, type StoreUnderTest, take, waveIdOf } from './store-fixture.ts';

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
    expect(new Set(answers.map(waveIdOf)).size).toBe(1);
    const record = await store.readWave(waveIdOf(answers[0]!));
    expect(record).toMatchObject({ source: 'ats', externalId: wave.externalId, status: 'received', policy: POLICY, takenKeys: [] });
    expect(record?.signals).toMatchObject([{ id: wave.signals[0]?.id, outcome: 'pending', isSelected: false, rank: null, source: 'ats' }]);
  });

  test('refuses the same id with other content', async () => {
    const { store } = get();
    const wave = submission();
    const waveId = waveIdOf(await store.acceptWave(wave));
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
    expect((await store.readWave(waveIdOf(answer)))?.signals.map((one) => one.id)).toEqual([fresh.id]);
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

  test('says of each signal whether a row of it is live, whatever the signal was told', async () => {
    const { store } = get();
    const [key, other] = [freshKey(), freshKey()];
    const signals = [newSignal(key), newSignal(other)] as const;
    const waveId = await acceptSignals(store, signals);
    const liveOnes = async () => (await store.readWave(waveId))?.signals.filter(({ hasLiveRow }) => hasLiveRow).map(({ id }) => id);
    expect(await liveOnes()).toEqual([]);
    const claim = await take(store, key);
    const row = newPosition({ origin: 'signal', signalId: signals[0].id });
    await store.commitIntent(claim, entryCommit(key, row), BOUNDS);
    expect(await liveOnes()).toEqual([signals[0].id]);
    await store.record(claim, { signals: [{ id: signals[0].id, outcome: 'failed', reason: 'test' }] });
    expect(await liveOnes()).toEqual([signals[0].id]);
    await store.record(claim, { positions: [{ id: row.id, status: 'closed', closeReason: 'never_filled', closedAtMs: 2_000 }] });
    expect(await liveOnes()).toEqual([]);
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

  test('keeps the first reading of each market and balance, for everybody', async () => {
    const { store } = get();
    const waveId = await acceptSignals(store, [newSignal(freshKey())]);
    const market = (volume: string) => new Map<string, MarketFacts>([['binance.AUSDT', { volume1h: decimal(volume), spreadPercent: null }]]);
    const balance = (amount: string) => new Map([['binance.main.AUSDT', decimal(amount)]]);
    const first = await store.keepWaveFacts(waveId, { markets: market('12000.5'), balances: new Map() });
    expect(first).toEqual({ markets: market('12000.5'), balances: new Map() });
    const second = await store.keepWaveFacts(waveId, { markets: new Map([...market('1'), ['bybit.AUSDT', {}]]), balances: balance('100') });
    expect(second).toEqual({ markets: new Map([...market('12000.5'), ['bybit.AUSDT', {}]]), balances: balance('100') });
    expect((await store.readWave(waveId))?.facts).toEqual(second);
  });

  test('lets one of two readings count for both, whoever comes first', async () => {
    const { store } = get();
    const waveId = await acceptSignals(store, [newSignal(freshKey())]);
    const read = (amount: string) => store.keepWaveFacts(waveId, { markets: new Map(), balances: new Map([['binance.main.AUSDT', decimal(amount)]]) });
    const kept = (await Promise.all(['1', '2', '3', '4'].map(read))).map(({ balances }) => balances.get('binance.main.AUSDT')?.toFixed());
    expect(new Set(kept).size).toBe(1);
  });

  test("keeps a signal's size with its selection, once, and leaves one that it came with", async () => {
    const { store } = get();
    const [free, fixed] = [newSignal(freshKey()), { ...newSignal(freshKey()), notional: decimal('50') }];
    const waveId = await acceptSignals(store, [free, fixed]);
    const select = (size: string) => store.recordWaveProgress(waveId, { ...NOTHING, selectedIds: [free.id, fixed.id], sizes: [free, fixed].map(({ id }) => ({ signalId: id, notional: decimal(size) })) });
    await select('123.456');
    await select('999');
    const notionals = new Map((await store.readWave(waveId))?.signals.map(({ id, notional }) => [id, notional?.toFixed()]));
    expect([notionals.get(free.id), notionals.get(fixed.id)]).toEqual(['123.456', '50']);
  });

  test('lets a key cool down after its position closed, for as long as the policy of the waiting signal says', async () => {
    const { store } = get();
    const key = freshKey();
    const closedAtMs = (await store.readKey(key)).nowMs;
    const rows = [openPosition({ id: randomUUID() }), newPosition({ id: randomUUID() })];
    const claim = await take(store, key);
    await store.record(claim, { newPositions: [rows[0]!] });
    await store.record(claim, { positions: [{ id: rows[0]!.id, status: 'closed', closeReason: 'stop', closedAtMs }] });
    await store.record(claim, { newPositions: [rows[1]!] });
    await store.record(claim, { positions: [{ id: rows[1]!.id, status: 'closed', closeReason: 'never_filled', closedAtMs: closedAtMs + 5_000 }] });
    expect((await store.readKey(key)).cooldownUntilMs).toBeNull();
    const signals = [newSignal(key), newSignal(key)] as const;
    const select = async (index: 0 | 1, policy: WavePolicy): Promise<void> => {
      const waveId = waveIdOf(await store.acceptWave(submission({ policy, signals: [signals[index]] })));
      await store.recordWaveProgress(waveId, { ...NOTHING, ranks: [{ signalId: signals[index].id, rank: 2 - index }], selectedIds: [signals[index].id] });
    };
    await select(0, POLICY);
    expect((await store.readKey(key)).cooldownUntilMs).toBeNull();
    await select(1, { ...POLICY, cooldownMs: 60_000 });
    expect((await store.readKey(key)).cooldownUntilMs).toBe(closedAtMs + 60_000);
  });
}
