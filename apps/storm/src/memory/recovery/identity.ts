import type { Writing } from '../atomically.ts';
import { storeGuards } from '../guards.ts';
import type { IdentityRow, MemoryBooks } from '../memory-books.ts';

/** Of the page that tells of books that were put back; in Postgres it ends with the name of the copy. */
export const RESTORED_SUBJECT = 'books-restored.memory';

/** Writes down where the books are kept, if nobody has; gives what stands there. */
export function nameBooks(books: MemoryBooks, writing: Writing): IdentityRow {
  const known = books.identity.get('books');
  if (known !== undefined) return known;
  const named: IdentityRow = { isHere: true, recoveryBeganAtMs: null, isRecoveryHere: false, fencedUntilMs: null, generationFloor: 0, copies: 0 };
  writing.put(books.identity, 'books', named);
  return named;
}

/** A generation that no stop or exit of ours has had before: seconds since 2020, rounded as Postgres does. */
export function generationNow(nowMs: number): number {
  return Math.round(nowMs / 1_000) - 1_577_836_800;
}

/** Whether these books wait for a recovery, or are in the middle of one, whatever a store with other guards makes of it. */
export function arePutBack({ identity }: MemoryBooks): boolean {
  return storeGuards.areRestored(identity.get('books'));
}
