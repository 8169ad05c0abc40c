import { type BoardSettings, ConfigError } from '@breakwater/config';

/** A secret shorter than this is guessed. */
const SECRET_LENGTH_MIN = 12;

/**
 * Nobody gets onto a board by a password that was never chosen: without password and token it does not start.
 * @throws ConfigError with one sentence, which never holds the secret.
 */
export function checkLoginSettings({ password, token }: BoardSettings): void {
  if (password === '' && token === '') {
    throw new ConfigError('The board has neither a password nor a token, and there is no default: set BREAKWATER_BOARD_PASSWORD or BREAKWATER_BOARD_TOKEN (or board.password, board.token).');
  }
  for (const [name, secret] of [['password', password], ['token', token]] as const) {
    if (secret === '' || secret.length >= SECRET_LENGTH_MIN) continue;
    throw new ConfigError(`The ${name} of the board is shorter than ${SECRET_LENGTH_MIN} characters: choose a longer one (BREAKWATER_BOARD_${name.toUpperCase()}, board.${name}).`);
  }
}
