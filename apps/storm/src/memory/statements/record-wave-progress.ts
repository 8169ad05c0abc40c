import type { SignalOutcome } from '@breakwater/core';
import type { WaveProgress } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { checkSignal } from '../constraints.ts';
import { isWaiting } from '../look-up.ts';
import type { MemoryBooks, SignalRow } from '../memory-books.ts';
import type { Session } from '../session.ts';

interface SignalChange {
  readonly rank?: number;
  readonly isSelected?: boolean;
  readonly outcome?: SignalOutcome;
  readonly reason?: string;
}

/** Writes ranks, selections and outcomes of a wave's signals, as far as the guards let them; finishes it if it may. */
export function recordWaveProgress({ books, guards, nowMs }: Session, waveId: string, progress: WaveProgress): void {
  const wave = books.waves.get(waveId);
  if (wave === undefined) return;
  const atMs = nowMs();
  atomically((writing) => {
    for (const [id, change] of changesOf(progress)) {
      const signal = books.signals.get(id);
      if (signal === undefined || signal.waveId !== waveId) continue;
      const after = changedSignal(signal, change, guards.waveMaySettle(signal, hasRow(books, id)), atMs);
      checkSignal(after);
      writing.put(books.signals, id, after);
    }
    const isFinished = wave.status === 'finished' || (progress.isFinished && !hasUndecided(books, waveId));
    writing.put(books.waves, waveId, { ...wave, workedAtMs: atMs, status: isFinished ? 'finished' : 'running', finishedAtMs: isFinished ? (wave.finishedAtMs ?? atMs) : null });
  });
}

function changedSignal(signal: SignalRow, change: SignalChange, maySettle: boolean, atMs: number): SignalRow {
  return {
    ...signal,
    rank: signal.rank ?? change.rank ?? null,
    selectedAtMs: change.isSelected === true && signal.outcome === 'pending' ? (signal.selectedAtMs ?? atMs) : signal.selectedAtMs,
    outcome: maySettle ? (change.outcome ?? signal.outcome) : signal.outcome,
    reason: maySettle ? (change.reason ?? signal.reason) : signal.reason,
    outcomeAtMs: maySettle && change.outcome !== undefined ? atMs : signal.outcomeAtMs,
  };
}

function changesOf(progress: WaveProgress): ReadonlyMap<string, SignalChange> {
  const changes = new Map<string, SignalChange>();
  const add = (id: string, change: SignalChange): void => void changes.set(id, { ...changes.get(id), ...change });
  for (const { signalId, rank } of progress.ranks) add(signalId, { rank });
  for (const signalId of progress.selectedIds) add(signalId, { isSelected: true });
  for (const { signalId, outcome, reason } of progress.outcomes) add(signalId, { outcome, reason });
  return changes;
}

function hasRow(books: MemoryBooks, signalId: string): boolean {
  for (const row of books.positions.values()) if (row.signalId === signalId) return true;
  return false;
}

function hasUndecided(books: MemoryBooks, waveId: string): boolean {
  for (const signal of books.signals.values()) if (signal.waveId === waveId && isWaiting(signal)) return true;
  for (const wish of books.wishes.values()) if (wish.waveId === waveId && wish.outcome === 'pending') return true;
  return false;
}
