import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** An answer as it came over HTTP, and the types that it must have. */
export interface TypedAnswer {
  readonly name: string;
  readonly body: unknown;
  /** Method of the venue's official client; `null` if it has none. */
  readonly official: string | null;
  /** Method of the independent client; `null` if it has none. */
  readonly client: string | null;
  /** Fields that are declared and do not come, or not with all rows, at any depth, by client. Those of the official client are still checked where they come. */
  readonly absent: { readonly official: readonly string[]; readonly client: readonly string[] };
}

const require = createRequire(import.meta.url);
const clientFolder = dirname(require.resolve('binance/package.json'));
const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
const officialFile = join(dirname(require.resolve('@binance/derivatives-trading-usds-futures')), 'index.d.ts');

/**
 * `Whole` makes every field of a declaration mandatory, at any depth, but those that are named; `One` and `Many` pick the single
 * object or the list where a method may answer either. `Official` is what a method of the official client declares as the data of its
 * answer: it marks every field as optional and nothing for `{}`, and never says where the venue's samples have a `null` (`Nullable`).
 * An answer is written `as const`, so that words are checked too.
 */
const head = [
  `import type { USDMClient } from ${JSON.stringify(join(clientFolder, 'lib/usdm-client.d.ts'))};`,
  `import type { DerivativesTradingUsdsFutures } from ${JSON.stringify(officialFile)};`,
  `type Whole<T, Absent> = 0 extends 1 & T ? T : T extends readonly (infer E)[] ? (number extends T['length'] ? readonly Whole<E, Absent>[] : { readonly [K in keyof T]: Whole<T[K], Absent> }) : T extends object ? { readonly [K in keyof T as Exclude<K, Absent>]-?: Whole<T[K], Absent> } : T;`,
  `type Nullable = 'icebergQuantity';`,
  `type WholeOfficial<T, Absent> = 0 extends 1 & T ? T : T extends bigint ? never : T extends readonly (infer E)[] ? readonly WholeOfficial<E, Absent>[] : T extends object ? { readonly [K in keyof T as Exclude<K, Absent>]-?: WholeOfficial<T[K], Absent> | (K extends Nullable ? null : never) } & { readonly [K in keyof T as Extract<K, Absent>]?: WholeOfficial<T[K], Absent> } : T;`,
  `type Official<M extends keyof DerivativesTradingUsdsFutures['restAPI']> = DerivativesTradingUsdsFutures['restAPI'][M] extends (...parameters: never[]) => Promise<{ data(): Promise<infer T> }> ? ([T] extends [void] ? object : T) : never;`,
  `type One<T> = [Exclude<T, readonly unknown[]>] extends [never] ? (T extends readonly (infer E)[] ? E : never) : Exclude<T, readonly unknown[]>;`,
  `type Many<T> = Extract<T, readonly unknown[]>;`,
  `type Client<M extends keyof USDMClient> = USDMClient[M] extends (...parameters: never[]) => Promise<infer T> ? T : never;`,
];

/** One check: the answer of that number must have the declared type. */
function writeCheck(index: number, answer: TypedAnswer, source: 'official' | 'client'): string {
  const method = answer[source];
  if (method === null) return '';
  const declared = source === 'official' ? `Official<'${method}'>` : `Client<'${method}'>`;
  const absent = answer.absent[source].map((field) => `'${field}'`).join(' | ') || 'never';
  return `export const ${source}${index}: ${source === 'official' ? 'WholeOfficial' : 'Whole'}<${Array.isArray(answer.body) ? 'Many' : 'One'}<${declared}>, ${absent}> = answer${index};`;
}

/** Compiles the answers against the declarations of both clients. Returns what the compiler complains about, by answer and client. */
export function compileAnswers(answers: readonly TypedAnswer[]): string[] {
  const owners: string[] = head.map(() => 'the declarations');
  const lines = [...head];
  for (const [index, answer] of answers.entries()) {
    lines.push(`const answer${index} = ${JSON.stringify(answer.body)} as const;`, writeCheck(index, answer, 'official'), writeCheck(index, answer, 'client'));
    owners.push(answer.name, `${answer.name} (official client)`, `${answer.name} (binance)`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'paper-answers-'));
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
