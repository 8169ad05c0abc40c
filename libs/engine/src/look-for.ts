import { isLive, type KeyRecords } from '@breakwater/core';
import type { Ports } from './ports.ts';
import type { Purpose } from './purpose.ts';

/** The same ports, whose looks at exchanges are for this purpose unless one says otherwise. */
export function lookFor(ports: Ports, purpose: Purpose): Ports {
  return { ...ports, exchange: (account, wanted = purpose) => ports.exchange(account, wanted) };
}

/** Whether a position of the key is bare by the books, or may be: an entry that is not answered may have filled. */
export function mayBeBare({ positions }: KeyRecords): boolean {
  return positions.some(({ status, bareSinceMs }) => isLive(status) && (status === 'opening' || bareSinceMs !== null));
}

/** The same ports, whose looks are for protection while a position of the key may be bare: a stop would otherwise wait behind its own look (I4). */
export function lookAsBare(ports: Ports, records: KeyRecords): Ports {
  return mayBeBare(records) ? lookFor(ports, 'protection') : ports;
}
