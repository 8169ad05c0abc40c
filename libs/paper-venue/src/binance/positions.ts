import { type Account, type MarginSummary, type PositionTerms, readMarginVersion } from '@breakwater/paper';
import { JsonInPieces, renderList } from '../json-in-pieces.ts';
import { ReadyJson } from '../venue-request.ts';
import { listPositionTerms } from './list-positions.ts';
import { readOptionalSymbol } from './orders.ts';
import { renderPositionV2, renderPositionV3 } from './render-position.ts';
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
  const body = new ReadyJson(JSON.stringify(rendered));
  const bodies = remembered.get(call.account) ?? new Map<string, { version: number; body: ReadyJson }>();
  remembered.set(call.account, bodies.set(path, { version, body }));
  return body;
}

/** A version of the list. */
function renderPositions(call: SignedCall, version: 'v2' | 'v3', render: (terms: PositionTerms, summary: MarginSummary) => unknown): unknown {
  const { rows, summaryOf } = listPositionTerms(call, version);
  return renderList(rows, (terms) => render(terms, summaryOf(terms)));
}

/** What the account holds. */
export const positionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/fapi/v3/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v3', () => renderPositions(call, 'v3', renderPositionV3)),
  },
  {
    method: 'GET',
    path: '/fapi/v2/positionRisk',
    security: 'signed',
    weight: 5,
    act: (call) => renderOnce(call, 'v2', () => renderPositions(call, 'v2', renderPositionV2)),
  },
];
