import type { ScreenClient } from './client.ts';

/** So many ids are asked about at once. */
const IDS_AT_ONCE = 5_000;

/** Which of these ids have a row, live or closed. */
export async function readKnownPositions(client: ScreenClient, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const rows = await client.position.findMany({ where: { id: { in: ids.slice(from, from + IDS_AT_ONCE) } }, select: { id: true } });
    for (const { id } of rows) known.add(id);
  }
  return known;
}
