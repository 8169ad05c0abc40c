import type { AccountKey } from '@breakwater/core';
import type { Ports } from '../ports.ts';
import { untilRead } from './look-again.ts';
import { type AccountRecovered, recoverAccount } from './recover-account.ts';
import type { RecoveryBegun, RecoveryBooks } from './recovery-books.ts';

const FINISH_AGAIN_MS = 500;

export interface BooksRecovery {
  readonly accounts: readonly AccountKey[];
  /** How far back the exchanges are asked for executions: further than the books were set back. */
  readonly backMs: number;
  /** Whether the time that was given is over. */
  isOver(): boolean;
  /** Is told once that it has begun, or why it has not. */
  onBegun(begun: RecoveryBegun): void;
  /** Is told how far it is with an account, in words. */
  tell(account: AccountKey, text: string): void;
}

export type BooksRecovered =
  /** Epochs are made of the database's clock, and it is behind one that was given: nothing was changed. */
  | { readonly type: 'clock_behind'; readonly behindMs: number }
  | {
      readonly type: 'ended';
      readonly begun: Extract<RecoveryBegun, { type: 'begun' }>;
      readonly accounts: readonly (AccountKey & AccountRecovered)[];
      /** Why entries stay off; null: the books are recovered, and entries are on where they were. */
      readonly why: string | null;
    };

/**
 * Brings books that were set back to what the exchanges say: entries off and every epoch raised, then nothing before the requests of the time
 * before can do anything any more, then every account until both sides agree, then entries on. Everything that it has reached stands in the
 * books, so it may die at any point and be begun again, and run twice at once. Throws what the books throw; what the exchange does not
 * answer is waited for.
 */
export async function recoverBooks(ports: Ports, books: RecoveryBooks, recovery: BooksRecovery): Promise<BooksRecovered> {
  const { runtime, bounds } = ports;
  const begun = await books.begin(recovery.accounts, Math.max(bounds.entryWindowMs, bounds.protectionWindowMs) + bounds.fenceSkewMs);
  const beganMs = runtime.monotonicMs();
  recovery.onBegun(begun);
  if (begun.type === 'clock_behind') return begun;
  const untilFenced = (afterMs: number): Promise<void> => runtime.wait(Math.max(0, begun.fencedForMs + afterMs - (runtime.monotonicMs() - beganMs)));
  await untilFenced(0);
  const recoverOne = async (key: AccountKey): Promise<AccountKey & AccountRecovered> => {
    const exchange = ports.exchange(key);
    const tell = (text: string): void => recovery.tell(key, text);
    // A clock that was never measured says 1970, and any answer measures it.
    if (!Number.isFinite(exchange.clockErrorMs())) await untilRead(ports, { isOver: recovery.isOver, tell }, () => exchange.readAccount());
    const recovered = await recoverAccount(ports, books, key, {
      sinceMs: exchange.nowMs() - recovery.backMs,
      untilFindable: () => untilFenced(bounds.notFindableMs),
      isOver: recovery.isOver,
      tell,
    });
    if (recovered.unsettled.length === 0) await books.markAgreed(key);
    return { ...key, ...recovered };
  };
  // At once, so that one that takes long takes no time from another; and all to their end, so that nothing is closed under one that still runs.
  const ends = await Promise.allSettled(recovery.accounts.map(recoverOne));
  const accounts = ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  return { type: 'ended', begun, accounts, why: await finish(ports, books, recovery) };
}

/** Ends the recovery, as soon as it may; says why it may not when the time is over. */
async function finish({ runtime }: Ports, books: RecoveryBooks, { accounts, isOver }: BooksRecovery): Promise<string | null> {
  for (;;) {
    const finished = await books.finish(accounts);
    if (finished.type === 'finished') return null;
    if (isOver() || !finished.mayPass) return finished.why;
    await runtime.wait(FINISH_AGAIN_MS);
  }
}
