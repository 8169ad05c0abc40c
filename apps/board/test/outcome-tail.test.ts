import { openOutcomeBooks } from '@breakwater/db';
import { cloneDatabase } from '@breakwater/testing';
import { test } from 'vitest';
import { openOutcomeTail } from '../src/outcomes/outcome-tail.ts';

test('a tail that is closed keeps no stream that comes from its last read, and opens no connection for it', async () => {
  const database = await cloneDatabase();
  const outbox = openOutcomeBooks({ databaseUrl: database.url });
  const note = (): void => undefined;
  const tail = openOutcomeTail(outbox, { info: note, warn: note, error: note });
  await tail.close();
  // Far beyond the patience of a test: it must not wait at all.
  await tail.untilBeyond(0, 3_600_000);
  await outbox.close();
  // Throws when a connection is left.
  await database.drop();
});
