import type { Config } from '@breakwater/config';
import { type AccountKey, accountKeyText, type SymbolKey, symbolKeyText } from '@breakwater/core';
import { openStore } from '@breakwater/db';

/** What is switched: an account, or one of its symbols. */
export type Switched = AccountKey | SymbolKey;

/** `binance.main` or `binance.main.TAGUSDT`. */
export const nameOf = (key: Switched): string => ('symbol' in key ? symbolKeyText(key) : accountKeyText(key));

type BooksStore = ReturnType<typeof openStore>['store'];

/**
 * Turns a switch of accounts or symbols and gives the names of what stood otherwise. An account that no worker has registered yet is
 * registered, so that the switch holds from the beginning. Throws what the database says.
 */
export async function switchAll<Key extends Switched>(config: Config, keys: readonly Key[], applicationName: string, turn: (store: BooksStore, key: Key) => Promise<boolean>): Promise<ReadonlySet<string>> {
  const books = openStore({ databaseUrl: config.databaseUrl, applicationName });
  const changed = new Set<string>();
  try {
    for (const key of keys) {
      const settings = config.accounts.find((one) => accountKeyText(one.key) === accountKeyText(key));
      if (settings) await books.store.registerAccount(settings.key, settings.mode, settings.positionsMax);
      if (await turn(books.store, key)) changed.add(nameOf(key));
    }
    return changed;
  } finally {
    await books.close();
  }
}

/** Switches new entries on or off, of accounts or symbols. */
export function switchEntriesOf(config: Config, keys: readonly Switched[], isEnabled: boolean, applicationName: string): Promise<ReadonlySet<string>> {
  return switchAll(config, keys, applicationName, (store, key) => ('symbol' in key ? store.switchSymbolEntries(key, isEnabled) : store.switchEntries(key, isEnabled)));
}
