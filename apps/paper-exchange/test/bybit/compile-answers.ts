import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An envelope as it came, and the method of the independent client (npm bybit-api) whose declared answer it must be. */
export interface TypedAnswer {
  readonly method: string;
  readonly body: unknown;
  /** Fields that are declared and do not come, at any depth. */
  readonly absent: readonly string[];
}

const require = createRequire(import.meta.url);
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const clientFile = join(dirname(require.resolve('bybit-api')), 'rest-client-v5.d.ts');

/**
 * `Whole` makes every field of a declaration mandatory, at any depth, but those that are named. An answer is written `as
 * const`, so that words are checked too.
 */
const head = [
  `import type { RestClientV5 } from ${JSON.stringify(clientFile)};`,
  `type Whole<T, Absent> = 0 extends 1 & T ? T : T extends readonly (infer E)[] ? (number extends T['length'] ? readonly Whole<E, Absent>[] : { readonly [K in keyof T]: Whole<T[K], Absent> }) : T extends object ? { readonly [K in keyof T as Exclude<K, Absent>]-?: Whole<T[K], Absent> } : T;`,
  `type Result<M extends keyof RestClientV5> = RestClientV5[M] extends (...parameters: never[]) => Promise<infer T> ? (T extends { result: infer R } ? R : never) : never;`,
];

/** Compiles the results of answers against the client's declarations. Returns what the compiler complains about, by method. */
export function compileAnswers(answers: readonly TypedAnswer[]): string[] {
  const owners: string[] = head.map(() => 'the declarations');
  const lines = [...head];
  for (const [index, { method, body, absent }] of answers.entries()) {
    const { result } = body as { result: unknown };
    lines.push(`const answer${index} = ${JSON.stringify(result)} as const;`);
    lines.push(`export const checked${index}: Whole<Result<'${method}'>, ${absent.map((field) => `'${field}'`).join(' | ') || 'never'}> = answer${index};`);
    owners.push(method, method);
  }
  const folder = mkdtempSync(join(tmpdir(), 'paper-bybit-answers-'));
  try {
    const file = join(folder, 'answers.ts');
    writeFileSync(file, lines.join('\n'));
    const flags = '--noEmit --strict --skipLibCheck --exactOptionalPropertyTypes --allowImportingTsExtensions --pretty false --target es2024 --module nodenext --moduleResolution nodenext'.split(' ');
    const { stdout, status } = spawnSync(process.execPath, [compiler, ...flags, '--types', '', file], { encoding: 'utf8', cwd: folder });
    const complaints = stdout.split(/\n(?=\S)/).flatMap((complaint) => {
      const found = /answers\.ts\((\d+),\d+\): error (.*)/s.exec(complaint);
      // The last line is the innermost: the field.
      return found === null ? [] : [`${owners[Number(found[1]) - 1]}: ${found[2]!.trim().split('\n').at(-1)!.trim()}`];
    });
    if (status !== 0 && complaints.length === 0) throw new Error(`The compiler ended with ${status}: ${stdout}`);
    return complaints;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
