const URL_QUERY = /(https?:\/\/[^\s?]+)\?\S*/g;
const SIGNATURE = /\b(signature|X-MBX-APIKEY|apiKey|secret)(["']?\s*[=:]\s*["']?)[^\s&"',}]+/gi;

/**
 * A text without secrets: the queries of URLs (ccxt's messages carry them, with signatures) and every one of the given
 * secrets are taken out.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text.replace(URL_QUERY, '$1').replace(SIGNATURE, '$1$2…');
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '…');
  return clean;
}

const TEXT_LENGTH_MAX = 300;

/** A text short enough for a log line or a row: an exchange may answer with a whole page. */
export function shorten(text: string): string {
  return text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
}
