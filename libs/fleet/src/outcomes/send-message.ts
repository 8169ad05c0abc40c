import type { OutcomeWebhookSettings } from '@breakwater/config';
import { postWebhook, type PostBounds } from './post-webhook.ts';
import { signWebhook } from './sign-webhook.ts';

export interface SentMessage {
  readonly id: string;
  /** Serialised once and signed as it is. */
  readonly body: string;
}

/** How an attempt at a message ended. */
export type Sending =
  | { readonly type: 'delivered'; readonly status: number; readonly answer: string }
  /** `isOfMessage`: the receiver refused this very message, and may well take others. */
  | { readonly type: 'failed'; readonly isOfMessage: boolean; readonly problem: string; readonly retryAfterMs: number | null; readonly answer: string };

/** What a receiver says about the message itself; every other answer is about the receiver, the address or the secret. */
const OF_MESSAGE: ReadonlySet<number> = new Set([400, 413, 415, 422]);

/** Signs a message anew, with the present instant, and posts it. Only an answer of 200 to 299 that came whole is a delivery. */
export async function sendMessage({ url, secret }: Pick<OutcomeWebhookSettings, 'url' | 'secret'>, { id, body }: SentMessage, bounds?: PostBounds): Promise<Sending> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'breakwater', ...signWebhook({ secret, id, atSeconds: Math.floor(Date.now() / 1_000), body }) };
  const answer = await postWebhook(url, headers, body, bounds);
  if (answer.type === 'unanswered') return { type: 'failed', isOfMessage: false, problem: answer.problem, retryAfterMs: null, answer: '' };
  const { status, retryAfterMs } = answer;
  if (status >= 200 && status < 300) return { type: 'delivered', status, answer: answer.body };
  const redirect = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return { type: 'failed', isOfMessage: OF_MESSAGE.has(status), problem: `the receiver answered ${status}${redirect}`, retryAfterMs, answer: answer.body };
}
