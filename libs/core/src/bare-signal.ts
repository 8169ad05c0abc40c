/** Fields that a signal has and a wave has not. */
const OF_SIGNAL = ['action', 'exchange', 'symbol', 'side', 'score'];

/**
 * A single signal is a wave of one: an object without `signals` that has a signal's fields, with `source` and `at` beside them,
 * becomes the wave of the same id that holds it. Anything else is returned as it is, and judged as a wave.
 */
export function wrapBareSignal(value: unknown): { readonly wave: unknown; readonly isBare: boolean } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { wave: value, isBare: false };
  if ('signals' in value || !OF_SIGNAL.some((field) => field in value)) return { wave: value, isBare: false };
  const { source, at, ...signal } = value as Readonly<Record<string, unknown>>;
  const { id } = signal;
  return { wave: { source, id, ...(at === undefined ? {} : { at }), signals: [signal] }, isBare: true };
}
