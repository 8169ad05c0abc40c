import type { StoreGuards } from './guards.ts';
import type { MemoryBooks } from './memory-books.ts';

/** What a statement runs with: whose it is, on which books, by which guards, and the books' clock (whole milliseconds). */
export interface Session {
  readonly books: MemoryBooks;
  readonly guards: StoreGuards;
  /** Stands in every event that this worker writes. */
  readonly worker: string | null;
  nowMs(): number;
}
