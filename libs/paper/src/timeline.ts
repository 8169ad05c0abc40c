/**
 * A value with its recent past.
 *
 * A real exchange may answer a read from a replica that lags behind. So every record that can be listed keeps its
 * recent versions, and any reader can ask for the world as it stood some time ago.
 */
export interface Version<T> {
  readonly atMs: number;
  readonly value: T;
}

export interface Timeline<T> {
  readonly versions: Version<T>[];
}

/** A timeline whose first version is `value`, written at `atMs`. */
export function startTimeline<T>(value: T, atMs: number): Timeline<T> {
  return { versions: [{ atMs, value }] };
}

/**
 * Writes the next version. Versions of the same millisecond replace each other; a version is forgotten once a newer one
 * is older than `keepMs`, because then no permitted lag can reach it.
 */
export function writeVersion<T>(timeline: Timeline<T>, value: T, atMs: number, keepMs: number): void {
  const { versions } = timeline;
  if (versions.at(-1)?.atMs === atMs) versions.pop();
  versions.push({ atMs, value });
  while (versions.length > 1 && versions[1]!.atMs <= atMs - keepMs) versions.shift();
}

/** The newest version. */
export function readNow<T>(timeline: Timeline<T>): T {
  return timeline.versions[timeline.versions.length - 1]!.value;
}

/** The version that was current at `atMs`, or `null` if the record did not exist then. */
export function readAsOf<T>(timeline: Timeline<T>, atMs: number): T | null {
  const { versions } = timeline;
  for (let index = versions.length - 1; index >= 0; index--) {
    const version = versions[index]!;
    if (version.atMs <= atMs) return version.value;
  }
  return null;
}
