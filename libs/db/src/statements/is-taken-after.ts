import type { Claim } from '@breakwater/engine';
import type { Database, Statement } from '../connect.ts';

/** A question without a promise: who asks protects by itself if nobody has come, and the claim keeps the two apart. */
const IS_TAKEN_AFTER: Statement = {
  name: 'is_taken_after',
  text: `SELECT epoch > $4::bigint AS is_taken FROM claim WHERE exchange = $1::exchange AND account = $2::text AND symbol = $3::text`,
};

/** Whether the key was claimed after this claim. */
export async function isTakenAfter(database: Database, { key, epoch }: Claim): Promise<boolean> {
  const [row] = await database.run<{ is_taken: boolean }>(IS_TAKEN_AFTER, [key.exchange, key.account, key.symbol, epoch]);
  return row?.is_taken ?? false;
}
