/** The milliseconds of a `Retry-After` header in whole seconds, as those who ask for patience send it; null for anything else. */
export function readRetryAfter(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,7}$/.test(text.trim()) ? Number(text) * 1_000 : null;
}
