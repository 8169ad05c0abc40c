const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** `118ms`, `4s`, `3m12s`, `2h5m`, `9d1h`: the two largest units. */
export function durationText(ms: number): string {
  const index = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[index] ?? [null, 0];
  if (unit === null) return `${Math.round(ms)}ms`;
  const [nextUnit, nextSize] = UNITS[index + 1] ?? [null, 0];
  const rest = nextUnit === null ? 0 : Math.floor((ms % size) / nextSize);
  return `${Math.floor(ms / size)}${unit}${rest > 0 ? `${rest}${nextUnit ?? ''}` : ''}`;
}
