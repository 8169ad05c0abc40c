/**
 * Markets that may be asked for anew at every unknown symbol: between two reloads at least `everyMs` pass, and a wish in
 * between gets what is loaded. A reload that failed counts as none. What `markets` rejects with is let through.
 */
export function reloadSeldom<M>(markets: (reload: boolean) => Promise<M>, everyMs: number, monotonicMs: () => number = () => performance.now()): (reload?: boolean) => Promise<M> {
  let reloadedAtMs = -Infinity;
  return async (reload = false) => {
    const isDue = reload && monotonicMs() - reloadedAtMs >= everyMs;
    const found = await markets(isDue);
    if (isDue) reloadedAtMs = monotonicMs();
    return found;
  };
}
