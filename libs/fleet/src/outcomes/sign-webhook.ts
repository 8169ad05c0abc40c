import { createHmac } from 'node:crypto';

/**
 * The headers that prove where a message comes from, as the Standard Webhooks specification has them, so that receivers may use
 * any of its libraries: an HMAC-SHA256 over id, instant (seconds since 1970) and body. A secret that begins with `whsec_` is
 * base64, as there; any other is taken as the text that it is.
 */
export function signWebhook({ secret, id, atSeconds, body }: { readonly secret: string; readonly id: string; readonly atSeconds: number; readonly body: string }): Readonly<Record<string, string>> {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret, 'utf8');
  const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(atSeconds), 'webhook-signature': `v1,${signature}` };
}
