import { cloneDatabase } from '@breakwater/testing';
import { storeConformance } from '@breakwater/testing/conformance/store';
import { openStore } from '../src/index.ts';

storeConformance(async () => {
  const database = await cloneDatabase();
  const { store, close } = openStore({ databaseUrl: database.url, connectionsMax: 20 });
  return {
    store,
    close: async () => {
      await close();
      await database.drop();
    },
  };
});
