import { type LegacyDatabase, openLegacyDatabase } from '@breakwater/testing/legacy-database';
import { afterEach, beforeEach } from 'vitest';
import { connectLegacy, type LegacyConnection } from '../src/index.ts';

/** A fresh database of the bot for each test, and the doctor's own connection to it. */
export function withLegacyDatabase(): { readonly legacy: LegacyDatabase; readonly connection: LegacyConnection } {
  let legacy: LegacyDatabase;
  let connection: LegacyConnection;
  beforeEach(async () => {
    legacy = await openLegacyDatabase();
    connection = await connectLegacy(legacy.url);
  });
  afterEach(async () => {
    await connection.close();
    await legacy.close();
  });
  return {
    get legacy() {
      return legacy;
    },
    get connection() {
      return connection;
    },
  };
}
