import fs from 'node:fs/promises';
import path from 'node:path';
import type { CompleteFile } from './find-complete-files.ts';

const DONE = 'done';
const REFUSED = 'refused';

/** Makes the two folders that files are put away into, in a directory that is there. Throws what the file system says. */
export async function makeFolders(directory: string): Promise<void> {
  await fs.access(directory, fs.constants.R_OK | fs.constants.W_OK);
  for (const folder of [DONE, REFUSED]) {
    await fs.mkdir(path.join(directory, folder), { recursive: true });
    await fs.access(path.join(directory, folder), fs.constants.W_OK);
  }
}

/**
 * Moves a taken file into `done`, or into `refused` with a `.why` file next to it; nothing that lies there already is
 * overwritten. The reasons are written first: a crash in between leaves the file where it is, to be taken again, which
 * doubles nothing. Returns where it lies now, from the directory; null when it is not what was taken any more: somebody else
 * moved it, or wrote on. Throws what the file system says.
 */
export async function putAway(directory: string, file: CompleteFile, why: readonly string[]): Promise<string | null> {
  const now = await fs.lstat(file.path).catch(() => null);
  if (now?.size !== file.bytes || now.mtimeMs !== file.modifiedMs) return null;
  const folder = why.length === 0 ? DONE : REFUSED;
  const name = await freeName(path.join(directory, folder), file.name);
  const target = path.join(directory, folder, name);
  if (why.length > 0) await writeWhole(`${target}.why`, `${why.join('\n')}\n`);
  try {
    await fs.rename(file.path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return path.posix.join(folder, name);
}

/** The name itself, or with a number before its ending where a file of that name lies. */
async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await fs.readdir(folder));
  const { name: stem, ext } = path.parse(name);
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${stem}.${number}${ext}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** A reader sees all of it or nothing. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
  try {
    await fs.writeFile(draft, text);
    await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
}
