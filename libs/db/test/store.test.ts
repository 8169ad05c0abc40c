import { cloneDatabase } from '@breakwater/testing';
import { storeConformance } from '@breakwater/testing/conformance/store';
import { connect, openStore } from '../src/index.ts';

storeConformance(async () => {
  const database = await cloneDatabase();
  const books = connect({ databaseUrl: database.url, connectionsMax: 1 });
  const { store, close } = openStore({ databaseUrl: database.url, connectionsMax: 20 });
  return {
    store,
    acknowledge: async (subject) => {
      const pages = await books.run<{ id: string }>({ name: 'find_page', text: 'SELECT id FROM page WHERE subject = $1 AND acknowledged_at IS NULL' }, [subject]);
      await store.acknowledgePages(pages.map(({ id }) => id));
    },
    close: async () => {
      await close();
      await books.close();
      await database.drop();
    },
  };
});
