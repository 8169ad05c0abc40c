import type { ReportEntry } from '@breakwater/engine';
import type { Session } from '../session.ts';

/** Keeps what one pass found and did. */
export function addReport({ books, nowMs }: Session, report: ReportEntry): void {
  books.reports.push({ ...report, durationMs: Math.round(report.durationMs), atMs: nowMs() });
}
