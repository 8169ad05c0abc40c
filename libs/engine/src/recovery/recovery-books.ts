import type { AccountKey, BookedKey, SymbolKey } from '@breakwater/core';

/** How the books stand before they are recovered. */
export interface RecoveryOutlook {
  /** They are kept in another database than the one that they were begun in: restored, replaced or failed over. */
  readonly isRestored: boolean;
  /** Since when a recovery of them is under way in this database; null: none is. ISO 8601. */
  readonly underWaySince: string | null;
  /** Keys whose epoch is raised. */
  readonly claims: number;
  readonly livePositions: number;
  /** Signals that open and have no outcome: they end, because whether they were entered is not known. */
  readonly pendingSignals: number;
  readonly unansweredIntents: number;
  readonly accounts: readonly AccountEntries[];
  /** Accounts of other configurations whose entries stay off until one that has them is recovered, as `binance.main`. */
  readonly elsewhere: readonly string[];
}

export interface AccountEntries extends AccountKey {
  readonly entriesEnabled: boolean;
  /** Whether they are let in again at the end. */
  readonly entriesAfter: boolean;
}

export type RecoveryBegun =
  | {
      readonly type: 'begun';
      /** It was begun before, in this database, and goes on. */
      readonly isContinued: boolean;
      /** Since when, on the database's clock, as ISO 8601. */
      readonly beganAt: string;
      /** Until no request of the time before can take effect any more, in milliseconds from now; negative once that has passed. */
      readonly fencedForMs: number;
      /** Keys whose epoch was raised just now. */
      readonly claims: number;
    }
  /** Epochs are made of the database's clock, and it is behind one that was given. */
  | { readonly type: 'clock_behind'; readonly behindMs: number };

export type RecoveryFinished =
  | { readonly type: 'finished'; readonly accounts: readonly AccountEntries[] }
  /** Something is not settled; nothing was changed. `mayPass`: it may settle by itself. */
  | { readonly type: 'unfinished'; readonly why: string; readonly mayPass: boolean };

/** The books as a recovery of them needs them: each method is one statement. */
export interface RecoveryBooks {
  /** Changes nothing. */
  lookAhead(accounts: readonly AccountKey[]): Promise<RecoveryOutlook>;
  /** Milliseconds since 1970 on the database's clock. */
  nowMs(): Promise<number>;
  /** Switches entries off (of all accounts, where the books were put back), raises the epochs of all keys and fences them for so long; goes on with what was begun. */
  begin(accounts: readonly AccountKey[], fenceMs: number): Promise<RecoveryBegun>;
  /** The symbols of an account that the books have reason to look at. */
  readSymbols(account: AccountKey): Promise<readonly string[]>;
  /** What the books have of a key since an instant of the exchange's time; of our own orders those with these client ids. */
  readBookedKey(key: SymbolKey, sinceMs: number, clientOrderIds: readonly string[]): Promise<BookedKey>;
  /** Keys of the account that were set aside for a person. */
  readSetAside(account: AccountKey): Promise<readonly string[]>;
  /** Says that books and exchange agree on the account. */
  markAgreed(account: AccountKey): Promise<void>;
  /** Lets entries in again where they were let in before, if all accounts agree and nothing of the time before is open. */
  finish(accounts: readonly AccountKey[]): Promise<RecoveryFinished>;
}
