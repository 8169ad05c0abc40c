import type { Database, Statement } from '../connect.ts';

/** A page is acknowledged once; who comes second learns that it was. */
const ACKNOWLEDGE_PAGES: Statement = {
  name: 'acknowledge_pages',
  text: `
UPDATE page SET acknowledged_at = clock_timestamp() WHERE id = ANY ($1::uuid[]) AND acknowledged_at IS NULL
RETURNING id, subject`,
};

export interface AcknowledgedPage {
  readonly id: string;
  readonly subject: string;
}

/** Says that a human has heard these pages; returns those that nobody had acknowledged before. */
export async function acknowledgePages(database: Database, ids: readonly string[]): Promise<readonly AcknowledgedPage[]> {
  return database.run<AcknowledgedPage>(ACKNOWLEDGE_PAGES, [ids]);
}
