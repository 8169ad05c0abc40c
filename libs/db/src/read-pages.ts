import type { ScreenClient } from './client.ts';

/** What a human must hear, as people see it. */
export interface PageOnScreen {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  readonly raisedAt: string;
  readonly raisedCount: number;
  readonly acknowledgedAt: string | null;
  /** What each receiver has heard of it; those that it was never tried at are missing. */
  readonly tellings: readonly { readonly receiver: string; readonly toldCount: number; readonly toldAt: string | null; readonly problem: string | null }[];
}

/** Pages that nobody has acknowledged, the newest first; acknowledged ones too, if asked for. */
export async function readPages(client: ScreenClient, { withAcknowledged, limit }: { readonly withAcknowledged: boolean; readonly limit: number }): Promise<PageOnScreen[]> {
  const rows = await client.page.findMany({ ...(withAcknowledged ? {} : { where: { acknowledgedAt: null } }), orderBy: [{ raisedAt: 'desc' }, { id: 'asc' }], take: limit, include: { tellings: { orderBy: { receiver: 'asc' } } } });
  return rows.map((row) => ({
    id: row.id,
    subject: row.subject,
    text: row.text,
    raisedAt: row.raisedAt.toISOString(),
    raisedCount: row.raisedCount,
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    tellings: row.tellings.map(({ receiver, toldCount, toldAt, problem }) => ({ receiver, toldCount, toldAt: toldAt?.toISOString() ?? null, problem })),
  }));
}
