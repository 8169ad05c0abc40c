import type { ExchangeId } from '@breakwater/core';
import { wires } from '../schedule/wires.ts';
import type { Hand, JournalEntry } from '../world/hand.ts';

/** A request that changed something at the exchange, whatever its sender was told. */
export interface Executed {
  readonly index: number;
  /** When the exchange carried it out. */
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  /** Whether it was to end an order. */
  readonly isCancel: boolean;
  /** Whether it was to take away what an entry of ours had brought along. */
  readonly isClearing: boolean;
  readonly symbol: string;
  /** The order that it placed or cancelled; null for settings. */
  readonly clientOrderId: string | null;
  /** Its time stamp. */
  readonly signedAtMs: number;
}

export interface JournalWatch {
  readonly executed: readonly Executed[];
  /** Everything but reads and prices, oldest first. */
  readonly changes: readonly JournalEntry[];
  /** Reads what is new. To be called once more at the end. */
  catchUp(): Promise<void>;
  stop(): Promise<void>;
}

const everyMs = 1_000;

/** Reads the journal of one of the paper exchange's venues along, because it keeps only its newest entries. */
export function watchJournal(hand: Hand, exchange: ExchangeId): JournalWatch {
  const executed: Executed[] = [];
  const changes: JournalEntry[] = [];
  let sinceIndex = 0;
  let isStopping = false;
  let reading: Promise<void> = Promise.resolve();
  const read = async (): Promise<void> => {
    for (const entry of await hand.journal(exchange, sinceIndex)) {
      if (entry.index !== sinceIndex + 1 && sinceIndex !== 0) throw new Error(`the journal lost its entries from ${sinceIndex + 1} to ${entry.index - 1}: the judge reads too slowly`);
      sinceIndex = entry.index;
      if (entry.kind === 'price-changed' || (entry.kind === 'request' && entry.detail['method'] === 'GET')) continue;
      changes.push(entry);
      const change = readExecuted(entry);
      if (change !== null) executed.push(change);
    }
  };
  const catchUp = (): Promise<void> => {
    reading = reading.then(read);
    return reading;
  };
  const running = (async () => {
    while (!isStopping) {
      await catchUp();
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  running.catch(() => {}); // told by stop
  return {
    executed,
    changes,
    catchUp,
    stop: async () => {
      isStopping = true;
      await running;
    },
  };
}

function readExecuted({ index, timeMs, kind, symbol, detail }: JournalEntry): Executed | null {
  const { method, path, executed, clientOrderId, signedAtMs } = detail;
  if (kind !== 'request' || executed !== true || symbol === null) return null;
  const isCancel = method === 'DELETE' || path === wires.bybit.cancel['path'];
  const isClearing = path === wires.bybit.clear?.['path'];
  return { index, atMs: timeMs, method: String(method), path: String(path), isCancel, isClearing, symbol, clientOrderId: clientOrderId == null ? null : String(clientOrderId), signedAtMs: Number(signedAtMs) };
}
