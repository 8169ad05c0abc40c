import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const aptOptions = ['-qq', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300'];
const installTriesMax = 3;
const retryMs = 3_000;

/** A program that comes from the system and not from npm. */
export interface SystemProgram {
  /** Its names, the preferred one first. */
  names: readonly [string, ...string[]];
  /** Debian's package that holds it. */
  package: string;
  /** What a person can do, as the end of a sentence. */
  advice: string;
}

/**
 * Finds a program on the PATH. If there is none and this is root on a system with apt-get, installs the system's package, with its progress on
 * standard error. Returns the program's path. Throws one sentence that says what to do.
 */
export async function findSystemProgram({ names, package: packageName, advice }: SystemProgram): Promise<string> {
  const find = () => names.map(findOnPath).find((file) => file !== undefined);
  const found = find();
  if (found !== undefined) return found;
  const [name] = names;
  const aptGet = findOnPath('apt-get');
  if (aptGet === undefined || process.getuid?.() !== 0) throw new Error(`There is no ${name} on the PATH: ${advice}.`);
  process.stderr.write(`breakwater: there is no ${name} on the PATH; installing the system’s package (apt-get)\n`);
  // Two starts at once share one package database: whoever finds it locked tries again.
  for (let tries = 1; ; tries += 1) {
    const listsCode = await runOnStderr(aptGet, [...aptOptions, 'update']);
    const code = await runOnStderr(aptGet, [...aptOptions, 'install', '-y', '--no-install-recommends', packageName]);
    const installed = find();
    if (installed !== undefined) {
      process.stderr.write(`breakwater: ${name} installed\n`);
      return installed;
    }
    if (tries === installTriesMax) {
      throw new Error(`There is no ${name} on the PATH, and apt-get could not install it (update ended with ${listsCode}, install with ${code}; its words stand above): ${advice}.`);
    }
    await delay(retryMs);
  }
}

/** Runs a command with all its output on standard error (standard output belongs to the caller's result). Resolves with its exit code. */
function runOnStderr(command: string, arguments_: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, arguments_, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function findOnPath(name: string): string | undefined {
  // Servers often lie in folders that only root's login shell looks into.
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin'];
  return folders.filter(Boolean).map((folder) => path.join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
