import path from 'node:path';
import type { Rule, SourceFile } from './rule.ts';

const folders = '(?:apps|libs|scripts|prisma|docs|deploy|examples|\\.ci)';

/** Makes the rule that every path which a document names exists. PATHS holds the clone's files and folders. */
export function makeDocumentRule(paths: ReadonlySet<string>): Rule {
  return {
    name: 'every path in a document exists',
    appliesTo: (file) => file.endsWith('.md'),
    findings: (file) => readPaths(file).filter((named) => !paths.has(named)).map((named) => `names ${named}, which does not exist`),
  };
}

/** The paths that a document names: in back-ticks from the root of the clone, and as links from its own folder. */
function readPaths({ path: file, text }: SourceFile): string[] {
  const quoted = [...text.matchAll(new RegExp(`\`(${folders}/[\\w./-]+)(?::\\d+)?\``, 'g'))].flatMap(([, named]) => named ?? []);
  const linked = [...text.matchAll(/\]\((?!\w+:|#|\/)([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, named]) => (named === undefined ? [] : [path.posix.join(path.posix.dirname(file), named)]));
  return [...quoted, ...linked].map((named) => named.replace(/\/$/, ''));
}

/** All files and the folders that hold them. */
export function withFolders(files: readonly string[]): Set<string> {
  const all = new Set(files);
  for (const file of files) for (let folder = path.posix.dirname(file); folder !== '.'; folder = path.posix.dirname(folder)) all.add(folder);
  return all;
}
