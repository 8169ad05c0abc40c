import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { acquireLock } from './acquire-lock.mjs';
import { generateClient, isClientCurrent } from './generate-client.mjs';
import { installPackages, isInstalled } from './install-packages.mjs';
import { runTarget } from './run-target.mjs';
import { SetupError } from './setup-error.mjs';

/** The clone that this file belongs to, whatever the working directory is. */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Brings the clone's packages and generated code up to date and runs one TypeScript file on the pinned Node.
 * In: TARGET, a path relative to the working directory, and its arguments. It does not return: the process ends with TARGET's exit
 * code, or with 1 and one sentence on standard error when the set-up is not possible.
 */
export async function bootstrap(target, targetArguments) {
  try {
    if (!isInstalled(root) || !isClientCurrent(root)) await prepare();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`breakwater: ${error.message}\n`);
    process.exit(1);
  }
  runTarget(root, path.resolve(target), targetArguments);
}

/** Installs and generates what is missing, alone: a second bootstrap of the same clone waits, and then finds all done. */
async function prepare() {
  const release = await acquireLock(path.join(root, '.breakwater'), 'bootstrap.lock');
  try {
    if (!isInstalled(root)) await installPackages(root);
    if (!isClientCurrent(root)) await generateClient(root);
  } finally {
    release();
  }
}
