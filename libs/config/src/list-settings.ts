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
  /** `group`: only where the group that it is part of is written at all. */
  readonly isRequired: 'yes' | 'group' | 'no';
}

/** Every setting that the schema knows, in its order; groups and lists come before what they hold. */
export function listSettings(): readonly SettingDescription[] {
  return listInside(configSchema, '', true);
}

/** `isSure`: whether all that is around it must be written. */
function listInside(schema: zod.ZodType, name: string, isSure: boolean): SettingDescription[] {
  const inner = unwrap(schema);
  if (inner instanceof zod.ZodArray && unwrap(inner.element as zod.ZodType) instanceof zod.ZodObject) return listInside(inner.element as zod.ZodType, `${name}[]`, isSure);
  if (!(inner instanceof zod.ZodObject)) return [];
  const fields = Object.entries(inner.shape as Record<string, zod.ZodType>).flatMap(([field, one]) => listOne(one, name === '' ? field : `${name}.${field}`, isSure));
  const others = inner.def.catchall as zod.ZodType | undefined;
  return others === undefined || others instanceof zod.ZodNever ? fields : [...fields, ...listInside(others, `${name}.<name>`, false)];
}

function listOne(schema: zod.ZodType, name: string, isSure: boolean): SettingDescription[] {
  const inner = unwrap(schema);
  const meta = { ...inner.meta(), ...schema.meta() } as { description?: string; expects?: string };
  const isNeeded = !schema.safeParse(undefined).success;
  const inside = listInside(schema, name, isSure && isNeeded);
  if (meta.description === undefined) return inside;
  return [{ name, expects: meta.expects ?? '', description: meta.description, fallback: fallbackOf(schema), isRequired: isNeeded ? (isSure ? 'yes' : 'group') : 'no' }, ...inside];
}

function fallbackOf(schema: zod.ZodType): unknown {
  return schema instanceof zod.ZodDefault ? schema.def.defaultValue : null;
}
