import { decimal, isDecimalText } from './decimal.ts';
import { type ExchangeId, EXCHANGES, isAccountName, toExchangeId } from './key.ts';
import { AGE_MS_MAX, type AgeRule, type StopPlace, type StopRule, whyUnsound } from './stop-plan.ts';

/** The fields of waves and signals as people write them; each reader throws a {@link Fault} that says what is wrong. */

const TEXT_MAX = 128;
const DECIMAL_MAX = 40;
const LEVERAGE_MAX = 125;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Thrown by the readers below and caught by parseWaveLine: the first thing that is wrong with a line or a signal. */
export class Fault extends Error {
  readonly field: string;

  constructor(field: string, reason: string) {
    super(reason);
    this.field = field;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** The value of a JSON text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Fault('', 'is not JSON');
  }
}

/** Milliseconds of an instant with its time zone. */
export function readInstant(fields: Fields, name: string): number {
  const text = readText(fields, name);
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Fault(name, 'must be an instant with its time zone, such as "2025-10-17T19:20:05Z"');
  return ms;
}

/** The fields of an object, none but the known ones. */
export function readObject(value: unknown, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Fault('', 'must be an object');
  // A field that nobody reads is a wish that nobody fulfils: better refused than ignored.
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Fault(unknown.slice(0, TEXT_MAX), `is not known; the fields are ${known.join(', ')}`);
  return value as Fields;
}

/** The field by `read`, or null when it is absent. */
export function optional<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T | null {
  return fields[name] === undefined || fields[name] === null ? null : read(fields, name);
}

/** The field by `read`, which must be there. */
export function readNeeded<T>(fields: Fields, name: string, read: (fields: Fields, name: string) => T): T {
  if (fields[name] === undefined || fields[name] === null) throw new Fault(name, 'is missing');
  return read(fields, name);
}

/** A text that is neither empty, long nor dangerous to print. */
export function readText(fields: Fields, name: string): string {
  const value = fields[name];
  if (value === undefined || value === null) throw new Fault(name, 'is missing');
  if (typeof value !== 'string') throw new Fault(name, 'must be a text in quotes');
  const text = value.trim();
  if (text === '') throw new Fault(name, 'is empty');
  if (text.length > TEXT_MAX) throw new Fault(name, `is longer than ${TEXT_MAX} characters`);
  // Ids end up in logs, keys and terminals.
  if (/\p{Cc}/u.test(text)) throw new Fault(name, 'holds control characters');
  return text;
}

/** One of the choices. */
export function readChoice<const T extends string>(fields: Fields, name: string, choices: readonly T[]): T {
  const text = readText(fields, name);
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new Fault(name, `must be ${choices.map((choice) => `"${choice}"`).join(' or ')}, not "${text}"`);
  return found;
}

/** An exchange, in any spelling. */
export function readExchange(fields: Fields): ExchangeId {
  const text = readText(fields, 'exchange');
  const exchange = toExchangeId(text);
  if (exchange === null) throw new Fault('exchange', `"${text}" is not known; the exchanges are ${EXCHANGES.join(', ')}`);
  return exchange;
}

/** The name of an account. */
export function readAccount(fields: Fields, name: string): string {
  const text = readText(fields, name);
  if (!isAccountName(text)) throw new Fault(name, `"${text}" is no account name (lower case letters, digits, hyphens)`);
  return text;
}

/** An exact number as its text. */
export function readDecimal(fields: Fields, name: string): string {
  // A JSON number has already lost its digits to a float when it is read.
  if (typeof fields[name] === 'number') throw new Fault(name, 'must be a decimal in quotes, such as "0.25"');
  const text = readText(fields, name);
  if (!isDecimalText(text) || text.length > DECIMAL_MAX) throw new Fault(name, `must be a decimal in quotes, such as "0.25", not "${text.slice(0, DECIMAL_MAX)}"`);
  return text;
}

