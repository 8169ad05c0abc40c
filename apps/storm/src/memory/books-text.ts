import type { MemoryBooks } from './memory-books.ts';

/** Rows are never changed, so the text of a row is made once, however many states share it. */
const texts = new WeakMap<object, string>();

/**
 * The books as text: equal for equal states, whatever order things were written in. With `isHistoryLeftOut`, what no
 * statement ever reads again (events and reports) is not part of the state, so that two ways to one state can meet.
 */
export function booksText(books: MemoryBooks, { isHistoryLeftOut = false }: { readonly isHistoryLeftOut?: boolean } = {}): string {
  const parts = [
    tableText(books.accounts), tableText(books.claims), tableText(books.positions), tableText(books.orders), tableText(books.intents), tableText(books.fills),
    tableText(books.signals), tableText(books.wishes), tableText(books.waves), tableText(books.workers), tableText(books.pages),
  ];
  if (!isHistoryLeftOut) parts.push(books.events.map(rowText).toSorted().join('\n'), books.reports.map(rowText).toSorted().join('\n'));
  return parts.join('\n\n');
}

function tableText(table: ReadonlyMap<string, object>): string {
  const lines: string[] = [];
  for (const [id, row] of table) lines.push(`${id} ${rowText(row)}`);
  return lines.sort().join('\n');
}

function rowText(row: object): string {
  const known = texts.get(row);
  if (known !== undefined) return known;
  const text = canonicalText(row);
  texts.set(row, text);
  return text;
}

/** JSON with the fields in one order; exact numbers say themselves as JSON does. */
function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if ('toJSON' in value) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => `${name}:${canonicalText(field)}`).join(',')}}`;
}
