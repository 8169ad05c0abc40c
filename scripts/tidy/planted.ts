/** Breaches and innocent neighbours for each rule: a rule that does not bite its breach, or bites the neighbour, fails the build. */
export interface Plant {
  rule: string;
  path: string;
  bad: string;
  good: string;
  goodPath?: string;
}

const long = (lines: number): string => 'const line = 1;\n'.repeat(lines);

export const plants: readonly Plant[] = [
  { rule: 'imports go downwards', path: 'libs/core/src/a.ts', bad: "import fs from 'node:fs';", good: "import { Big } from 'big.js';" },
  { rule: 'imports go downwards', path: 'libs/core/src/a.ts', bad: "import { x } from '@breakwater/engine';", good: "// import { x } from '@breakwater/engine';" },
  { rule: 'imports go downwards', path: 'libs/paper/src/a.ts', bad: "export { x } from '@breakwater/core';", good: "export { x } from './x.ts';" },
  { rule: 'imports go downwards', path: 'libs/engine/src/a.ts', bad: "import type { X } from '@breakwater/db';", good: "import type { X } from '@breakwater/core';" },
  { rule: 'imports go downwards', path: 'libs/engine/src/a.ts', bad: "import { Queue } from 'bullmq';", good: "import { randomUUID } from 'node:crypto';" },
  { rule: 'imports go downwards', path: 'libs/db/src/a.ts', bad: "import { x } from '@breakwater/queue';", good: "import { x } from '@breakwater/engine';" },
  { rule: 'imports go downwards', path: 'libs/db/src/a.ts', bad: "import { x } from '../../queue/src/x.ts';", good: "import { x } from './deep/x.ts';" },
  { rule: 'imports go downwards', path: 'libs/db/src/a.ts', bad: "const x = await import('@breakwater/lock');", good: "const x = await import('pg');" },
  { rule: 'imports go downwards', path: 'libs/lock/src/a.ts', bad: "import {\n  x,\n} from '@breakwater/config';", good: "import {\n  x,\n} from '@breakwater/core';" },
  { rule: 'imports go downwards', path: 'libs/config/src/a.ts', bad: "import { x } from '@breakwater/db';", good: "import { x } from '@breakwater/core';" },
  { rule: 'imports go downwards', path: 'libs/telemetry/src/a.ts', bad: "import { x } from '@breakwater/core';", good: "import pino from 'pino';" },
  { rule: 'imports go downwards', path: 'libs/fleet/src/a.ts', bad: "import { x } from '@breakwater/paper';", good: "import { x } from '@breakwater/db';" },
  { rule: 'imports go downwards', path: 'libs/engine/src/a.ts', bad: "import { x } from '@breakwater/fleet';", good: "import { x } from './fleet.ts';" },
  { rule: 'imports go downwards', path: 'libs/testing/src/a.ts', bad: "import { x } from '@breakwater/wave-worker';", good: "import { x } from '@breakwater/db';" },
  { rule: 'imports go downwards', path: 'apps/cli/src/a.ts', bad: "import { x } from '@breakwater/paper-exchange';", good: "import { x } from '@breakwater/db';" },
  { rule: 'imports go downwards', path: 'apps/cli/src/a.ts', bad: "import { x } from '@breakwater/testing';", good: "import { x } from '@breakwater/testing';", goodPath: 'apps/cli/test/a.test.ts' },
  { rule: 'imports go downwards', path: 'apps/cli/src/a.ts', bad: "import { x } from '@breakwater/db/src/x.ts';", good: "import { x } from '@breakwater/db';" },
  { rule: 'core and paper are pure', path: 'libs/core/src/a.ts', bad: 'const now = Date.now();', good: "const now = 'Date.now()'; // Date.now()" },
  { rule: 'core and paper are pure', path: 'libs/core/src/a.ts', bad: 'const at = new Date();', good: 'const at = new Date(nowMs);' },
  { rule: 'core and paper are pure', path: 'libs/paper/src/a.ts', bad: 'const dice = Math.random();', good: 'const dice = Math.floor(x);' },
  { rule: 'core and paper are pure', path: 'libs/core/src/a.ts', bad: 'const text = `${await x}`;', good: 'const text = `await ${x}`;' },
  { rule: 'core and paper are pure', path: 'libs/core/src/a.ts', bad: 'process.exit(1);', good: 'const processed = 1;' },
  { rule: 'only config reads the environment', path: 'libs/db/src/a.ts', bad: 'const url = process.env.X;', good: 'const url = process.env.X;', goodPath: 'libs/config/src/a.ts' },
  { rule: 'tests use no mocks', path: 'libs/db/src/a.test.ts', bad: "vi.mock('./x.ts');", good: 'vi.useFakeTimers();' },
  { rule: 'every test runs, once', path: 'libs/db/src/a.test.ts', bad: "it.only('x', () => {});", good: "it.each([1])('x', () => {});" },
  { rule: 'every test runs, once', path: 'libs/db/src/a.test.ts', bad: "test.concurrent.skip('x', () => {});", good: "test('skips', () => {});" },
  { rule: 'every test runs, once', path: 'libs/db/src/a.test.ts', bad: "test('x', { retry: 2 }, () => {});", good: "test('x', { timeout: 2 }, () => {});" },
  { rule: 'tests wait for facts, not for time', path: 'libs/db/test/a.test.ts', bad: 'await delay(100);', good: 'await until(isDone, { what });' },
  { rule: 'tests wait for facts, not for time', path: 'libs/db/test/a.test.ts', bad: 'await new Promise((resolve) => setTimeout(resolve, 5));', good: 'await new Promise((resolve) => server.close(resolve));' },
  { rule: 'no enum', path: 'libs/db/src/a.ts', bad: 'export enum Side { long }', good: 'const enumerated = 1;' },
  { rule: 'no float holds money', path: 'libs/db/src/a.ts', bad: 'const x = parseFloat(text);', good: 'const x = Number.parseInt(text, 10);' },
  { rule: 'no float holds money', path: 'libs/db/src/a.ts', bad: 'const x = Number(order.triggerPrice);', good: 'const x = Number(order.leverage);' },
  { rule: 'no float holds money', path: 'libs/db/src/a.ts', bad: 'const x = row.quantity.toNumber();', good: 'const x = row.quantity.toString();' },
  { rule: 'only scripts and the command line print', path: 'apps/wave-worker/src/main.ts', bad: "console.log('x');", good: "console.log('x');", goodPath: 'scripts/a.ts' },
  { rule: 'a file has at most 300 lines', path: 'libs/db/src/a.ts', bad: long(301), good: long(300) },
  { rule: 'every promise named exists', path: 'libs/db/src/a.ts', bad: '// I13', good: '// I12, I1; AI13, I13n' },
  { rule: 'nothing is left for later', path: 'docs/a.md', bad: 'TODO: write', good: 'all todos are done' },
  { rule: 'names say what is inside', path: 'libs/db/src/string-utils.ts', bad: '', good: '', goodPath: 'libs/db/src/utilise.ts' },
  { rule: 'file names are kebab-case', path: 'libs/db/src/placeOrder.ts', bad: '', good: '', goodPath: 'libs/db/src/place-order.property.test.ts' },
  { rule: 'every path in a document exists', path: 'README.md', bad: 'See `libs/nowhere/src`.', good: 'See `scripts/tidy/` and [this](package.json).' },
  { rule: 'every path in a document exists', path: 'docs/a.md', bad: '[gone](gone.md)', good: '[there](../package.json#x) and [out](https://example.org)' },
];
