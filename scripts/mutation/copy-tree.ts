import fs from 'node:fs';
import path from 'node:path';
import { repositoryFolder } from '../check/repository-folder.ts';

const libraries = 'libs';
const ours = '@breakwater';

/**
 * Makes a copy of the libraries in which the mutation tester may write, and returns its folder. Packages are those of the clone, by links; only
 * ours lead into the copy: with the clone's core beside the copied one, tests would meet two classes of exact numbers.
 */
export function copyTree(): string {
  const folder = path.join(repositoryFolder, '.breakwater/mutation');
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.join(folder, 'node_modules', ours), { recursive: true });
  const packages = path.join(repositoryFolder, 'node_modules');
  for (const name of fs.readdirSync(packages)) if (name !== ours) fs.symlinkSync(path.join(packages, name), path.join(folder, 'node_modules', name));
  for (const name of fs.readdirSync(path.join(repositoryFolder, libraries))) copyLibrary(folder, name);
  fs.copyFileSync(path.join(import.meta.dirname, 'vitest.config.ts'), path.join(folder, 'vitest.config.ts'));
  fs.copyFileSync(path.join(repositoryFolder, 'package.json'), path.join(folder, 'package.json'));
  return folder;
}

function copyLibrary(folder: string, name: string): void {
  const from = path.join(repositoryFolder, libraries, name);
  const to = path.join(folder, libraries, name);
  const packages = path.join(from, 'node_modules');
  fs.cpSync(from, to, { recursive: true, filter: (source) => source !== packages });
  if (fs.existsSync(packages)) fs.symlinkSync(packages, path.join(to, 'node_modules'));
  fs.symlinkSync(to, path.join(folder, 'node_modules', ours, name));
}
