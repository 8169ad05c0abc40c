/** Missing or wrong configuration. The message is one sentence: the setting and its place, what is wrong, what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}
