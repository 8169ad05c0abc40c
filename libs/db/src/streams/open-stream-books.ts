import type { AccountKey } from '@breakwater/core';
import { connect, type ConnectOptions } from '../connect.ts';
import { leaseStream, releaseStream, type StreamLease } from './lease-stream.ts';
import { type PassOnRecord, readLastPasses } from './read-last-passes.ts';

/** What a listener keeps in the books, and reads of them. Everything throws what Postgres or the network says. */
export interface StreamBooks {
  /** Takes the stream of an account for `leaseMs`, or keeps it; busy while somebody else has it. */
  lease(account: AccountKey, holder: string, leaseMs: number): Promise<StreamLease>;
  release(account: AccountKey, holder: string): Promise<void>;
  /** The last two passes of the last day that could read the account, the newest first. */
  readLastPasses(account: AccountKey): Promise<readonly PassOnRecord[]>;
  close(): Promise<void>;
}

/** Opens it on a connection of its own. */
export function openStreamBooks(options: ConnectOptions): StreamBooks {
  const database = connect({ applicationName: 'breakwater streams', connectionsMax: 1, ...options });
  return {
    lease: (account, holder, leaseMs) => leaseStream(database, account, holder, leaseMs),
    release: (account, holder) => releaseStream(database, account, holder),
    readLastPasses: (account) => readLastPasses(database, account),
    close: () => database.close(),
  };
}
