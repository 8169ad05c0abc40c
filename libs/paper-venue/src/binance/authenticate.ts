import type { Account, PaperExchange } from '@breakwater/paper';
import { isSignedWith } from '../is-signed-with.ts';
import type { VenueRequest } from '../venue-request.ts';
import { BinanceError } from './binance-error.ts';
import type { Parameters } from './parameters.ts';

const defaultRecvWindowMs = 5000;
const widestRecvWindowMs = 60_000;
/** How far ahead of the venue's clock a time stamp may be. */
const futureToleranceMs = 1000;

/** The text that is signed: query and body as received, joined, without the signature, which must come last. */
function splitSignature({ query, body }: VenueRequest): { signed: string; signature: string } {
  const whole = query + body;
  const at = whole.lastIndexOf('signature=');
  if (at < 0) throw new BinanceError(-1102, "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.");
  const signature = whole.slice(at + 'signature='.length);
  const before = whole.slice(0, at);
  if (signature.includes('&') || before.includes('signature=')) throw new BinanceError(-1022, 'Signature for this request is not valid.');
  // A signature in the body of a request whose query holds the rest has no ampersand before it.
  return { signed: before.endsWith('&') ? before.slice(0, -1) : before, signature };
}

/** Finds the account of the request's key. Throws -2014 without a key and -2015 for an unknown one, both with 401. */
export function authenticateKey(exchange: PaperExchange, request: VenueRequest): Account {
  const apiKey = request.headers['x-mbx-apikey'];
  if (typeof apiKey !== 'string' || apiKey === '') throw new BinanceError(-2014, 'API-key format invalid.', 401);
  for (const account of exchange.accounts.values()) if (account.apiKey === apiKey) return account;
  throw new BinanceError(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
}

/**
 * Checks the signature (HMAC-SHA256 over the string as received) and the time stamp: accepted if it is less than a
 * second ahead of `nowMs` and not older than the request's own recvWindow.
 * Source: docs, Binance USD-M, "General Info": SIGNED endpoint security, timing security.
 */
export function authenticateSignature(account: Account, request: VenueRequest, parameters: Parameters, nowMs: number): void {
  const { signed, signature } = splitSignature(request);
  parameters.optionalText('signature');
  if (!isSignedWith(account.apiSecret, signed, signature)) throw new BinanceError(-1022, 'Signature for this request is not valid.');
  const timestampMs = parameters.integer('timestamp');
  const recvWindowMs = parameters.optionalInteger('recvWindow') ?? defaultRecvWindowMs;
  if (recvWindowMs > widestRecvWindowMs) throw new BinanceError(-1131, 'recvWindow must be less than 60000');
  if (timestampMs >= nowMs + futureToleranceMs) {
    throw new BinanceError(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  }
  if (nowMs - timestampMs > recvWindowMs) {
    throw new BinanceError(-1021, 'Timestamp for this request is outside of the recvWindow.');
  }
}
