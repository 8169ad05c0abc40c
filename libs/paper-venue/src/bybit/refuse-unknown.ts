import type { PaperExchange } from '@breakwater/paper';
import { findUnknownParameters } from './accepted-parameters.ts';
import { BybitError } from './bybit-error.ts';
import type { Parameters } from './parameters.ts';
import type { Route } from './route.ts';

/** Throws 10001 for a parameter that the endpoint does not know, if the rules say so; the venue itself ignores it. Source: exchange-wire.md §1b. */
export function refuseUnknown({ rules }: PaperExchange, endpoint: Pick<Route, 'method' | 'path'>, parameters: Parameters): void {
  if (rules.unknownParameters === 'ignore') return;
  const unknown = findUnknownParameters(endpoint, parameters.listNames());
  if (unknown.length > 0) throw new BybitError(10001, `params error: unknown parameter ${unknown.join(', ')}`);
}
