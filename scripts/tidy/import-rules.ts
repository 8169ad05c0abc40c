import path from 'node:path';
import { blank } from './blank.ts';
import { isCode, isTest, type Rule } from './rule.ts';

/** Which packages of ours each package may import. Apps may import every library but `testing`. */
const allowed: Record<string, readonly string[]> = {
  core: [],
  paper: [],
  'paper-venue': ['paper'],
  telemetry: [],
  config: ['core'],
  engine: ['core'],
  exchange: ['core', 'engine'],
  db: ['core', 'engine'],
  queue: ['core', 'engine'],
  lock: ['core', 'engine'],
  rate: ['core', 'engine'],
  legacy: ['core'],
  /** The wiring that the workers share: the one library in which adapters meet, and only apps import it. */
  fleet: ['core', 'config', 'engine', 'exchange', 'db', 'queue', 'lock', 'rate', 'telemetry'],
  testing: ['core', 'paper', 'paper-venue', 'config', 'engine', 'exchange', 'db', 'queue', 'lock', 'telemetry'],
};
const pureLibraries = new Set(['core', 'paper']);
/** Exact arithmetic and a hash: neither touches the world. */
const pureImports = new Set(['big.js', '@noble/hashes/sha2.js', '@noble/hashes/utils.js']);
const testImports = new Set(['vitest', 'fast-check']);

/** The arrows of ARCHITECTURE.md: who may import whom. */
export const importRule: Rule = {
  name: 'imports go downwards',
  appliesTo: (file) => isCode(file) && /^(apps|libs)\//.test(file),
  findings: ({ path: file, text }) => readImports(text).flatMap((imported) => judge(file, imported) ?? []),
};

/** Lists what a file imports or re-exports, dynamic imports of a fixed name included. */
export function readImports(text: string): string[] {
  const pattern = /(?:\b(?:import|export)\b(?:[^'";]*?\bfrom)?|\bimport\s*\()\s*['"]([^'"]+)['"]/g;
  return [...blank(text, false).matchAll(pattern)].flatMap(([, imported]) => imported ?? []);
}

function judge(file: string, imported: string): string | undefined {
  const [floor, name] = file.split('/') as [string, string];
  if (imported.startsWith('.')) return leaves(file, imported, `${floor}/${name}/`) ? `leaves its package with "${imported}"` : undefined;
  const ours = /^@breakwater\/([^/]+)(\/.*)?$/.exec(imported);
  if (ours) return judgeOurs(floor, name, isTest(file), ours[1] as string, ours[2]);
  if (floor === 'libs' && pureLibraries.has(name) && !pureImports.has(imported) && !(isTest(file) && (testImports.has(imported) || imported.startsWith('node:')))) {
    return `is pure and imports "${imported}"`;
  }
  if (floor === 'libs' && name === 'engine' && !imported.startsWith('node:') && !(isTest(file) && testImports.has(imported))) return `is the engine and imports "${imported}"`;
  return undefined;
}

function judgeOurs(floor: string, name: string, isForTest: boolean, target: string, inside: string | undefined): string | undefined {
  if (inside?.startsWith('/src')) return `reaches into the inside of "${target}"`;
  if (target === name) return undefined;
  if (target === 'testing') return isForTest || name === 'storm' ? undefined : 'imports "testing" and is no test';
  if (!(target in allowed)) return `imports the app "${target}"`;
  if (floor === 'apps') return undefined;
  return allowed[name]?.includes(target) ? undefined : `"${name}" imports "${target}"`;
}

function leaves(file: string, imported: string, folder: string): boolean {
  return !path.posix.join(path.posix.dirname(file), imported).startsWith(folder);
}
