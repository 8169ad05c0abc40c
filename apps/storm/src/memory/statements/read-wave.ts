import { fromWaveFactsJson, isLive, positionKeyText, type SignalRecord, type SymbolKey } from '@breakwater/core';
import type { WaveRecord } from '@breakwater/engine';
import { hasLiveRow } from '../look-up.ts';
import type { MemoryBooks, SignalRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

/** A wave with its signals, ranked ones first; null if there is none of that id. */
export function readWave({ books, nowMs }: Session, waveId: string): WaveRecord | null {
  const wave = books.waves.get(waveId);
  if (wave === undefined) return null;
  const signals: SignalRow[] = [];
  for (const signal of books.signals.values()) if (signal.waveId === waveId) signals.push(signal);
  const { id, source, externalId, status, policy } = wave;
  return {
    id,
    source,
    externalId,
    status,
    policy,
    ageMs: nowMs() - wave.atMs,
    signals: signals.sort(byRank).map((signal) => toSignalRecord(books, signal)),
    takenKeys: takenKeys(books, waveId, signals),
    facts: fromWaveFactsJson(wave.facts),
    wishedKeys: wishedKeys(books, waveId),
  };
}

/** A signal as the engine knows it. */
export function toSignalRecord(books: MemoryBooks, { keyText: _keyText, selectedAtMs, reason: _reason, outcomeAtMs: _outcomeAtMs, ...record }: SignalRow): SignalRecord {
  return { ...record, isSelected: selectedAtMs !== null, hasLiveRow: hasLiveRow(books, record.id) };
}

function wishedKeys(books: MemoryBooks, waveId: string): SymbolKey[] {
  const keys = new Map<string, SymbolKey>();
  for (const wish of books.wishes.values()) if (wish.waveId === waveId && wish.outcome === 'pending') keys.set(wish.keyText, wish.key);
  return [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { exchange, account, symbol }]) => ({ exchange, account, symbol }));
}

function takenKeys(books: MemoryBooks, waveId: string, signals: readonly SignalRow[]): string[] {
  const taken = new Set<string>();
  for (const row of books.positions.values()) {
    const isOwn = row.signalId !== null && books.signals.get(row.signalId)?.waveId === waveId;
    if (!isLive(row.status) || isOwn || !signals.some((signal) => signal.keyText === row.keyText && signal.key.leg === row.leg)) continue;
    taken.add(positionKeyText({ ...row.key, leg: row.leg }));
  }
  return [...taken].sort();
}

function byRank(a: SignalRow, b: SignalRow): number {
  if (a.rank !== b.rank) return a.rank === null ? 1 : b.rank === null ? -1 : a.rank - b.rank;
  return a.externalId < b.externalId ? -1 : 1;
}
