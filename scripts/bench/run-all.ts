/** Connections that a bench has to the paper exchange. */
export const connections = 32;

/** Runs `work` for every index below `count`, `connections` at a time. Returns seconds. */
export async function runAll(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: connections }, run));
  return (performance.now() - startedMs) / 1000;
}
