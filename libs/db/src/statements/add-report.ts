import type { ReportEntry } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';

const ADD_REPORT: Statement = {
  name: 'add_report',
  text: `
INSERT INTO reconciliation_report (id, exchange, account, symbol, cause, findings, acts, calls, weight, duration_ms)
VALUES (gen_random_uuid(), $1::exchange, $2::text, $3::text, $4::text, $5::jsonb, $6::jsonb, $7::integer, $8::integer, $9::integer)`,
};

/** Keeps what one pass found and did. */
export async function addReport(database: Database, report: ReportEntry): Promise<void> {
  await database.run(ADD_REPORT, [
    report.account.exchange,
    report.account.account,
    report.symbol,
    report.cause,
    JSON.stringify(report.findings),
    JSON.stringify(report.acts),
    report.calls,
    report.weight,
    Math.round(report.durationMs),
  ]);
}
