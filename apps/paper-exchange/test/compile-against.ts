import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A value as it came over the wire, and the type that it must have. */
export interface TypeCheck {
  /** By what its complaints are named. */
  readonly owner: string;
  readonly value: unknown;
  /** A type, in the words of TypeScript; the imports that it needs are given beside the checks. */
  readonly declared: string;
  /** Fields that are declared and do not come, at any depth. */
  readonly absent: readonly string[];
}

const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const flags = '--noEmit --strict --skipLibCheck --exactOptionalPropertyTypes --allowImportingTsExtensions --pretty false --target es2024 --module nodenext --moduleResolution nodenext'.split(' ');

/** `Whole` makes every field of a declaration mandatory, at any depth, but those that are named. A value is written `as const`, so that words are checked too. */
const whole =
  `type Whole<T, Absent> = 0 extends 1 & T ? T : T extends readonly (infer E)[] ? (number extends T['length'] ? readonly Whole<E, Absent>[] : { readonly [K in keyof T]: Whole<T[K], Absent> }) : T extends object ? { readonly [K in keyof T as Exclude<K, Absent>]-?: Whole<T[K], Absent> } : T;`;

/** Compiles values against declarations. Returns what the compiler complains about, each by the owner of its value. Throws if the compiler cannot be asked. */
export function compileAgainst(imports: readonly string[], checks: readonly TypeCheck[]): string[] {
  const lines = [...imports, whole];
  const owners = lines.map(() => 'the declarations');
  for (const [index, { owner, value, declared, absent }] of checks.entries()) {
    lines.push(`const value${index} = ${JSON.stringify(value)} as const;`);
    lines.push(`export const checked${index}: Whole<${declared}, ${absent.map((field) => `'${field}'`).join(' | ') || 'never'}> = value${index};`);
    owners.push(owner, owner);
  }
  const folder = mkdtempSync(join(tmpdir(), 'paper-types-'));
  try {
    writeFileSync(join(folder, 'values.ts'), lines.join('\n'));
    const { stdout, status } = spawnSync(process.execPath, [compiler, ...flags, '--types', '', join(folder, 'values.ts')], { encoding: 'utf8', cwd: folder });
    const complaints = stdout.split(/\n(?=\S)/).flatMap((complaint) => {
      const found = /values\.ts\((\d+),\d+\): error (.*)/s.exec(complaint);
      // The last line is the innermost: the field.
      return found === null ? [] : [`${owners[Number(found[1]) - 1]}: ${found[2]!.trim().split('\n').at(-1)!.trim()}`];
    });
    if (status !== 0 && complaints.length === 0) throw new Error(`The compiler ended with ${status}: ${stdout}`);
    return complaints;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
