/** Does `work` for each item, so many at a time, and gives what came of them in the order of the items. Rejects with the first that does. */
export async function inParallel<Item, Result>(items: readonly Item[], most: number, work: (item: Item) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  const rest = items.entries();
  // All share one iterator, so each takes the next item that nobody has.
  await Promise.all(
    Array.from({ length: Math.min(most, items.length) }, async () => {
      for (const [index, item] of rest) results[index] = await work(item);
    }),
  );
  return results;
}
