import { decimal } from '@breakwater/core';
import { BOUNDS, entryCommit, freshKey, newPosition, take } from '@breakwater/testing/conformance/store-fixture';
import { openStore } from '../src/index.ts';

/**
 * A worker process that has claimed many keys and commits an entry on each at once, for limits.test.ts. Takes DATABASE_URL PREFIX COUNT
 * ACCOUNT…; accounts take turns. It waits at the barrier for as long as the others need to come there. Says `ready`, and at the end one line of JSON: what each commit came to.
 */
const [databaseUrl = '', prefix = '', count = '', ...accounts] = process.argv.slice(2);
const { store, close } = openStore({ databaseUrl, connectionsMax: Number(count), lockTimeoutMs: 60_000, statementTimeoutMs: 60_000, applicationName: `enter-many ${prefix}` });
const keys = Array.from({ length: Number(count) }, (_, index) => {
  const [exchange, account] = (accounts[index % accounts.length] ?? '').split('.');
  const key = freshKey(account, exchange as 'binance' | 'bybit');
  return { ...key, symbol: `${prefix}${key.symbol}` };
});
const claims = await Promise.all(keys.map((key) => take(store, key)));
process.stdout.write('ready\n');
const results = await Promise.all(claims.map((claim) => store.commitIntent(claim, entryCommit(claim.key, newPosition({ plannedNotional: decimal('100') })), BOUNDS)));
process.stdout.write(`results ${JSON.stringify(results)}\n`);
await close();
