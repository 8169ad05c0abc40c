import type { OrderSubject } from '../dialect.ts';

/** A list in JSON, `null` for anything else: the endpoint says so itself. */
export function readLegs(text: string | null): unknown[] | null {
  try {
    const legs: unknown = JSON.parse(text ?? '');
    return Array.isArray(legs) ? legs : null;
  } catch {
    return null;
  }
}

/** A field of a leg as text. */
function readField(leg: unknown, name: string): string | null {
  const value = (leg as Readonly<Record<string, unknown>> | null)?.[name];
  return typeof value === 'string' ? value : null;
}

/**
 * What each order of a batch is about, without trusting it; `null` for a request for one order.
 * Source: docs, Binance USD-M, "Place Multiple Orders", "Cancel Multiple Orders", whose list has its name in any case.
 */
export function readLegSubjects(values: URLSearchParams): OrderSubject[] | null {
  const batch = values.get('batchOrders');
  if (batch !== null) return (readLegs(batch) ?? []).map((leg) => ({ symbol: readField(leg, 'symbol'), clientOrderId: readField(leg, 'newClientOrderId') }));
  const names = values.get('origClientOrderIdList') ?? values.get('origclientorderidlist');
  return names === null ? null : (readLegs(names) ?? []).map((name) => ({ symbol: values.get('symbol'), clientOrderId: String(name) }));
}
