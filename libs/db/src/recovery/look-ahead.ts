import type { AccountKey } from '@breakwater/core';
import type { AccountEntries, RecoveryOutlook } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';
import { IDENTITY } from '../statements/identity.ts';
import { OWN } from './own-accounts.ts';

const LOOK_AHEAD: Statement = {
  name: 'look_ahead',
  text: `
SELECT EXISTS (SELECT FROM books b WHERE b.identity <> ${IDENTITY}) AS is_restored,
       (SELECT b.recovery_began_at FROM books b WHERE b.recovery_identity = ${IDENTITY}) AS under_way_since,
       (SELECT count(*) FROM (SELECT exchange, account, symbol FROM claim UNION SELECT exchange, account, symbol FROM signal
                              UNION SELECT exchange, account, symbol FROM position UNION SELECT exchange, account, symbol FROM "order") k)::integer AS claims,
       (SELECT count(*) FROM position p JOIN ${OWN} USING (exchange, account) WHERE p.status <> 'closed')::integer AS live_positions,
       (SELECT count(*) FROM signal s JOIN ${OWN} USING (exchange, account) WHERE s.outcome = 'pending' AND s.action = 'open')::integer AS pending_signals,
       (SELECT count(*) FROM intent i JOIN ${OWN} USING (exchange, account) WHERE i.outcome IN ('open', 'unknown'))::integer AS unanswered_intents,
       COALESCE((SELECT json_agg(json_build_object('exchange', a.exchange, 'account', a.account, 'entriesEnabled', a.entries_enabled,
                                                   'entriesAfter', COALESCE(a.entries_before_recovery, a.entries_enabled)) ORDER BY a.exchange, a.account)
                   FROM account a JOIN ${OWN} USING (exchange, account)), '[]') AS accounts,
       COALESCE((SELECT json_agg(a.exchange || '.' || a.account ORDER BY a.exchange, a.account) FROM account a
                  WHERE a.entries_before_recovery IS NOT NULL AND NOT EXISTS (SELECT FROM ${OWN} WHERE own.exchange = a.exchange AND own.account = a.account)), '[]') AS elsewhere`,
};

interface OutlookRow {
  readonly is_restored: boolean;
  readonly under_way_since: Date | null;
  readonly claims: number;
  readonly live_positions: number;
  readonly pending_signals: number;
  readonly unanswered_intents: number;
  readonly accounts: readonly AccountEntries[];
  readonly elsewhere: readonly string[];
}

/** How the books stand before a recovery of these accounts. Changes nothing. */
export async function lookAhead(database: Database, accounts: readonly AccountKey[]): Promise<RecoveryOutlook> {
  const own = accounts.map(({ exchange, account }) => ({ exchange, account }));
  const [row] = await database.run<OutlookRow>(LOOK_AHEAD, [JSON.stringify(own)]);
  return {
    isRestored: row?.is_restored ?? false,
    underWaySince: row?.under_way_since?.toISOString() ?? null,
    claims: row?.claims ?? 0,
    livePositions: row?.live_positions ?? 0,
    pendingSignals: row?.pending_signals ?? 0,
    unansweredIntents: row?.unanswered_intents ?? 0,
    accounts: row?.accounts ?? [],
    elsewhere: row?.elsewhere ?? [],
  };
}
