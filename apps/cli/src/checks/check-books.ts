import type { Config } from '@breakwater/config';
import { connect, type Database, openRecoveryBooks, refuseWeakDurability, WeakDurability } from '@breakwater/db';
import { readMigrationState } from '@breakwater/db/screens';
import { type Check, fine, reasonOf, wrong } from './check.ts';

/** Postgres: reachable, keeps what it confirms, has this version's tables, and is where the books were begun. */
export async function checkBooks(config: Config): Promise<readonly Check[]> {
  const database = connect({ databaseUrl: config.databaseUrl, applicationName: 'breakwater check', connectionsMax: 1 });
  try {
    const [row] = await database.run<{ version: string }>({ name: 'read_version', text: `SELECT current_setting('server_version') AS version` }, []);
    const migrations = await checkMigrations(database);
    // Older tables cannot say where they were begun.
    const place = migrations.isOk ? [await checkPlace(config)] : [];
    return [fine('reachable', `version ${row?.version ?? 'unknown'}`), await checkDurability(database), migrations, ...place];
  } catch (error) {
    return [wrong('reachable', `it cannot be reached (${reasonOf(error)})`, 'start it or correct DATABASE_URL.')];
  } finally {
    await database.close();
  }
}

async function checkDurability(database: Database): Promise<Check> {
  try {
    await refuseWeakDurability(database);
    return fine('durability', 'fsync and synchronous_commit are on');
  } catch (error) {
    if (!(error instanceof WeakDurability)) throw error;
    return wrong('durability', 'a crash could lose what it confirmed', 'switch fsync and synchronous_commit on; no worker starts without.');
  }
}

async function checkMigrations(database: Database): Promise<Check> {
  const { applied, pending, unknown } = await readMigrationState(database);
  if (pending.length > 0) return wrong('migrations', `${pending.length} of this version are missing (${pending.join(', ')})`, 'run `breakwater migrate`.');
  if (unknown.length > 0) return wrong('migrations', `${unknown.join(', ')} came from a newer version`, 'run that version, or restore a backup from before.');
  return fine('migrations', `${applied} applied, none missing`);
}

async function checkPlace({ databaseUrl, accounts }: Config): Promise<Check> {
  const books = openRecoveryBooks({ databaseUrl, applicationName: 'breakwater check' });
  try {
    const { isRestored, underWaySince } = await books.lookAhead(accounts.map(({ key }) => key));
    if (underWaySince !== null) return wrong('place', `a recovery of the books has been under way since ${underWaySince}, and entries are off`, 'run `breakwater recover` again.');
    if (isRestored) return wrong('place', 'the database was restored, replaced or failed over, and nothing is entered', 'run `breakwater recover`.');
    return fine('place', 'the books are where they were begun, or recovered');
  } finally {
    await books.close();
  }
}
