import { InvalidArgumentError } from 'commander';
import type { AdminRequest } from './call-admin.ts';

/** One argument of a command: `<symbol>` must be there, `[mark]` may be left out. */
export interface HandParameter {
  readonly name: string;
  readonly about: string;
  /** Turns what was typed into what is sent. Throws InvalidArgumentError with one sentence. */
  readonly parse?: (text: string) => string;
}

/** One command of `breakwater paper`: how it is asked for, the request that it is, and how its answer is told. */
export interface HandCommand {
  readonly name: string;
  readonly does: string;
  readonly parameters: readonly HandParameter[];
  readonly examples: readonly string[];
  /** The shape of the result with --json. */
  readonly json: string;
  /** Whether it is about one account, which --account names. */
  readonly isOfAccount?: boolean;
  /** Whether it is about one venue, which --venue names; whatever has a symbol or an account is. */
  readonly isOfVenue?: boolean;
  /** The request for what was typed, symbols already in the exchange's own spelling. Throws CliError for what makes no sense. */
  toRequest(typed: readonly (string | undefined)[], rest: readonly string[]): AdminRequest;
  /** The result for scripts: one object, also where the admin API answers with a list. */
  toResult?(answer: unknown): unknown;
  /** Tells people the answer. */
  tell(answer: unknown): void | Promise<void>;
}

/** A request whose body holds what was given. */
export function post(path: string, body: Readonly<Record<string, unknown>>): AdminRequest {
  return { method: 'POST', path, body: Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) };
}

/** Whether a command is about one of the venues. */
export function isOfVenue({ isOfAccount, isOfVenue: isSaid, parameters }: HandCommand): boolean {
  return isSaid === true || isOfAccount === true || parameters.some(({ name }) => name === SYMBOL.name);
}

/** Reads one of the words, in any case. */
export function oneOf(...words: readonly string[]): (text: string) => string {
  return (text) => {
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (word === undefined) throw new InvalidArgumentError(`It must be ${words.join(' or ')}.`);
    return word;
  };
}

/** Reads a decimal above zero, and keeps it as text: it may be money. */
export function decimalText(text: string): string {
  if (/^\d{1,30}(?:\.\d{1,30})?$/.test(text) && /[1-9]/.test(text)) return text;
  throw new InvalidArgumentError('It must be a decimal above zero, such as 0.0003473.');
}

/** Reads a whole number up to MAX, and keeps it as text. */
export function wholeUpTo(max: number): (text: string) => string {
  return (text) => {
    if (/^\d{1,15}$/.test(text) && Number(text) <= max) return text;
    throw new InvalidArgumentError(`It must be a whole number up to ${max}.`);
  };
}

/** The parameter that most commands begin with. */
export const SYMBOL: HandParameter = { name: '<symbol>', about: 'the market, as TAGUSDT, TAG/USDT or TAG/USDT:USDT' };
