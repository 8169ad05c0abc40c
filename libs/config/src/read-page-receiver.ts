import type { PageReceiverSettings } from './config.ts';
import type { ConfigError } from './config-error.ts';
import { type Environment, placeOf, readSecret } from './read-environment.ts';
import { readWebhook } from './read-webhook.ts';
import type { ConfigFile } from './schema.ts';

type FileReceiver = ConfigFile['pageReceivers'][number];
type Field = Exclude<keyof FileReceiver, 'name' | 'type'>;

const TELEGRAM_URL = 'https://api.telegram.org';
/** What each type needs, and what it may have beside that. */
const fieldsOf: Readonly<Record<FileReceiver['type'], { readonly needed: readonly Field[]; readonly free: readonly Field[] }>> = {
  webhook: { needed: ['url', 'secret'], free: [] },
  telegram: { needed: ['token', 'chatId'], free: ['url'] },
  alertmanager: { needed: ['url'], free: [] },
};

/**
 * A receiver of pages with its secret, which only who tells must have.
 * @throws what `refuse` makes, for what its type needs and has not, or has and does not use, and for a secret that is missing although `isNeeded`.
 */
export function readPageReceiver(receiver: FileReceiver, env: Environment, isNeeded: boolean, refuse: (field: Field, problem: string) => ConfigError): PageReceiverSettings {
  const { name, type, url = '', secret = '', token = '', chatId = '' } = receiver;
  const { needed, free } = fieldsOf[type];
  for (const field of needed) if (receiver[field] === undefined) throw refuse(field, `is missing: a receiver of the type ${type} needs ${needed.join(' and ')}.`);
  for (const field of ['url', 'secret', 'token', 'chatId'] as const) {
    if (receiver[field] !== undefined && !needed.includes(field) && !free.includes(field)) throw refuse(field, `is nothing that a receiver of the type ${type} uses: take it out.`);
  }
  if (type === 'webhook') {
    const webhook = readWebhook({ source: name, url, secret }, env, isNeeded, (field, problem) => refuse(field, problem));
    return { type, name, url, secret: webhook.secret };
  }
  if (type === 'alertmanager') return { type, name, url };
  const value = readSecret(token, env) ?? '';
  if (value === '' && isNeeded) throw refuse('token', `points to ${placeOf(token)}, which is not set or empty: provide it.`);
  if (value !== '' && !/^\d+:[\w-]{30,}$/.test(value)) throw refuse('token', 'is no token of a Telegram bot: it looks like 123456789:letters-and-digits, as BotFather gives it.');
  return { type, name, url: receiver.url ?? TELEGRAM_URL, token: value, chatId };
}
