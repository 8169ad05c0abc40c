import { type Decimal, type Refusal, isRefusal, parseDecimal } from '@breakwater/paper';
import { BybitError, invalid, toBybitError } from './bybit-error.ts';

/** Plain values as text; anything else of JSON is no parameter value. */
function toText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/**
 * The parameters of one request, read by name: a query string, or a JSON object. A broken or missing one throws the
 * venue's error. Null and empty text are the same as absent. A number may come as text or as a number. Assumed.
 */
export class Parameters {
  readonly #values: ReadonlyMap<string, unknown>;

  private constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values;
  }

  /** Reads a query string. Of a name that occurs twice the first one counts. */
  static ofQuery(query: string): Parameters {
    const values = new Map<string, string>();
    for (const [name, value] of new URLSearchParams(query)) if (!values.has(name)) values.set(name, value);
    return new Parameters(values);
  }

  /** Reads a body. Throws 10001 if it is no JSON object. */
  static ofBody(body: string): Parameters {
    let value: unknown;
    try {
      value = body === '' ? {} : JSON.parse(body);
    } catch {
      throw new BybitError(10001, 'Request parameter error.');
    }
    return Parameters.ofObject(value);
  }

  /** Reads a JSON object. Throws 10001 if it is none. */
  static ofObject(value: unknown): Parameters {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new BybitError(10001, 'Request parameter error.');
    return new Parameters(new Map(Object.entries(value)));
  }

  /** The text under `name`, or `null` when absent or empty. */
  optionalText(name: string): string | null {
    const value = this.#values.get(name);
    if (value === undefined || value === null || value === '') return null;
    const text = toText(value);
    if (text === null) throw invalid(name);
    return text;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === null) throw new BybitError(10001, `params error: ${name} is required`);
    return value;
  }

  optionalDecimal(name: string): Decimal | null {
    const value = this.optionalText(name);
    if (value === null) return null;
    const decimal = parseDecimal(value);
    if (decimal === null) throw invalid(name);
    return decimal;
  }

  decimal(name: string): Decimal {
    this.text(name);
    return this.optionalDecimal(name)!;
  }

  /** A whole number, 0 or greater. */
  optionalInteger(name: string): number | null {
    const value = this.optionalText(name);
    if (value === null) return null;
    if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) throw invalid(name);
    return Number(value);
  }

  /** `true` or `false` in any case; absent is false. */
  flag(name: string): boolean {
    const value = this.optionalText(name)?.toLowerCase() ?? 'false';
    if (value !== 'true' && value !== 'false') throw invalid(name);
    return value === 'true';
  }

  /** A list of objects under `name`, as a batch has it. Throws 10001 for anything else and for more than `most`. */
  list(name: string, most: number): unknown[] {
    const value = this.#values.get(name);
    if (!Array.isArray(value) || value.length === 0 || value.length > most) throw invalid(name);
    return value;
  }

  /** How many there are in the list under `name`; 0 for no list. */
  countOf(name: string): number {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.length : 0;
  }

  /** The names that were sent. */
  listNames(): string[] {
    return [...this.#values.keys()];
  }
}

/** What the model answered, or its refusal thrown as the venue's error. */
export function unwrap<T extends object>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw toBybitError(answer.refused, answer.detail);
  return answer;
}
