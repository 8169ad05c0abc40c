import { accountKeyText, NOTHING_READ, symbolKeyText, toWaveFactsJson } from '@breakwater/core';
import type { NewSignal, NewWish, RepeatedSignal, WaveAcceptance, WaveSubmission } from '@breakwater/engine';
import { atomically } from '../atomically.ts';
import { checkSignal, checkWish, must, toColumn } from '../constraints.ts';
import type { MemoryBooks, SignalRow, WishRow } from '../memory-books.ts';
import { newEventRow } from '../new-rows.ts';
import type { Session } from '../session.ts';

/** Takes a wave and its signals in, once, however often it is delivered (I2); a signal that exists is left as it is. */
export function acceptWave({ books, nowMs, worker }: Session, wave: WaveSubmission): WaveAcceptance {
  for (const known of books.waves.values()) {
    if (known.source !== wave.source || known.externalId !== wave.externalId) continue;
    return known.contentHash === wave.contentHash ? { type: 'already_known', waveId: known.id, status: known.status } : { type: 'conflict', waveId: known.id };
  }
  const id = waveId(books);
  const { source, externalId, contentHash, policy } = wave;
  return atomically((writing) => {
    writing.put(books.waves, id, { id, source, externalId, contentHash, policy, status: 'received', atMs: Math.round(wave.atMs), receivedAtMs: nowMs(), workedAtMs: null, finishedAtMs: null, facts: toWaveFactsJson(NOTHING_READ) });
    const repeated: RepeatedSignal[] = [];
    /** A duplicate that its unique row caught. */
    const repeat = (known: SignalRow | WishRow): void => {
      repeated.push({ externalId: known.externalId, outcome: known.outcome });
      const data = { source, signal: known.externalId, reason: 'it came before, in another wave', caughtBy: 'unique_row' };
      const { exchange, account, symbol } = known.key;
      const stamp = { key: { exchange, account, symbol }, keyText: known.keyText, atMs: nowMs() };
      writing.append(books.events, newEventRow(stamp, worker, { positionId: null, type: 'signal_skipped_duplicate', evidence: null, data }));
    };
    // Of two signals of one id in a wave, the first counts.
    const signals = new Map(wave.signals.toReversed().map((signal) => [signal.externalId, signal]));
    for (const signal of [...signals.values()].sort((a, b) => (a.externalId < b.externalId ? -1 : 1))) {
      const row = signalRow(id, source, signal);
      checkSignal(row);
      const known = findSignal(books, source, row.externalId);
      if (known !== null) {
        repeat(known);
        continue;
      }
      must(!books.signals.has(row.id) && !books.wishes.has(row.id), 'unique', 'signal_pkey', `signal ${row.id}`);
      must(books.accounts.has(accountKeyText(row.key)), 'foreign_key', 'signal_account_fkey', `signal ${row.id}`);
      writing.put(books.signals, row.id, row);
    }
    const exits = new Map((wave.exits ?? []).toReversed().map((exit) => [exit.externalId, exit]));
    for (const exit of [...exits.values()].filter(({ externalId }) => !signals.has(externalId)).sort((a, b) => (a.externalId < b.externalId ? -1 : 1))) {
      const row = wishRow(id, source, exit, nowMs());
      checkWish(row);
      const known = findSignal(books, source, row.externalId);
      if (known !== null) {
        repeat(known);
        continue;
      }
      must(!books.wishes.has(row.id) && !books.signals.has(row.id), 'unique', 'signal_pkey', `signal ${row.id}`);
      must(books.accounts.has(accountKeyText(row.key)), 'foreign_key', 'signal_account_fkey', `signal ${row.id}`);
      writing.put(books.wishes, row.id, row);
    }
    repeated.sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
    return { type: 'accepted', waveId: id, repeated };
  });
}

/** Postgres gives a random one; here it follows from the books, so that the same seed gives the same, and none is given again in books that were put back. */
function waveId(books: MemoryBooks): string {
  const copy = String(books.identity.get('books')?.copies ?? 0).padStart(3, '0');
  return `00000000-0000-4000-8${copy}-${String(books.waves.size + 1).padStart(12, '0')}`;
}

function findSignal(books: MemoryBooks, source: string, externalId: string): SignalRow | WishRow | null {
  for (const known of [...books.signals.values(), ...books.wishes.values()]) if (known.source === source && known.externalId === externalId) return known;
  return null;
}

function wishRow(waveId: string, source: string, exit: NewWish, atMs: number): WishRow {
  const { id, externalId, key, action, leg, side, quantity, fraction, stopRule, mayLoosen, coversForeign } = exit;
  return {
    id,
    waveId,
    source,
    externalId,
    key: { exchange: key.exchange, account: key.account, symbol: key.symbol },
    keyText: symbolKeyText(key),
    action,
    leg,
    side,
    quantity: quantity === null ? null : toColumn(quantity),
    fraction: fraction === null ? null : toColumn(fraction),
    targetQuantity: null,
    stopRule,
    mayLoosen,
    coversForeign,
    createdAtMs: atMs,
    outcome: 'pending',
    reason: null,
    outcomeAtMs: null,
  };
}

function signalRow(waveId: string, source: string, signal: NewSignal): SignalRow {
  return {
    id: signal.id,
    waveId,
    source,
    externalId: signal.externalId,
    key: { exchange: signal.key.exchange, account: signal.key.account, symbol: signal.key.symbol, leg: signal.key.leg },
    keyText: symbolKeyText(signal.key),
    side: signal.side,
    score: toColumn(signal.score),
    notional: signal.notional === null ? null : toColumn(signal.notional),
    leverage: signal.leverage,
    stopRule: signal.stopRule,
    rank: null,
    selectedAtMs: null,
    outcome: 'pending',
    reason: null,
    outcomeAtMs: null,
  };
}
