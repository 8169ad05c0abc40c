import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { guardProcess } from './guard-process.ts';
import { choosePostgresUser, findPostgresBinaries, type PostgresBinaries, type SystemUser } from './postgres-binaries.ts';
import type { RunningServer } from './running-server.ts';
import { ServerExit, startServer } from './start-server.ts';

export interface PostgresOptions {
  /** The folder that keeps the data, made if it is missing; without it they go with the server. */
  dir?: string;
  /** The URL of a server to use instead (default: DATABASE_URL). */
  url?: string | undefined;
}

/** Where a server's files are, and whether they go with it. */
interface Place {
  folder: string;
  data: string;
  isTemporary: boolean;
}

const role = 'breakwater';
const portTriesMax = 5;

/**
 * Gives a PostgreSQL server: that of DATABASE_URL as it is, else one of its own on a free port of the loopback interface, with
 * a random password and with `fsync` and `synchronous_commit` on, as Breakwater refuses to trade without them.
 * Throws one sentence when the server cannot be started.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<RunningServer> {
  const url = options.url ?? process.env.DATABASE_URL;
  if (url) return { url, isOwn: false, stop: async () => {} };
  const isTemporary = options.dir === undefined;
  const folder = options.dir === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'breakwater-postgres-')) : path.resolve(options.dir);
  try {
    return await startOwn(folder, isTemporary);
  } catch (error) {
    if (isTemporary) fs.rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function startOwn(folder: string, isTemporary: boolean): Promise<RunningServer> {
  fs.mkdirSync(folder, { recursive: true });
  const data = path.join(folder, 'data');
  const user = choosePostgresUser(data);
  if (user !== undefined) openWay(folder, user);
  const binaries = await findPostgresBinaries(folder, user);
  const password = readPassword(folder);
  if (!fs.existsSync(data)) await initialise(binaries, { folder, data, isTemporary }, password, user);
  for (let tries = 1; ; tries += 1) {
    const port = await freePort();
    try {
      const server = await startServer({
        command: binaries.postgres,
        arguments: ['-D', data, ...settings(port)],
        folder,
        environment: { LC_ALL: 'C' },
        ...(user && { user }),
        stopSignal: 'SIGINT', // "fast shutdown": ends its sessions, writes a checkpoint
        isTemporary,
        probe: () => makeDatabase(urlOf(port, password, 'postgres')),
      });
      return { url: urlOf(port, password, role), isOwn: true, stop: server.stop };
    } catch (error) {
      if (!(error instanceof ServerExit)) throw error;
      if (/already exists|pre-existing shared memory/.test(error.log)) {
        throw new Error(`${folder} is in use by another PostgreSQL: end the command that runs there, or choose another folder.`, { cause: error });
      }
      if (!/could not (bind|create any TCP)/.test(error.log) || tries === portTriesMax) throw new Error(`PostgreSQL could not be started in ${folder}: ${error.message}`, { cause: error });
    }
  }
}

function settings(port: number): string[] {
  const values = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '300',
    // The promises rest on these three, whatever stands in a kept folder's postgresql.conf.
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Makes the data folder in one visible step: one that was interrupted is begun anew. It need not be synced, for nobody's data is in it yet. */
async function initialise(binaries: PostgresBinaries, place: Place, password: string, user: SystemUser | undefined): Promise<void> {
  const { folder, data, isTemporary } = place;
  const fresh = path.join(folder, 'data.new');
  fs.rmSync(fresh, { recursive: true, force: true });
  fs.mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = path.join(folder, 'password.new');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== undefined) for (const file of [fresh, passwordFile]) fs.chownSync(file, user.uid, user.gid);
  const flags = ['--no-sync', '--no-instructions', '--auth=password', `--username=${role}`, `--pwfile=${passwordFile}`];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const making = promisify(execFile)(binaries.initdb, [`--pgdata=${fresh}`, ...flags, ...locale], { cwd: folder, env: { ...process.env, LC_ALL: 'C' }, ...user });
  const unguard = making.child.pid === undefined ? () => {} : guardProcess(making.child.pid, 'SIGTERM', isTemporary ? folder : undefined);
  try {
    await making;
  } catch (error) {
    throw new Error(`PostgreSQL could not make its data folder in ${folder}: ${lastLine((error as { stderr?: string }).stderr ?? String(error))}`, { cause: error });
  } finally {
    unguard();
    fs.rmSync(passwordFile, { force: true });
  }
  fs.renameSync(fresh, data);
}

/** Lets USER pass through FOLDER, which is ours, and says so in words when a folder above it, which is not, keeps USER out. */
function openWay(folder: string, user: SystemUser): void {
  fs.chmodSync(folder, fs.statSync(folder).mode | 0o011);
  for (let above = path.dirname(folder); above !== path.dirname(above); above = path.dirname(above)) {
    const { mode, uid, gid } = fs.statSync(above);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) {
      throw new Error(`PostgreSQL refuses to run as root, and the user it runs as instead (uid ${user.uid}) may not enter ${above}: choose a folder that everybody may enter, such as one below /var/lib, or set DATABASE_URL.`);
    }
  }
}

function readPassword(folder: string): string {
  const file = path.join(folder, 'password');
  if (!fs.existsSync(file)) fs.writeFileSync(file, randomBytes(18).toString('hex'), { mode: 0o600 });
  return fs.readFileSync(file, 'utf8');
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [role]);
    if (rowCount === 0) await client.query(`create database ${role}`);
  } finally {
    await client.end();
  }
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${role}:${password}@127.0.0.1:${port}/${database}`;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
