import type { z } from 'zod';
import * as zod from 'zod';
import { nearestName } from './nearest-name.ts';
import { expectation, unwrap } from './schema.ts';

type Path = readonly PropertyKey[];

/** A setting as people point at it: `accounts[0].stop.percent`. */
export function settingName(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`)).join('');
}

/**
 * What is wrong with a setting and what to do, as the end of a sentence that begins with its name. Never repeats the
 * value: it may be a secret in the wrong place.
 */
export function explainIssue(issue: z.core.$ZodIssue, schema: z.ZodType, raw: unknown): { readonly path: Path; readonly problem: string } {
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const near = nearestName(key, namesAt(schema, issue.path));
    return { path: [...issue.path, key], problem: `is not known: ${near ? `did you mean ${near}?` : 'remove it.'}` };
  }
  const value = valueAt(raw, issue.path);
  const target = schemaAt(schema, issue.path);
  const expects = (target && expectation(target)) ?? 'what the configuration reference says';
  if (value === undefined || value === null) return { path: issue.path, problem: `is missing: write ${expects}.` };
  if (issue.code === 'invalid_type' && issue.expected === 'string' && typeof value === 'number') {
    return { path: issue.path, problem: `is a number without quotes, which would lose digits: write ${expects}.` };
  }
  if (issue.code === 'custom' && issue.params?.['problem']) return { path: issue.path, problem: String(issue.params['problem']) };
  return { path: issue.path, problem: `is not valid: write ${expects}.` };
}

function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined), raw);
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | null {
  let current: z.ZodType | null = schema;
  for (const part of path) {
    const container: z.ZodType | null = current && unwrap(current);
    if (container instanceof zod.ZodObject) {
      current = ((container.shape as Record<PropertyKey, z.ZodType>)[part] ?? (container.def.catchall as z.ZodType | undefined)) ?? null;
    } else if (container instanceof zod.ZodArray) current = container.element as z.ZodType;
    else return null;
  }
  return current;
}

function namesAt(schema: z.ZodType, path: Path): string[] {
  const found = schemaAt(schema, path);
  const container = found && unwrap(found);
  return container instanceof zod.ZodObject ? Object.keys(container.shape) : [];
}
