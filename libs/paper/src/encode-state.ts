/**
 * State as JSON text, decimals, maps and sets included.
 *
 * Records are values: the text of one never changes. So it is kept beside the record, and encoding a large state again
 * costs little more than joining texts.
 */
import { Decimal } from './decimal.ts';

const remembered = new WeakMap<object, string>();

/** The text of a record that will never change, made at most once. */
export function encodeValue(value: object): string {
  const known = remembered.get(value);
  if (known !== undefined) return known;
  const text = encodeState(value);
  remembered.set(value, text);
  return text;
}

/** Joins the texts of a list whose members are values. */
export function encodeValues(values: readonly object[]): string {
  let text = '';
  for (const value of values) text += text === '' ? encodeValue(value) : `,${encodeValue(value)}`;
  return `[${text}]`;
}

/** The text of any state. Throws for what has no text: a function, a symbol. */
export function encodeState(state: unknown): string {
  if (state === null || typeof state !== 'object') {
    const text = JSON.stringify(state);
    if (text === undefined) throw new Error(`A ${typeof state} cannot be saved`);
    return text;
  }
  if (state instanceof Decimal) return `{"$decimal":"${state.toFixed()}"}`;
  if (state instanceof Map) return `{"$map":[${[...state].map(([key, value]) => `[${encodeState(key)},${encodeState(value)}]`).join(',')}]}`;
  if (state instanceof Set) return `{"$set":[${[...state].map(encodeState).join(',')}]}`;
  if (Array.isArray(state)) return `[${state.map(encodeState).join(',')}]`;
  const entries = Object.entries(state).filter(([, value]) => value !== undefined);
  return `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${encodeState(value)}`).join(',')}}`;
}

/** The inverse of the tags above, for `JSON.parse`. */
export function decodeState(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if ('$decimal' in value) return new Decimal(value.$decimal as string);
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$set' in value) return new Set(value.$set as unknown[]);
  return value;
}
