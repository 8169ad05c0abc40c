import { type Decimal, type Refusal, isRefusal, parseDecimal } from '@breakwater/paper';
import { BinanceError, toBinanceError } from './binance-error.ts';

/** The venue's word for a parameter that is needed and absent, empty or broken. */
function missing(name: string): BinanceError {
  return new BinanceError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

/**
 * The parameters of one request, read by name. A broken or missing one throws the venue's error.
 */
export class Parameters {
  readonly #values = new Map<string, string>();

  /** Reads a url-encoded string. Throws the venue's error if a name occurs twice. */
  constructor(encoded: string) {
    for (const [name, value] of new URLSearchParams(encoded)) {
      if (this.#values.has(name)) throw new BinanceError(-1101, 'Duplicate values for a parameter detected.');
      this.#values.set(name, value);
    }
  }

  /** The text under `name`, or `null` when absent or empty. */
  optionalText(name: string): string | null {
    const value = this.#values.get(name);
    return value === undefined || value === '' ? null : value;
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === null) throw missing(name);
    return value;
  }

  optionalDecimal(name: string): Decimal | null {
    const value = this.optionalText(name);
    if (value === null) return null;
    const decimal = parseDecimal(value);
    if (decimal === null) throw new BinanceError(-1100, `Illegal characters found in parameter '${name}'.`);
    return decimal;
  }

  decimal(name: string): Decimal {
    const value = this.optionalDecimal(name);
    if (value === null) throw missing(name);
    return value;
  }

  /** A whole number, 0 or greater. */
  optionalInteger(name: string): number | null {
    const value = this.optionalText(name);
    if (value === null) return null;
    if (!/^\d{1,16}$/.test(value) || !Number.isSafeInteger(Number(value))) {
      throw new BinanceError(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`);
    }
    return Number(value);
  }

  integer(name: string): number {
    const value = this.optionalInteger(name);
    if (value === null) throw missing(name);
    return value;
  }

  /** `true` or `false` in any case; `null` when absent. */
  optionalFlag(name: string): boolean | null {
    const value = this.optionalText(name)?.toLowerCase() ?? null;
    if (value === null) return null;
    if (value !== 'true' && value !== 'false') throw missing(name);
    return value === 'true';
  }

  /** One of `choices`, or `null` when absent. `code` and `message` are the venue's answer to anything else. */
  optionalChoice<T extends string>(name: string, choices: readonly T[], code: number, message: string): T | null {
    const value = this.optionalText(name);
    if (value === null) return null;
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new BinanceError(code, message);
    return choice;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The names that were sent. */
  listNames(): string[] {
    return [...this.#values.keys()];
  }
}

/** What the model answered, or its refusal thrown as the venue's error. */
export function unwrap<T extends object>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw toBinanceError(answer.refused, answer.detail);
  return answer;
}
