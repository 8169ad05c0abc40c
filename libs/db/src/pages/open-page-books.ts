import { connect, type ConnectOptions } from '../connect.ts';
import { claimPageTelling, type DuePage } from './claim-page-telling.ts';
import { recordPageTold, recordPageUntold } from './record-page-telling.ts';
import { watchBare } from './watch-bare.ts';

/** The outbox of pages, for whoever tells people of them. Everything throws what Postgres or the network says. */
export interface PageBooks {
  /** Raises a page for each position that has been bare for so long, and ends those of positions that are bare no more. */
  watchBare(afterMs: number): Promise<void>;
  claim(receiver: string, leaseMs: number): Promise<DuePage | null>;
  recordTold(pageId: string, receiver: string, againInMs: number, isOver: boolean): Promise<void>;
  recordUntold(pageId: string, receiver: string, problem: string, retryInMs: number, pageText: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens it on a connection of its own: nobody who tells of trouble may keep a stop waiting for one. */
export function openPageBooks(options: ConnectOptions): PageBooks {
  const database = connect({ applicationName: 'breakwater pages', connectionsMax: 1, ...options });
  return {
    watchBare: (afterMs) => watchBare(database, afterMs),
    claim: (receiver, leaseMs) => claimPageTelling(database, receiver, leaseMs),
    recordTold: (pageId, receiver, againInMs, isOver) => recordPageTold(database, pageId, receiver, againInMs, isOver),
    recordUntold: (pageId, receiver, problem, retryInMs, pageText) => recordPageUntold(database, pageId, receiver, problem, retryInMs, pageText),
    close: () => database.close(),
  };
}
