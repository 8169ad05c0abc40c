import { storeConformance } from '@breakwater/testing/conformance/store';
import { createMemoryBooks } from './memory-books.ts';
import { createMemoryStore } from './memory-store.ts';

storeConformance(async () => {
  let nowMs = 1_760_000_000_000;
  const store = createMemoryStore({ books: createMemoryBooks(), nowMs: () => nowMs });
  return {
    store,
    acknowledge: async (subject) => void (await store.acknowledgePage(subject)),
    passTime: async (ms) => {
      nowMs += ms;
    },
    close: async () => {},
  };
});
