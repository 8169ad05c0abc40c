import { type Account, readMarginVersion } from '@breakwater/paper';
import { JsonInPieces, renderList } from '../json-in-pieces.ts';
import { ReadyJson } from '../venue-request.ts';
import { listPositionTerms } from './list-positions.ts';
import { readOptionalSymbol } from './orders.ts';
import { renderPositionTextV3, renderPositionV2, renderPositionV3 } from './render-position.ts';
import type { Route, SignedCall } from './route.ts';

/** Bodies by account and request, with the version of the account that they show. */
const remembered = new WeakMap<Account, Map<string, { readonly version: number; readonly body: ReadyJson }>>();

/** The body of a listing: the one sent last time as long as nothing that it shows has changed. A lagging one is never kept. */
function renderOnce(call: SignedCall, path: string, render: () => unknown): unknown {
  const isPresent = call.asOfMs('positions') === call.nowMs && call.asOfMs('orders') === call.nowMs && call.isVisible('positions', call.nowMs);
  // One symbol is rendered in no time; keeping thousands of them would only cost memory.
  if (!isPresent || readOptionalSymbol(call) !== null) return render();
  const version = readMarginVersion(call.account);
  const known = remembered.get(call.account)?.get(path);
  if (known?.version === version) return known.body;
  const rendered = render();
  if (rendered instanceof JsonInPieces) return rendered;
  const body = rendered instanceof ReadyJson ? rendered : new ReadyJson(JSON.stringify(rendered));
  const bodies = remembered.get(call.account) ?? new Map<string, { version: number; body: ReadyJson }>();
  remembered.set(call.account, bodies.set(path, { version, body }));
  return body;
}

/** The list of v2: every contract there is. */
function renderV2(call: SignedCall): unknown {
  const { rows, summaryOf } = listPositionTerms(call, 'v2');
  return renderList(rows, (terms) => renderPositionV2(terms, summaryOf(terms)));
}

/** Up to so many rows are kept as text, for whoever asks for all of them again and again; thousands would only cost memory. */
const mostKeptRows = 250;

/** The list of v3, as text where it is one of the present that is not long. */
function renderV3(call: SignedCall): unknown {
  const { rows, summaryOf } = listPositionTerms(call, 'v3');
  if (rows.length > mostKeptRows) return renderList(rows, (terms) => renderPositionV3(terms, summaryOf(terms)));
  return new ReadyJson(`[${rows.map((terms) => renderPositionTextV3(terms, summaryOf(terms))).join(',')}]`);
}

/** What the account holds. */
export const positionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v3/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v3', () => renderV3(call)),
  },
  {
    method: 'GET',
    path: '/fapi/v2/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v2', () => renderV2(call)),
  },
];
