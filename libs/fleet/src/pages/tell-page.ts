import { randomUUID } from 'node:crypto';
import type { PageReceiverSettings } from '@breakwater/config';
import type { DuePage } from '@breakwater/db';
import { postWebhook, type PostAnswer, type PostBounds } from '../outcomes/post-webhook.ts';
import { signWebhook } from '../outcomes/sign-webhook.ts';

/** What is told: a page, or a test that no page stands behind. `acknowledgedAt` is set: it is over. */
export type TellablePage = Omit<DuePage, 'failures'>;

/** How an attempt ended. `problem`: in words, without address and secret. */
export type Telling = { readonly type: 'told'; readonly status: number } | { readonly type: 'failed'; readonly problem: string; readonly retryAfterMs: number | null; readonly answer: string };

/** How it is told, and until when an alert stands without being told again. */
export interface TellingSettings {
  readonly deployment: string;
  readonly standsForMs: number;
  readonly bounds?: PostBounds;
}

/** More than a Telegram message may have is cut. Source: Telegram bot API, sendMessage, `text`: 1-4096 characters. */
const TELEGRAM_LENGTH_MAX = 4_096;

/** Tells a receiver of a page, or that it is over. Only an answer of 200 to 299 that came whole counts. Never throws. */
export async function tellPage(receiver: PageReceiverSettings, page: TellablePage, settings: TellingSettings): Promise<Telling> {
  const answer = await post(receiver, page, settings);
  if (answer.type === 'unanswered') return { type: 'failed', problem: answer.problem, retryAfterMs: null, answer: '' };
  const { status, body } = answer;
  if (status >= 200 && status < 300) return { type: 'told', status };
  const told = receiver.type === 'telegram' ? readTelegramRefusal(body) : null;
  return { type: 'failed', problem: `it answered ${status}${told === null ? '' : `: ${told.description}`}`, retryAfterMs: told?.retryAfterMs ?? answer.retryAfterMs, answer: body };
}

/** A page that is none, to see whether a receiver hears. */
export function testPage(): TellablePage {
  return { id: randomUUID(), subject: 'test', text: 'A test: this receiver hears the pages of Breakwater.', exchange: null, account: null, symbol: null, raisedAt: new Date().toISOString(), acknowledgedAt: null, raisedCount: 1, toldCount: 0 };
}

function post(receiver: PageReceiverSettings, page: TellablePage, { deployment, standsForMs, bounds }: TellingSettings): Promise<PostAnswer> {
  const json = { 'content-type': 'application/json', 'user-agent': 'breakwater' };
  switch (receiver.type) {
    case 'webhook': {
      const { toldCount, ...told } = page;
      const body = JSON.stringify({ type: page.acknowledgedAt === null ? 'page.raised' : 'page.acknowledged', deployment, toldBefore: toldCount, ...told });
      // The same id if this very telling is repeated, another one for the next.
      const id = `${page.id}.${toldCount}`;
      return postWebhook(receiver.url, { ...json, ...signWebhook({ secret: receiver.secret, id, atSeconds: Math.floor(Date.now() / 1_000), body }) }, body, bounds);
    }
    case 'telegram':
      return postWebhook(at(receiver.url, `bot${receiver.token}/sendMessage`), json, JSON.stringify({ chat_id: receiver.chatId, text: inWords(page, deployment), link_preview_options: { is_disabled: true } }), bounds);
    case 'alertmanager':
      return postWebhook(at(receiver.url, 'api/v2/alerts'), json, JSON.stringify([toAlert(page, deployment, standsForMs)]), bounds);
  }
}

const at = (url: string, path: string): string => `${url.replace(/\/+$/, '')}/${path}`;

function inWords({ id, subject, text, raisedAt, acknowledgedAt, raisedCount, toldCount }: TellablePage, deployment: string): string {
  const times = raisedCount > 1 ? `, ${raisedCount} times since` : '';
  const head = acknowledgedAt === null ? `${toldCount === 0 ? 'Breakwater' : 'Breakwater, still'} (${deployment}): ${text}` : `Breakwater (${deployment}), acknowledged: ${text}`;
  const tail = acknowledgedAt === null ? `\n\n${subject}, ${raisedAt}${times}\nbreakwater page ack ${id.slice(0, 8)}` : '';
  return `${head.slice(0, TELEGRAM_LENGTH_MAX - tail.length)}${tail}`;
}

/**
 * Source: Alertmanager, API v2, `POST /api/v2/alerts`: a list of alerts; it tells one from another by its labels, and takes one for
 * resolved at its `endsAt`. So each telling says until when it stands, and the last one that it has ended.
 */
function toAlert({ id, subject, text, exchange, account, symbol, raisedAt, acknowledgedAt, raisedCount }: TellablePage, deployment: string, standsForMs: number): object {
  const about = Object.fromEntries(Object.entries({ exchange, account, symbol }).filter(([, value]) => value !== null));
  return {
    labels: { alertname: 'BreakwaterPage', severity: 'critical', deployment, subject, page: id, ...about },
    annotations: { summary: text, raisedCount: String(raisedCount), acknowledge: `breakwater page ack ${id.slice(0, 8)}` },
    startsAt: raisedAt,
    endsAt: acknowledgedAt ?? new Date(Date.now() + standsForMs).toISOString(),
  };
}

/** Source: Telegram bot API, "Making requests": `description` says why, `parameters.retry_after` in seconds when to come back. */
function readTelegramRefusal(body: string): { readonly description: string; readonly retryAfterMs: number | null } | null {
  try {
    const { description, parameters } = JSON.parse(body) as { readonly description?: unknown; readonly parameters?: { readonly retry_after?: unknown } };
    const seconds = parameters?.retry_after;
    return typeof description === 'string' ? { description, retryAfterMs: typeof seconds === 'number' ? seconds * 1_000 : null } : null;
  } catch {
    return null;
  }
}
