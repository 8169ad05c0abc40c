import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from './repository-folder.ts';

const foreign = new Set(['node_modules', '.git', '.breakwater', '.turbo', 'generated']);

/** Lists the files of this clone that are ours, tracked or not yet, as paths from its root. */
export function listFiles(): string[] {
  return walk('').sort();
}

/** How many files Git knows of: what `listFiles` must at least have seen. Undefined in a copy without Git's folder. */
export function countGitFiles(): number | undefined {
  if (!fs.existsSync(path.join(repositoryFolder, '.git'))) return undefined;
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: repositoryFolder, encoding: 'utf8' });
  return list.split('\0').filter((file) => file !== '' && fs.existsSync(path.join(repositoryFolder, file))).length;
}

function walk(folder: string): string[] {
  return fs.readdirSync(path.join(repositoryFolder, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (foreign.has(entry.name)) return [];
    return entry.isDirectory() ? walk(file) : [file];
  });
}
