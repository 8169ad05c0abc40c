import { hash } from 'node:crypto';
import { booksText } from '../memory/books-text.ts';
import { createMemoryBooks, type MemoryBooks } from '../memory/memory-books.ts';
import type { Place, Print } from './place.ts';
import { venueText } from './venue-state.ts';

/** Instants as they stand in texts: milliseconds since 1970 of the years around the small world's. */
const INSTANT = /\b17[67]\d{10}\b/g;
/** All bounds, windows and ages that anything compares with are far shorter: what lies further back is long ago for all alike. */
const LONG_AGO_MS = 3_600_000;

/** A text as what it says without its instants, and these. */
export function toPrint(text: string): Print {
  const timesMs: number[] = [];
  const skeleton = text.replace(INSTANT, (instant) => {
    timesMs.push(Number(instant));
    return '@';
  });
  return { skeleton: skeleton.length > 64 ? hash('sha1', skeleton, 'base64') : skeleton, timesMs };
}

/** Most of a state stays as it is from one move to the next, and time stands still for most of them. */
const lastTold = new WeakMap<Print, { readonly nowMs: number; readonly text: string }>();

/** Times told from now on: two states that differ in nothing but when everything happened are one. */
function told(print: Print, nowMs: number): string {
  const known = lastTold.get(print);
  if (known?.nowMs === nowMs) return known.text;
  let text = print.skeleton;
  for (const atMs of print.timesMs) text += atMs < nowMs - LONG_AGO_MS ? ' old' : ` ${atMs - nowMs}`;
  lastTold.set(print, { nowMs, text });
  return text;
}

const rowPrints = new WeakMap<object, Print>();
const venuePrints = new WeakMap<object, Print>();
const empty = createMemoryBooks();
const tables = ['claims', 'positions', 'orders', 'intents', 'fills', 'signals', 'wishes', 'accounts', 'pages'] as const;

/** Rows are never changed, only replaced. Waves and workers' beats stand still in the small world; events are read by nobody. */
function printOfRow(table: (typeof tables)[number], id: string, row: object): Print {
  const known = rowPrints.get(row);
  if (known !== undefined) return known;
  const print = toPrint(booksText({ ...empty, [table]: new Map([[id, row]]) }, { isHistoryLeftOut: true }).trim());
  rowPrints.set(row, print);
  return print;
}

function printOfVenue(place: Place): Print {
  const known = venuePrints.get(place.venue.exchange);
  if (known !== undefined) return known;
  const print = toPrint(venueText(place.venue));
  venuePrints.set(place.venue.exchange, print);
  return print;
}

/** Books and exchange of a place, in words that are the same for the same state. */
export function worldWords(place: Place): string {
  return `${booksWords(place.books, place.nowMs)}\n${told(printOfVenue(place), place.nowMs)}`;
}

function booksWords(books: MemoryBooks, nowMs: number): string {
  const lines: string[] = [];
  for (const table of tables) {
    const rows: string[] = [];
    for (const [id, row] of books[table]) rows.push(told(printOfRow(table, id, row), nowMs));
    lines.push(rows.length > 1 ? rows.sort().join(';') : (rows[0] ?? ''));
  }
  return lines.join('\n');
}

/**
 * The state as one number of 61 bits, without how many faults may still come. It holds all that anything later depends on:
 * books, exchange, requests on their way, what was last read, and each worker's local state by what it has heard.
 */
export function placeNumber(place: Place): bigint {
  const { nowMs, late, lastReadings, workers } = place;
  const parts = [worldWords(place)];
  for (const { sender, call } of late) parts.push(told(toPrint(`${sender} ${JSON.stringify(call)}`), nowMs));
  for (const [name, reading] of lastReadings) parts.push(`${name} ${reading}`);
  for (const worker of workers) {
    if (!worker.isAlive) parts.push('dead');
    else parts.push(`${worker.job} ${worker.isDeathNews} ${worker.epoch}`, ...worker.prints.map((print) => told(print, nowMs)));
  }
  return toNumber(parts.join('\n'));
}

/** A text as a number of 61 bits, never 0. */
export function toNumber(text: string): bigint {
  return (BigInt(`0x${hash('sha1', text, 'hex').slice(0, 16)}`) >> 3n) | 1n;
}
