import { type Account, readMarginVersion } from '@breakwater/paper';

/** The rows of a whole list by its name, with the version of the account that they show. */
type Remembered = Map<string, { readonly version: number; readonly rows: unknown }>;

const remembered = new WeakMap<Account, Remembered>();

/**
 * The rows of a list of all that an account has, gathered again only if its orders, positions, prices or money have changed since
 * the last time: gathering thousands holds everybody up, however slowly they are sent afterwards. For lists of the present alone.
 */
export function rememberRows<T>(account: Account, name: string, gather: () => T): T {
  const version = readMarginVersion(account);
  const lists = remembered.get(account) ?? (new Map() as Remembered);
  remembered.set(account, lists);
  const known = lists.get(name);
  if (known?.version === version) return known.rows as T;
  const rows = gather();
  lists.set(name, { version, rows });
  return rows;
}
