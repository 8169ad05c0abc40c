import * as zod from 'zod';
import { configSchema, unwrap } from './schema.ts';

/** One setting of breakwater.config.yaml, for the reference in the docs. */
export interface SettingDescription {
  /** `accounts[].stop.percent`. */
  readonly name: string;
  readonly expects: string;
  readonly description: string;
  /** What is in effect where it is left out; null when it must be written or is simply absent. */
  readonly fallback: unknown;
  readonly isRequired: boolean;
}

/** Every setting that the schema knows, in its order; groups and lists come before what they hold. */
export function listSettings(): readonly SettingDescription[] {
  return listInside(configSchema, '');
}

function listInside(schema: zod.ZodType, name: string): SettingDescription[] {
  const inner = unwrap(schema);
  if (inner instanceof zod.ZodArray && unwrap(inner.element as zod.ZodType) instanceof zod.ZodObject) return listInside(inner.element as zod.ZodType, `${name}[]`);
  if (!(inner instanceof zod.ZodObject)) return [];
  const fields = Object.entries(inner.shape as Record<string, zod.ZodType>).flatMap(([field, one]) => listOne(one, name === '' ? field : `${name}.${field}`));
  const others = inner.def.catchall as zod.ZodType | undefined;
  return others === undefined || others instanceof zod.ZodNever ? fields : [...fields, ...listInside(others, `${name}.<name>`)];
}

function listOne(schema: zod.ZodType, name: string): SettingDescription[] {
  const inner = unwrap(schema);
  const meta = { ...inner.meta(), ...schema.meta() } as { description?: string; expects?: string };
  const inside = listInside(schema, name);
  if (meta.description === undefined) return inside;
  return [{ name, expects: meta.expects ?? '', description: meta.description, fallback: fallbackOf(schema), isRequired: !schema.safeParse(undefined).success }, ...inside];
}

function fallbackOf(schema: zod.ZodType): unknown {
  return schema instanceof zod.ZodDefault ? schema.def.defaultValue : null;
}
