import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileAgainst } from '../compile-against.ts';

/** An envelope as it came, and the method of the independent client (npm bybit-api) whose declared answer it must be. */
export interface TypedAnswer {
  readonly method: string;
  readonly body: unknown;
  /** Fields that are declared and do not come, at any depth. */
  readonly absent: readonly string[];
}

const clientFile = join(dirname(createRequire(import.meta.url).resolve('bybit-api')), 'rest-client-v5.d.ts');
const imports = [
  `import type { RestClientV5 } from ${JSON.stringify(clientFile)};`,
  `type Result<M extends keyof RestClientV5> = RestClientV5[M] extends (...parameters: never[]) => Promise<infer T> ? (T extends { result: infer R } ? R : never) : never;`,
];

/** Compiles the results of answers against the client's declarations. Returns what the compiler complains about, by method. */
export function compileAnswers(answers: readonly TypedAnswer[]): string[] {
  return compileAgainst(imports, answers.map(({ method, body, absent }) => ({ owner: method, value: (body as { result: unknown }).result, declared: `Result<'${method}'>`, absent })));
}
