import type { Decimal, SignalOutcome } from '@breakwater/core';
import type { WaveProgress } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { checkSignal, toColumn } from '../constraints.ts';
import type { EventRow, MemoryBooks, SignalRow } from '../memory-books.ts';
import { newEventRow } from '../new-rows.ts';
import type { Session } from '../session.ts';

interface SignalChange {
  readonly rank?: number;
  readonly isSelected?: boolean;
  readonly notional?: Decimal;
  readonly outcome?: SignalOutcome;
  readonly reason?: string;
}

/** Writes ranks, selections and outcomes of a wave's signals, as far as the guards let them; finishes it if it may. */
export function recordWaveProgress({ books, guards, nowMs, worker }: Session, waveId: string, progress: WaveProgress): void {
  const wave = books.waves.get(waveId);
  if (wave === undefined) return;
  const atMs = nowMs();
  atomically((writing) => {
    for (const [id, change] of changesOf(progress)) {
      const signal = books.signals.get(id);
      if (signal === undefined || signal.waveId !== waveId) continue;
      const maySettle = guards.waveMaySettle(signal, hasRow(books, id));
      const after = changedSignal(signal, change, maySettle, atMs);
      checkSignal(after);
      writing.put(books.signals, id, after);
      if (maySettle && change.outcome !== undefined) writing.append(books.events, outcomeEvent(after, worker, atMs));
    }
    const isFinished = wave.status === 'finished' || (progress.isFinished && !hasUndecided(books, waveId));
    writing.put(books.waves, waveId, { ...wave, workedAtMs: wave.status === 'finished' ? wave.workedAtMs : atMs, status: isFinished ? 'finished' : 'running', finishedAtMs: isFinished ? (wave.finishedAtMs ?? atMs) : null });
  });
}

function changedSignal(signal: SignalRow, change: SignalChange, maySettle: boolean, atMs: number): SignalRow {
  return {
    ...signal,
    rank: signal.rank ?? change.rank ?? null,
    selectedAtMs: change.isSelected === true && signal.outcome === 'pending' ? (signal.selectedAtMs ?? atMs) : signal.selectedAtMs,
    notional: isNewlySelected(signal, change) ? (signal.notional ?? (change.notional === undefined ? null : toColumn(change.notional))) : signal.notional,
    outcome: maySettle ? (change.outcome ?? signal.outcome) : signal.outcome,
    reason: maySettle ? (change.reason ?? signal.reason) : signal.reason,
    outcomeAtMs: maySettle && change.outcome !== undefined ? atMs : signal.outcomeAtMs,
  };
}

function isNewlySelected(signal: SignalRow, change: SignalChange): boolean {
  return change.isSelected === true && signal.outcome === 'pending' && signal.selectedAtMs === null;
}

/** What became of the signal, and who caught it if it was a duplicate. */
function outcomeEvent({ key: { exchange, account, symbol }, keyText, source, externalId, outcome, reason }: SignalRow, worker: string | null, atMs: number): EventRow {
  const data = { source, signal: externalId, reason, ...(outcome === 'skipped_duplicate' ? { caughtBy: 'plan' } : {}) };
  return newEventRow({ key: { exchange, account, symbol }, keyText, atMs }, worker, { positionId: null, type: `signal_${outcome}`, evidence: null, data });
}

function changesOf(progress: WaveProgress): ReadonlyMap<string, SignalChange> {
  const changes = new Map<string, SignalChange>();
  const add = (id: string, change: SignalChange): void => void changes.set(id, { ...changes.get(id), ...change });
  for (const { signalId, rank } of progress.ranks) add(signalId, { rank });
  for (const signalId of progress.selectedIds) add(signalId, { isSelected: true });
  for (const { signalId, notional } of progress.sizes ?? []) add(signalId, { notional });
  for (const { signalId, outcome, reason } of progress.outcomes) add(signalId, { outcome, reason });
  return changes;
}

function hasRow(books: MemoryBooks, signalId: string): boolean {
  for (const row of books.positions.values()) if (row.signalId === signalId) return true;
  return false;
}

function hasUndecided(books: MemoryBooks, waveId: string): boolean {
  for (const signal of books.signals.values()) if (signal.waveId === waveId && signal.outcome === 'pending') return true;
  for (const wish of books.wishes.values()) if (wish.waveId === waveId && wish.outcome === 'pending') return true;
  return false;
}
