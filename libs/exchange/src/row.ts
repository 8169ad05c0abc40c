import { type Decimal, decimal, isDecimalText } from '@breakwater/core';
import { shorten } from './redact.ts';
import { Unreadable } from './unreadable.ts';

/**
 * One object of an exchange's reply, read field by field. A missing or odd field throws {@link Unreadable}, so that a
 * malformed row spoils its whole reading and a view is never partial (I6).
 *
 * Decimals are taken from strings only: a JSON number has been through a float. Both venues send prices and quantities
 * as strings.
 */
export class Row {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #what: string;

  /** `what` names the reply in the message of a failure. Throws {@link Unreadable} unless `value` is an object. */
  constructor(value: unknown, what: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable(`${what} is not an object`);
    this.#fields = value as Readonly<Record<string, unknown>>;
    this.#what = what;
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  /** The raw value, for rows in rows. */
  value(name: string): unknown {
    return this.#fields[name];
  }

  /** A text that is not empty. */
  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' && value !== '' ? value : this.#refuse(name);
  }

  /** A text that may be empty: how an exchange says that there is none. */
  label(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : this.#refuse(name);
  }

  /** An id of the exchange: a whole number that lost no digit, or digits as text (ccxt quotes numbers beyond 2^53). */
  id(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value);
    return typeof value === 'string' && /^\d+$/.test(value) ? value : this.#refuse(name);
  }

  /** An exact number from a decimal string. */
  decimal(name: string): Decimal {
    const value = this.#fields[name];
    return typeof value === 'string' && isDecimalText(value) ? decimal(value) : this.#refuse(name);
  }

  /** As `decimal`, but null when the field is absent, empty or zero: how exchanges say "none". */
  decimalOrNone(name: string): Decimal | null {
    if (!this.has(name) || this.#fields[name] === '') return null;
    const value = this.decimal(name);
    return value.eq('0') ? null : value;
  }

  /** A whole number, e.g. milliseconds; a JSON number or digits as text. */
  integer(name: string): number {
    const value = Number(this.id(name));
    return Number.isSafeInteger(value) ? value : this.#refuse(name);
  }

  flag(name: string): boolean {
    const value = this.#fields[name];
    return typeof value === 'boolean' ? value : this.#refuse(name);
  }

  /** The meaning of a word. A word that the table does not know is refused, never guessed. */
  choice<T>(name: string, meanings: Readonly<Record<string, T>>): T {
    const word = this.text(name);
    return Object.hasOwn(meanings, word) ? (meanings[word] as T) : this.#refuse(name);
  }

  #refuse(name: string): never {
    throw new Unreadable(`${this.#what}: field ${name} is ${shorten(JSON.stringify(this.#fields[name]) ?? 'missing')}`);
  }
}

/** The rows of a list. Throws {@link Unreadable} for anything but a list; `what` names the reply. */
export function toRows(value: unknown, what: string): Row[] {
  if (!Array.isArray(value)) throw new Unreadable(`${what} is not a list`);
  return value.map((item) => new Row(item, what));
}