/** An exact number above zero as its text. */
export function readPositive(fields: Fields, name: string): string {
  const text = readDecimal(fields, name);
  if (!decimal(text).gt('0')) throw new Fault(name, `must be above zero, not ${text}`);
  return text;
}

/** A part of a whole, as its text. */
export function readFraction(fields: Fields, name: string): string {
  const text = readPositive(fields, name);
  if (decimal(text).gt('1')) throw new Fault(name, `must be at most 1 (all of it), not ${text}`);
  return text;
}

/** A whole number from 1 to 125. */
export function readLeverage(fields: Fields, name: string): number {
  const value = fields[name];
  const leverage = typeof value === 'string' && /^\d{1,3}$/.test(value.trim()) ? Number(value) : value;
  if (typeof leverage === 'number' && Number.isInteger(leverage) && leverage >= 1 && leverage <= LEVERAGE_MAX) return leverage;
  throw new Fault(name, `must be a whole number from 1 to ${LEVERAGE_MAX}`);
}

/** Where a stop lies. */
export function readStop(fields: Fields, name: string): StopPlace {
  return within(name, () => readPlace(readObject(fields[name], PLACE)));
}

const PLACE = ['percent', 'price'];
const FOLLOWS = ['breakEven', 'trailing', 'age'];

/** Where a stop lies, how it follows the price, and when its position is too old. */
export function readStopRule(fields: Fields, name: string): StopRule {
  return within(name, () => {
    const stop = readObject(fields[name], [...PLACE, ...FOLLOWS]);
    const breakEven = optional(stop, 'breakEven', readPercentages(['atPercent', 'keepPercent']));
    const trailing = optional(stop, 'trailing', readPercentages(['atPercent', 'behindPercent', 'stepPercent']));
    const age = optional(stop, 'age', readAge);
    const rule = { ...readPlace(stop), ...(breakEven && { breakEven }), ...(trailing && { trailing }), ...(age && { age }) };
    const fault = whyUnsound(rule);
    if (fault !== null) throw new Fault(fault.field, fault.reason);
    return rule;
  });
}

function readPlace(stop: Fields): StopPlace {
  if (('percent' in stop) === ('price' in stop)) throw new Fault('', 'must be either {"percent": "2"} or {"price": "0.0123"}');
  return 'price' in stop ? { price: readPositive(stop, 'price') } : { percent: readPercent(stop, 'percent') };
}

function readPercent(fields: Fields, name: string): string {
  const percent = readPositive(fields, name);
  if (!decimal(percent).lt('100')) throw new Fault(name, `must be below 100, not ${percent}`);
  return percent;
}

function readPercentages<const N extends string>(names: readonly N[]): (fields: Fields, name: string) => Record<N, string> {
  return (fields, name) =>
    within(name, () => {
      const given = readObject(fields[name], names);
      return Object.fromEntries(names.map((each) => [each, readNeeded(given, each, readPercent)])) as Record<N, string>;
    });
}

function readAge(fields: Fields, name: string): AgeRule {
  return within(name, () => {
    const age = readObject(fields[name], ['fromMs', 'costPercent', 'breakEvenForMs', 'lossPercentPerHour', 'closeAtMs']);
    const readMs = (field: string): number => readNeeded(age, field, readDuration);
    return { fromMs: readMs('fromMs'), costPercent: readNeeded(age, 'costPercent', readPercent), breakEvenForMs: readMs('breakEvenForMs'), lossPercentPerHour: readNeeded(age, 'lossPercentPerHour', readPercent), closeAtMs: readMs('closeAtMs') };
  });
}

function readDuration(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= AGE_MS_MAX) return value;
  throw new Fault(name, `must be a whole number of milliseconds from 0 to ${AGE_MS_MAX}`);
}

/** A fault within an object is told with the way to it: `stop.percent`. */
function within<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof Fault ? new Fault([name, error.field].filter(Boolean).join('.'), error.message) : error;
  }
}
