import type { OutcomeWebhookSettings } from './config.ts';
import type { ConfigError } from './config-error.ts';
import { type Environment, placeOf, readSecret } from './read-environment.ts';
import type { ConfigFile } from './schema.ts';

/** Whoever guesses the secret can make up outcomes. */
const SECRET_LENGTH_MIN = 20;

/**
 * A webhook with its secret, which only who pushes must have.
 * @throws what `refuse` makes, for a secret that is not there although `isNeeded`, or that is too short.
 */
export function readWebhook({ source, url, secret: place }: ConfigFile['outcomeWebhooks'][number], env: Environment, isNeeded: boolean, refuse: (field: 'secret', problem: string) => ConfigError): OutcomeWebhookSettings {
  const secret = readSecret(place, env) ?? '';
  if (secret === '' && isNeeded) throw refuse('secret', `points to ${placeOf(place)}, which is not set or empty: provide it.`);
  if (secret !== '' && secret.length < SECRET_LENGTH_MIN) throw refuse('secret', `is shorter than ${SECRET_LENGTH_MIN} characters: make a longer one, such as by \`openssl rand -hex 24\`.`);
  if (secret.startsWith('whsec_') && !/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret)) throw refuse('secret', 'begins with whsec_ and is no base64 after it: write base64, or another beginning.');
  return { source, url, secret };
}
