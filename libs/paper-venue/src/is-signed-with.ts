import { createHmac, timingSafeEqual } from 'node:crypto';

/** An HMAC-SHA256 in hex, and nothing else: what reads hex stops at the first character that is none, so that a signature with a tail would pass. */
const hexSignature = /^[0-9a-f]{64}$/i;

/**
 * Whether `signature` is that of `signed` under `secret`. Takes as long for a wrong one as for a right one.
 * Sources: docs, Binance USD-M, "General Info": SIGNED endpoint security; docs, Bybit v5, "Integration Guidance": authentication.
 */
export function isSignedWith(secret: string, signed: string, signature: string): boolean {
  if (!hexSignature.test(signature)) return false;
  return timingSafeEqual(Buffer.from(signature, 'hex'), createHmac('sha256', secret).update(signed).digest());
}
