import type { Session } from '../session.ts';

/** Says that a human has heard what stands under a subject. False: nothing stands there. */
export function acknowledgePage({ books, nowMs }: Session, subject: string): boolean {
  for (const page of books.pages.values()) {
    if (page.subject !== subject || page.acknowledgedAtMs !== null) continue;
    books.pages.set(page.id, { ...page, acknowledgedAtMs: nowMs() });
    return true;
  }
  return false;
}
