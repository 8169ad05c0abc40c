import { ConfigError, type IntakeSettings } from '@breakwater/config';

/** A machine types it, and the right one never waits behind wrong ones: so it is longer than what people choose. */
const TOKEN_LENGTH_MIN = 20;

/**
 * A token that could be guessed opens positions; none at all is fine, then no waves are taken.
 * @throws ConfigError with one sentence, which never holds the token.
 */
export function checkIntakeSettings({ token }: IntakeSettings): void {
  if (token === '' || token.length >= TOKEN_LENGTH_MIN) return;
  throw new ConfigError(`The token of the intake is shorter than ${TOKEN_LENGTH_MIN} characters: make a longer one, such as by \`openssl rand -hex 24\` (BREAKWATER_INTAKE_TOKEN, intake.token).`);
}
