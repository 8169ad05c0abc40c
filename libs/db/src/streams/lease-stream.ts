import type { AccountKey } from '@breakwater/core';
import type { Database, Statement } from '../connect.ts';

/**
 * One listener an account: the row is given to who holds it already, or to anybody once its time has passed on the database's clock. A
 * holder that is paused may go on listening for a moment: then a look is asked for twice, and the queue folds the two into one.
 */
const LEASE_STREAM: Statement = {
  name: 'lease_stream',
  text: `
INSERT INTO stream_lease AS l (exchange, account, holder, lease_until)
VALUES ($1::exchange, $2::text, $3::uuid, clock_timestamp() + $4::integer * interval '1 millisecond')
ON CONFLICT (exchange, account) DO UPDATE SET holder = EXCLUDED.holder, lease_until = EXCLUDED.lease_until
 WHERE l.holder = $3::uuid OR l.lease_until <= clock_timestamp()
RETURNING EXISTS (SELECT FROM account a WHERE a.exchange = l.exchange AND a.account = l.account AND a.sync_off_at IS NOT NULL) AS is_sync_off`,
};

/** Gives it back, so that another one need not wait. */
const RELEASE_STREAM: Statement = {
  name: 'release_stream',
  text: `UPDATE stream_lease SET lease_until = clock_timestamp() WHERE exchange = $1::exchange AND account = $2::text AND holder = $3::uuid AND lease_until > clock_timestamp()`,
};

/** Who has a stream; its holder also hears whether the operator has switched passes over the account off. */
export type StreamLease = { readonly type: 'ours'; readonly isSyncOff: boolean } | { readonly type: 'busy' };

/** Takes the stream of an account for `leaseMs`, or keeps it; busy while somebody else has it. */
export async function leaseStream(database: Database, { exchange, account }: AccountKey, holder: string, leaseMs: number): Promise<StreamLease> {
  const [row] = await database.run<{ is_sync_off: boolean }>(LEASE_STREAM, [exchange, account, holder, leaseMs]);
  return row === undefined ? { type: 'busy' } : { type: 'ours', isSyncOff: row.is_sync_off };
}

/** Puts it down, if it is held. */
export async function releaseStream(database: Database, { exchange, account }: AccountKey, holder: string): Promise<void> {
  await database.run(RELEASE_STREAM, [exchange, account, holder]);
}
