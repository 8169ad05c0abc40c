import { createHmac } from 'node:crypto';
import type { ClientAccess } from './ccxt-client.ts';

/** What the venue answered to a request made by hand. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

/** The signature of a query string as it stands. */
export function signQuery(query: string, apiSecret: string): string {
  return createHmac('sha256', apiSecret).update(query).digest('hex');
}

/** Signs `query` as it stands and sends it by hand, for requests that no decent client would make. */
export async function sendSigned(access: ClientAccess, method: string, path: string, query: string, apiSecret = access.apiSecret): Promise<RawAnswer> {
  return sendRaw(access, method, `${path}?${query}&signature=${signQuery(query, apiSecret)}`);
}

/** Sends a request with the account's key and nothing else. */
export async function sendRaw(access: ClientAccess, method: string, pathAndQuery: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  const response = await fetch(access.url + pathAndQuery, { method, headers: { 'X-MBX-APIKEY': access.apiKey, ...headers } });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
