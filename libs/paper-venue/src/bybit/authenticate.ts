import type { Account, PaperExchange } from '@breakwater/paper';
import { isSignedWith } from '../is-signed-with.ts';
import type { VenueRequest } from '../venue-request.ts';
import { BybitError } from './bybit-error.ts';

const defaultRecvWindow = '5000';
/** How far ahead of the venue's clock a time stamp may be. */
const futureToleranceMs = 1000;

/** A header as text, empty when absent. */
function readHeader({ headers }: VenueRequest, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** Finds the account of the request's key. Throws 10001 without key, time or signature, and 10003 for an unknown key. */
export function authenticateKey(exchange: PaperExchange, request: VenueRequest): Account {
  const apiKey = readHeader(request, 'x-bapi-api-key');
  const timestamp = readHeader(request, 'x-bapi-timestamp');
  const signature = readHeader(request, 'x-bapi-sign');
  if (apiKey === '' || timestamp === '' || signature === '') throw new BybitError(10001, `empty value: apiTimestamp[${timestamp}] apiKey[${apiKey}] apiSignature[${signature}]`);
  for (const account of exchange.accounts.values()) if (account.apiKey === apiKey) return account;
  throw new BybitError(10003, 'API key is invalid.');
}

/**
 * Checks the time stamp (not older than recv_window, less than a second ahead of `nowMs`) and the signature: HMAC-SHA256,
 * in hex, over time stamp, key, window and the query string or body as received.
 * Source: docs, Bybit v5, "Integration Guidance": authentication; 10002, 10004.
 */
export function authenticateSignature(account: Account, request: VenueRequest, nowMs: number): void {
  const timestamp = readHeader(request, 'x-bapi-timestamp');
  const window = readHeader(request, 'x-bapi-recv-window');
  const recvWindow = window === '' ? defaultRecvWindow : window;
  if (!/^\d{1,16}$/.test(timestamp) || !/^\d{1,9}$/.test(recvWindow)) throw new BybitError(10001, 'params error: timestamp or recv_window invalid');
  if (Number(timestamp) >= nowMs + futureToleranceMs || nowMs - Number(timestamp) > Number(recvWindow)) {
    const told = `req_timestamp[${timestamp}],server_timestamp[${nowMs}],recv_window[${recvWindow}]`;
    throw new BybitError(10002, `invalid request, please check your server timestamp or recv_window param. ${told}`);
  }
  const signed = `${timestamp}${account.apiKey}${window}${request.method === 'GET' ? request.query : request.body}`;
  if (!isSignedWith(account.apiSecret, signed, readHeader(request, 'x-bapi-sign'))) throw new BybitError(10004, `error sign! origin_string[${signed}]`);
}
