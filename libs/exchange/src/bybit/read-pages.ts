import { parseList } from '../read-list.ts';
import { Unreadable } from '../unreadable.ts';
import type { EndpointName, RequestParameters } from './endpoints.ts';
import { readResult } from './read-result.ts';
import type { Session } from './session.ts';

/** Far above any account; reaching it means that the exchange leads us in a circle. */
const PAGES_MAX = 1_000;

export interface Paging<T> {
  readonly endpoint: Extract<EndpointName, 'readPositions' | 'readOrders' | 'readOrderHistory' | 'readExecutions' | 'readClosedProfits' | 'readMarkets'>;
  readonly parameters: RequestParameters;
  /** Names the list in messages. */
  readonly what: string;
  readonly parse: (row: unknown) => T;
  /** What a row is known by: pages are no snapshot, and a row that moved between two of them is told twice. */
  readonly idOf: (row: T) => string;
}

/**
 * Every page of a list, each row once, as the page that told it last had it. Throws `Unreadable` if any page does not answer:
 * ccxt's own pagination ends without a word after ten. A cursor goes back as it came (Bybit v5 sends it URL-encoded).
 */
export async function readPages<T>(session: Session, { endpoint, parameters, what, parse, idOf }: Paging<T>): Promise<readonly T[]> {
  const found = new Map<string, T>();
  const cursors = new Set<string>();
  let page = parameters;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const payload = endpoint === 'readMarkets' ? await session.readPublic(endpoint, page) : await session.read(endpoint, page);
    const result = readResult(payload, what);
    for (const row of parseList(result.value('list'), what, parse)) found.set(idOf(row), row);
    const cursor = result.has('nextPageCursor') ? result.label('nextPageCursor') : '';
    if (cursor === '') return [...found.values()];
    if (cursors.has(cursor)) throw new Unreadable(`${what}: the pages lead in a circle`);
    cursors.add(cursor);
    page = { ...parameters, cursor };
  }
  throw new Unreadable(`${what}: more than ${PAGES_MAX} pages`);
}
