import type { Facts } from '@breakwater/core';
import type { Claim, IntentCommit, ReportEntry } from '@breakwater/engine';

/** Calls that say nothing to a reader of a story. */
const dull = new Set(['beat', 'readDueWork', 'isTakenAfter']);

/** A call of the books in words, for a trace; null for one that is not worth a line. */
export function describeCall(method: string, values: readonly unknown[]): string | null {
  if (dull.has(method)) return null;
  const [first, second] = values;
  switch (method) {
    case 'commitIntent': {
      const { request, signedAtMs } = second as IntentCommit;
      return `commits ${Object.entries(request).map(([name, value]) => `${name}=${String(value)}`).join(' ')} signed=${signedAtMs % 1_000_000} (epoch ${(first as Claim).epoch})`;
    }
    case 'record':
      return `records (epoch ${(first as Claim).epoch}) ${describeFacts(second as Facts)}`;
    case 'addReport': {
      const { symbol, findings, acts } = second === undefined ? (first as ReportEntry) : (second as ReportEntry);
      return `reports on ${symbol ?? 'the account'}: ${JSON.stringify(findings)} ${JSON.stringify(acts)}`;
    }
    default:
      return `${method} ${nameOf(first)} ${second === undefined ? '' : JSON.stringify(second)}`;
  }
}

function describeFacts(facts: Facts): string {
  const events = (facts.events ?? []).map(({ type }) => type);
  const rest = Object.keys(facts).filter((name) => name !== 'events');
  const positions = (facts.positions ?? []).map((change) => JSON.stringify(change));
  return [events.join(', '), `[${rest.join(' ')}]`, ...positions, ...(facts.sightings ?? []).map(({ what, quantity }) => `saw ${what} ${quantity}`)].join(' ');
}

function nameOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('epoch' in value && 'key' in value) return `${nameOf(value.key)} (epoch ${String(value.epoch)})`;
  return 'symbol' in value ? String(value.symbol) : JSON.stringify(value).slice(0, 200);
}
