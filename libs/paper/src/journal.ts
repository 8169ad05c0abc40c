/**
 * What happened, in order: every request that arrived and every change that it (or the world) made.
 *
 * Tests assert on it, so an entry is never changed. Only the newest `limit` entries are kept; indexes never repeat.
 */
export type JournalValue = string | number | boolean | null | readonly string[];

export interface JournalEntry {
  readonly index: number;
  readonly timeMs: number;
  readonly kind: string;
  readonly account: string | null;
  readonly symbol: string | null;
  readonly detail: Readonly<Record<string, JournalValue>>;
}

export interface Journal {
  readonly limit: number;
  nextIndex: number;
  entries: JournalEntry[];
}

/** An empty journal that remembers the newest `limit` entries. */
export function createJournal(limit: number): Journal {
  return { limit, nextIndex: 1, entries: [] };
}

/** Appends an entry and returns it. */
export function appendEntry(journal: Journal, entry: Omit<JournalEntry, 'index'>): JournalEntry {
  // Spelt out: an object that grew by spreading another takes twice the memory, and there are tens of thousands.
  const { timeMs, kind, account, symbol, detail } = entry;
  const appended: JournalEntry = { index: journal.nextIndex++, timeMs, kind, account, symbol, detail };
  journal.entries.push(appended);
  // Cut in slices: dropping one entry at a time would move the whole array on every request.
  if (journal.entries.length > journal.limit * 1.25) journal.entries = journal.entries.slice(-journal.limit);
  return appended;
}

/** Whether an entry is about a symbol: its own, or one of those that a request for several orders names. */
function isAbout({ symbol: own, detail }: JournalEntry, symbol: string): boolean {
  const { symbols } = detail;
  return own === symbol || (Array.isArray(symbols) && symbols.includes(symbol));
}

/** The entries with an index greater than `since`, oldest first; with `symbol`, only those of that symbol. */
export function readJournal(journal: Journal, since: number, symbol: string | null): JournalEntry[] {
  return journal.entries.filter((entry) => entry.index > since && (symbol === null || isAbout(entry, symbol)));
}
